using System.Text.Json.Nodes;

namespace RunBroker.Http.Json;

/// <summary>JSON merge patch, RFC 7396: what PATCH means everywhere in the management API.</summary>
public static class MergePatch
{
    /// <summary>
    /// A new document; neither argument changes, so the stored one can still be compared with the outcome (RFC7396-2).
    /// A null in the patch removes the member, so a member cannot be set to null; arrays are replaced whole.
    /// Depth is bounded by <see cref="StrictJson"/>, which read both.
    /// </summary>
    public static JsonNode? Apply(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes)
            return patch?.DeepClone();

        var merged = target is JsonObject old ? (JsonObject)old.DeepClone() : [];
        foreach (var (name, value) in changes)
        {
            if (value is null)
                merged.Remove(name);
            else
                merged[name] = Apply(merged[name], value);
        }

        return merged;
    }
}
