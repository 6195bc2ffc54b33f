using System.Collections.Immutable;
using System.Text.Json;

namespace RunBroker.Protocol.Jose;

/// <summary>Claims of a verified token: no duplicate names, depth at most 16 (O-065).</summary>
public sealed class JwtClaims
{
    private JwtClaims(JsonElement json) => Json = json;

    public JsonElement Json { get; }

    public JsonElement? this[string name] => Json.TryGetProperty(name, out var value) ? value : null;

    /// <summary>Null when it is not one JSON object, has duplicate names, is too deep or longer than 64 KB.</summary>
    public static JwtClaims? Parse(ReadOnlyMemory<byte> json) =>
        json.Length <= JoseLimits.ClaimsBytes && StrictJson.ReadObject(json.Span, out var read) is null ? new(read) : null;

    public bool Has(string name) => Json.Has(name);

    /// <summary>The value when it is a string, else null.</summary>
    public string? Text(string name) => Json.Text(name);

    /// <summary>
    /// Seconds since 1970 when it is a number from 0 to the end of DateTimeOffset; a fraction is cut; anything else is null
    /// (O-069).
    /// </summary>
    public DateTimeOffset? Time(string name)
    {
        if (this[name] is not { ValueKind: JsonValueKind.Number } number || !number.TryGetDecimal(out var seconds))
            return null;
        return seconds >= 0 && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds((long)seconds) : null;
    }

    /// <summary>true/false, or the strings "true"/"false" that some providers send; else null.</summary>
    public bool? Flag(string name) => this[name] switch
    {
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { ValueKind: JsonValueKind.String } text when text.ValueEquals("true") => true,
        { ValueKind: JsonValueKind.String } text when text.ValueEquals("false") => false,
        _ => null,
    };

    /// <summary>A string, or the strings of an array; else empty.</summary>
    public ImmutableArray<string> Texts(string name) => this[name] switch
    {
        { ValueKind: JsonValueKind.String } one => [one.GetString() ?? ""],
        { ValueKind: JsonValueKind.Array } many =>
            [.. many.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.String).Select(v => v.GetString() ?? "")],
        _ => [],
    };
}
