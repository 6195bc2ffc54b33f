using System.Text.Json;
using RunBroker.Protocol.Jose;

namespace RunBroker.Protocol.OidcUpstream;

/// <summary>Answers that are JSON but no token (O-091).</summary>
internal static class UpstreamJson
{
    public static JsonElement? Object(ReadOnlyMemory<byte> bytes)
    {
        // Some providers send a byte order mark; it means nothing (RFC8259-8.1).
        var json = bytes.Span.StartsWith("\uFEFF"u8) ? bytes.Span[3..] : bytes.Span;
        return StrictJson.ReadObject(json, out var read) is null ? read : null;
    }

    /// <summary>The member when it is a string with something in it: an empty endpoint or token is none.</summary>
    public static string? Filled(this JsonElement json, string name) => json.Text(name) is { Length: > 0 } text ? text : null;

    /// <summary>Null when the member is absent or is no array; elements that are no strings are left out.</summary>
    public static string[]? List(this JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Where(static v => v.ValueKind == JsonValueKind.String).Select(static v => v.GetString() ?? "")]
            : null;

    public static bool True(this JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    /// <summary>application/json, or any type with the suffix +json, whatever its parameters.</summary>
    public static bool IsJson(string? contentType) =>
        MediaType(contentType) is { } type && (type == "application/json" || type.EndsWith("+json", StringComparison.Ordinal));

    public static string? MediaType(string? contentType) => contentType?.Split(';')[0].Trim().ToLowerInvariant();
}
