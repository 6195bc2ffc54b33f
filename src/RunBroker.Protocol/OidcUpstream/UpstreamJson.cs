using System.Text.Json;

namespace RunBroker.Protocol.OidcUpstream;

/// <summary>Answers that are JSON but no token: no duplicate members, depth at most 16 (O-065, O-091).</summary>
internal static class UpstreamJson
{
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    public static JsonElement? Object(ReadOnlyMemory<byte> bytes)
    {
        // Some providers send a byte order mark; it means nothing (RFC8259-8.1).
        if (bytes.Span.StartsWith("\uFEFF"u8))
            bytes = bytes[3..];
        try
        {
            using var document = JsonDocument.Parse(bytes, Options);
            return document.RootElement.ValueKind == JsonValueKind.Object && IsText(document.RootElement) ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>
    /// False when a string holds half a surrogate pair, spelled as an escape. That parses, and throws when it is read; here it
    /// is found once, so that no reader has to expect it.
    /// </summary>
    public static bool IsText(JsonElement json)
    {
        try
        {
            return json.ValueKind switch
            {
                JsonValueKind.Object => json.EnumerateObject().All(static p => p.Name is not null && IsText(p.Value)),
                JsonValueKind.Array => json.EnumerateArray().All(IsText),
                JsonValueKind.String => json.GetString() is not null,
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    public static string? Text(this JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    /// <summary>Null when the member is absent or is no array; elements that are no strings are left out.</summary>
    public static string[]? List(this JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Where(static v => v.ValueKind == JsonValueKind.String).Select(static v => v.GetString()!)]
            : null;

    public static bool True(this JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    /// <summary>application/json, or any type with the suffix +json, whatever its parameters.</summary>
    public static bool IsJson(string? contentType) =>
        MediaType(contentType) is { } type && (type == "application/json" || type.EndsWith("+json", StringComparison.Ordinal));

    public static string? MediaType(string? contentType) => contentType?.Split(';')[0].Trim().ToLowerInvariant();
}
