using System.Text.Json.Nodes;
using RunBroker.Http.Json;

namespace RunBroker.Admin;

/// <summary>
/// What a POST or a PATCH wants a resource to be: the current answer with the sent members merged in (RFC 7396), still to be
/// read member by member. Each resource lists what may be written (P-015); a read-only member may be sent back unchanged.
/// </summary>
internal sealed class Draft
{
    private readonly JsonObject current;
    private readonly JsonObject merged;

    private Draft(JsonObject current, JsonObject sent)
    {
        (this.current, Sent) = (current, sent);
        merged = (JsonObject)MergePatch.Apply(current, sent)!;
        Reader = new FieldReader(merged, Errors);
    }

    public FieldErrors Errors { get; } = new();

    public FieldReader Reader { get; }

    /// <summary>The body itself, for telling "set to null" from "not sent".</summary>
    public JsonObject Sent { get; }

    public static Draft New(JsonObject sent) => new([], sent);

    public static Draft Change<T>(T resource, JsonObject patch) => new(AdminJson.Tree(resource), patch);

    /// <summary>True when the member was sent and is not what it was. An object sent back as it was answered, with its nulls, is.</summary>
    public bool Changes(string name) => Sent.ContainsKey(name) && !JsonNode.DeepEquals(Sent[name], current[name])
        && !JsonNode.DeepEquals(merged[name], current[name]);

    /// <summary>Files a complaint for each of these that was sent with another value.</summary>
    public void ReadOnly(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            Reader.Any(name);
            if (Changes(name))
                Errors.Add(name, "is read-only");
        }
    }

    /// <summary>Null when nothing is wrong.</summary>
    public Problem? Fault(bool refuseUnknown = true)
    {
        if (refuseUnknown)
            Reader.RefuseUnknown();
        return Errors.Any ? Problem.Invalid(Errors) : null;
    }
}
