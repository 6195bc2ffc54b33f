using System.Text.Json;
using System.Text.Unicode;

namespace RunBroker.Protocol.Jose;

/// <summary>Outside JSON, read once and in one way only (O-065): no member twice, no comment, no deep nesting, no broken text.</summary>
internal static class StrictJson
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = JoseLimits.JsonDepth, AllowDuplicateProperties = false };
    private static readonly JsonDocumentOptions WithDuplicates = new() { MaxDepth = JoseLimits.JsonDepth };

    /// <summary>Null and the object, or why not.</summary>
    public static JoseRefusal? ReadObject(ReadOnlySpan<byte> json, out JsonElement read)
    {
        // JsonElement finds broken text only when asked for it, with an exception; so it is looked for here, once.
        if (Utf8.IsValid(json) && !HasBrokenEscape(json))
        {
            if (TryParse(json, Strict, out read) && read.ValueKind == JsonValueKind.Object)
                return null;
            if (TryParse(json, WithDuplicates, out read) && read.ValueKind == JsonValueKind.Object)
                return new(JoseReason.DuplicateMember, "each member once");
        }

        read = default;
        return new(JoseReason.BadJson, "one JSON object");
    }

    private static bool TryParse(ReadOnlySpan<byte> json, JsonDocumentOptions options, out JsonElement read)
    {
        read = default;
        try
        {
            read = JsonElement.Parse(json, options);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // "\ud800" alone is no character: readers differ on it, and GetString throws.
    private static bool HasBrokenEscape(ReadOnlySpan<byte> json)
    {
        if (json.IndexOf("\\u"u8) < 0)
            return false;
        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                    _ = reader.GetString();
            }

            return false;
        }
        catch (Exception broken) when (broken is InvalidOperationException or JsonException)
        {
            return true;
        }
    }

    /// <summary>The member when it is there and a string, else null.</summary>
    public static string? Text(this JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static bool Has(this JsonElement json, string name) => json.TryGetProperty(name, out _);

    /// <summary>True when the member is missing or a string: a number where a name belongs is no name.</summary>
    public static bool IsTextOrMissing(this JsonElement json, string name) =>
        !json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.String;
}
