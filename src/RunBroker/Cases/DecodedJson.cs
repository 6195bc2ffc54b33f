using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using RunBroker.Protocol.Jose;

namespace RunBroker.Cases;

/// <summary>Tokens and JSON answers of a provider: what is about the token is shown, what is about the person is marked.</summary>
internal static class DecodedJson
{
    private const int MostItems = 50;
    private const int Longest = 500;
    private const int Deepest = 6;

    private static readonly FrozenSet<string> Plain = FrozenSet.ToFrozenSet(
        [
            "iss", "aud", "azp", "exp", "iat", "nbf", "auth_time", "acr", "amr", "at_hash", "c_hash", "s_hash", "ver", "typ", "tid", "jti", "events",
            "session_expiry", "email_verified", "phone_number_verified", "alg", "kid", "cty", "enc", "locale", "zoneinfo", "updated_at",
            "token_type", "expires_in", "scope", "error", "error_description", "error_uri",
        ], StringComparer.Ordinal);

    /// <summary>About the token, not about the person.</summary>
    public static bool IsPlain(string claim) => Plain.Contains(claim);

    private static readonly FrozenSet<string> Secret = FrozenSet.ToFrozenSet(
        ["nonce", "access_token", "refresh_token", "id_token", "client_secret", "code"], StringComparer.Ordinal);

    /// <summary>Of a token endpoint's answer: the names of others could be anybody's (O-164).</summary>
    private static readonly FrozenSet<string> OfTokenAnswers = FrozenSet.ToFrozenSet(
        ["access_token", "token_type", "expires_in", "refresh_token", "scope", "id_token", "error", "error_description", "error_uri"], StringComparer.Ordinal);

    // Not for HTML: pages escape it, as they do everything.
    private static readonly JsonSerializerOptions Written = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A signed token, checked or not. Of one that is encrypted, or is none, nothing but that is said (S-085).</summary>
    public static DecodedMessage Token(string token) => Guarded(() => Decode(token));

    /// <summary>Claims that were checked.</summary>
    public static DecodedMessage Claims(IEnumerable<KeyValuePair<string, JsonElement>> claims) => Guarded(() =>
    {
        var redacted = ImmutableArray.CreateBuilder<string>();
        var shown = new JsonObject();
        foreach (var (name, value) in claims)
            shown[Name(name)] = Shown(name, value, redacted, 0);
        return Text(shown, redacted);
    });

    /// <summary>What a token endpoint answered, as far as it is the answer of one.</summary>
    public static DecodedMessage TokenAnswer(int status, string? contentType, ReadOnlyMemory<byte> body) =>
        Guarded(() => Decode(status, contentType, body));

    private static DecodedMessage Decode(string token)
    {
        var parts = token.Split('.');
        if (parts.Length != 3 || Object(parts[0]) is not { } header || Object(parts[1]) is not { } claims)
        {
            var what = parts.Length == 5 ? "an encrypted token" : "no token that can be decoded";
            return new(string.Create(CultureInfo.InvariantCulture, $"{what}, {token.Length} characters"), ["token"]);
        }

        var redacted = ImmutableArray.CreateBuilder<string>();
        redacted.Add("signature");
        return Text(new JsonObject { ["header"] = Shown(header, redacted, 0), ["claims"] = Shown(claims, redacted, 0) }, redacted);
    }

    private static DecodedMessage Decode(int status, string? contentType, ReadOnlyMemory<byte> body)
    {
        var head = string.Create(CultureInfo.InvariantCulture, $"HTTP {status} {DecodedParameters.Shown(contentType ?? "", 80)}, {body.Length} octets");
        if (Parse(body) is not { } json)
            return new(head, ["body"]);
        var redacted = ImmutableArray.CreateBuilder<string>();
        var shown = new JsonObject();
        foreach (var member in json.EnumerateObject().Where(m => OfTokenAnswers.Contains(m.Name)))
            shown[member.Name] = Shown(member.Name, member.Value, redacted, 0);
        var others = json.EnumerateObject().Count(m => !OfTokenAnswers.Contains(m.Name));
        if (others > 0)
            redacted.Add("other members");
        var text = Text(shown, redacted);
        return text with { Text = $"{head}\n{text.Text}" };
    }

    /// <summary>Half a surrogate pair is JSON and no text.</summary>
    private static DecodedMessage Guarded(Func<DecodedMessage> decode)
    {
        try
        {
            return decode();
        }
        catch (InvalidOperationException)
        {
            return new("JSON with a text that no program can read", ["message"]);
        }
    }

    private static DecodedMessage Text(JsonObject shown, ImmutableArray<string>.Builder redacted) => new(shown.ToJsonString(Written), redacted.ToImmutable());

    private static JsonObject Shown(JsonElement json, ImmutableArray<string>.Builder redacted, int depth)
    {
        var shown = new JsonObject();
        foreach (var member in json.EnumerateObject().Take(MostItems))
            shown[Name(member.Name)] = Shown(member.Name, member.Value, redacted, depth);
        return shown;
    }

    private static JsonNode? Shown(string name, JsonElement value, ImmutableArray<string>.Builder redacted, int depth)
    {
        if (Secret.Contains(name))
        {
            redacted.Add(name);
            return DecodedParameters.Cut(value.ToString());
        }

        return Value(value, Plain.Contains(name), redacted, depth);
    }

    private static JsonNode? Value(JsonElement value, bool plain, ImmutableArray<string>.Builder redacted, int depth) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.Number when plain => JsonNode.Parse(value.GetRawText()),
        JsonValueKind.Object => depth >= Deepest ? "…" : Shown(value, redacted, depth + 1),
        JsonValueKind.Array => depth >= Deepest ? "…" : List(value, plain, redacted, depth),
        _ => plain ? DecodedParameters.Shown(value.ToString(), Longest) : Personal.Mark(DecodedParameters.Shown(value.ToString(), Longest)),
    };

    private static JsonArray List(JsonElement value, bool plain, ImmutableArray<string>.Builder redacted, int depth)
    {
        var list = new JsonArray([.. value.EnumerateArray().Take(MostItems).Select(v => Value(v, plain, redacted, depth + 1))]);
        if (value.GetArrayLength() > MostItems)
            list.Add(string.Create(CultureInfo.InvariantCulture, $"… {value.GetArrayLength() - MostItems} more"));
        return list;
    }

    private static string Name(string name) => DecodedParameters.Shown(name, 200);

    private static JsonElement? Object(string part) => Base64Url.TryDecode(part, out var octets) ? Parse(octets) : null;

    private static JsonElement? Parse(ReadOnlyMemory<byte> octets)
    {
        try
        {
            return JsonElement.Parse(octets.Span) is { ValueKind: JsonValueKind.Object } json ? json : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
