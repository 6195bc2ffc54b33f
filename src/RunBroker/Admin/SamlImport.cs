using System.Collections.Immutable;
using System.Text.Json.Nodes;
using RunBroker.Claims;
using RunBroker.Http.Json;

namespace RunBroker.Admin;

/// <summary>
/// TagoIO's names (TG-21, TG-22): `idp_metadata` in base64, and a `mapping` object that is always sent whole. Turned into ours before
/// anything is read; never answered.
/// </summary>
internal static class SamlImport
{
    private const string Mapping = "mapping";
    private const string Metadata = "idp_metadata";

    private static readonly ImmutableArray<(string Theirs, string Ours)> Names =
    [
        ("email", "email"), ("firstName", "first_name"), ("lastName", "last_name"), ("phone", "phone"), ("company", "company"),
        ("language", "language"), ("timezone", "timezone"),
    ];

    public static AdminResult<JsonObject> Convert(JsonObject sent)
    {
        if (!sent.ContainsKey(Mapping) && !sent.ContainsKey(Metadata))
            return sent;
        var (errors, ours) = (new FieldErrors(), (JsonObject)sent.DeepClone());
        if (ours.ContainsKey(Metadata))
        {
            if (ours.ContainsKey("metadata_xml"))
                errors.Add(Metadata, "is the same as metadata_xml: send one of them");
            ours["metadata_xml"] = ours[Metadata]?.DeepClone();
            ours.Remove(Metadata);
        }

        if (ours.ContainsKey(Mapping))
            ConvertMapping(ours, errors);
        return errors.Any ? Problem.Invalid(errors) : ours;
    }

    private static void ConvertMapping(JsonObject ours, FieldErrors errors)
    {
        foreach (var name in (ReadOnlySpan<string>)["claim_mappings", "other_claim_mappings"])
        {
            if (ours.ContainsKey(name))
                errors.Add(Mapping, $"is the same as {name}: send one of them");
        }

        var sent = ours[Mapping];
        ours.Remove(Mapping);
        if (sent is not JsonObject mapping)
        {
            errors.Add(Mapping, "must be an object");
            return;
        }

        var read = new FieldReader(mapping, errors, Mapping);
        read.RequiredText("email", ClaimLimits.ClaimName);
        read.RequiredText("firstName", ClaimLimits.ClaimName);
        // What it does not name goes back to what it is without one: a mapping is sent whole.
        ours["claim_mappings"] = new JsonObject(
            Names.Select(n => KeyValuePair.Create<string, JsonNode?>(n.Ours, read.Text(n.Theirs, ClaimLimits.ClaimName))));
        ours["other_claim_mappings"] = Tags(read, mapping, errors);
        read.RefuseUnknown();
    }

    private static JsonArray Tags(FieldReader read, JsonObject mapping, FieldErrors errors)
    {
        if (read.Inner("tags") is null)
            return [];
        var tags = (JsonObject)mapping["tags"]!;
        var each = new FieldReader(tags, errors, $"{Mapping}.tags");
        return [.. tags.Select(tag => new JsonObject { ["claim"] = each.RequiredText(tag.Key, ClaimLimits.ClaimName), ["tag"] = tag.Key })];
    }
}
