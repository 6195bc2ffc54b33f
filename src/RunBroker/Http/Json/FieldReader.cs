using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RunBroker.Http.Json;

/// <summary>
/// Reads the members of one JSON object and files each complaint under its path (<c>role_rules[2].operator</c>). Members that
/// nobody asked for are known at the end (<see cref="RefuseUnknown"/>). A null member reads as an absent one (RFC 7396).
/// </summary>
public sealed class FieldReader(JsonObject json, FieldErrors errors, string path = "")
{
    private readonly HashSet<string> asked = new(StringComparer.Ordinal);

    public FieldErrors Errors => errors;

    public string PathOf(string name) => path.Length == 0 ? name : $"{path}.{name}";

    public void Complain(string name, string says) => errors.Add(PathOf(name), says);

    /// <summary>Null when absent or wrong. Blank text and control characters are refused; length is in UTF-16 units.</summary>
    public string? Text(string name, int longest) => Find(name) is { } node ? CheckText(node, PathOf(name), longest) : null;

    /// <summary>As <see cref="Text"/>, and absence is a complaint.</summary>
    public string? RequiredText(string name, int longest)
    {
        if (Find(name) is { } node) return CheckText(node, PathOf(name), longest);
        Complain(name, "is required");
        return null;
    }

    public bool? Flag(string name)
    {
        if (Find(name) is not { } node) return null;
        if (node.GetValueKind() is JsonValueKind.True or JsonValueKind.False) return node.GetValue<bool>();
        Complain(name, "must be true or false");
        return null;
    }

    /// <summary>A whole number from <paramref name="least"/> to <paramref name="most"/>; null when absent or wrong.</summary>
    public int? Number(string name, int least, int most)
    {
        if (Find(name) is not { } node) return null;
        if (node.GetValueKind() == JsonValueKind.Number && node.AsValue().TryGetValue<int>(out var number) && number >= least && number <= most) return number;
        Complain(name, $"must be a whole number from {least} to {most}");
        return null;
    }

    /// <summary>The member as it is, for what another reader judges.</summary>
    public JsonNode? Any(string name) => Find(name);

    /// <summary>One of <paramref name="words"/>, compared exactly; null when absent or wrong.</summary>
    public T? Word<T>(string name, IReadOnlyDictionary<string, T> words, bool required = true)
        where T : struct
    {
        var node = Find(name);
        if (node is null && !required) return null;
        if (node?.GetValueKind() == JsonValueKind.String && words.TryGetValue(node.GetValue<string>(), out var found)) return found;
        Complain(name, "must be one of: " + string.Join(", ", words.Keys));
        return null;
    }

    public FieldReader? Inner(string name)
    {
        if (Find(name) is not { } node) return null;
        if (node is JsonObject inner) return new(inner, errors, PathOf(name));
        Complain(name, "must be an object");
        return null;
    }

    public ImmutableArray<FieldReader> InnerEach(string name, int most)
    {
        var found = ImmutableArray.CreateBuilder<FieldReader>();
        foreach (var (node, at) in Elements(name, most))
        {
            if (node is JsonObject inner) found.Add(new(inner, errors, at));
            else errors.Add(at, "must be an object");
        }

        return found.ToImmutable();
    }

    public ImmutableArray<string> Texts(string name, int most, int longest) =>
        [.. Elements(name, most).Select(e => CheckText(e.Node, e.At, longest)).OfType<string>()];

    /// <summary>Complains about each member that was not read before this call.</summary>
    public void RefuseUnknown()
    {
        foreach (var (name, _) in json)
        {
            if (!asked.Contains(name)) Complain(name, "is not a known member");
        }
    }

    private JsonNode? Find(string name)
    {
        asked.Add(name);
        return json[name];
    }

    private List<(JsonNode? Node, string At)> Elements(string name, int most)
    {
        if (Find(name) is not { } node) return [];
        if (node is not JsonArray list)
            Complain(name, "must be an array");
        else if (list.Count > most)
            Complain(name, $"must have at most {most} elements");
        else
            return [.. list.Select((element, i) => (element, $"{PathOf(name)}[{i}]"))];
        return [];
    }

    private string? CheckText(JsonNode? node, string at, int longest)
    {
        var text = node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : null;
        var fault = text is null ? "must be a string"
            : string.IsNullOrWhiteSpace(text) ? "must not be blank"
            : text.Length > longest ? $"must have at most {longest} characters"
            : text.Any(char.IsControl) ? "must not hold control characters"
            : null;
        if (fault is null) return text;
        errors.Add(at, fault);
        return null;
    }
}
