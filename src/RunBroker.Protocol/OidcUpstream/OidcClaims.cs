using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;

namespace RunBroker.Protocol.OidcUpstream;

/// <summary>What a provider says about a person, for claim mappings. Immutable.</summary>
public sealed class OidcClaims
{
    // About the token, not about the person; or they name the person, which userinfo must not do over the ID token.
    private static readonly FrozenSet<string> OfTheToken = FrozenSet.ToFrozenSet(
        ["iss", "sub", "aud", "azp", "exp", "iat", "nbf", "jti", "nonce", "at_hash", "c_hash", "s_hash", "auth_time", "acr", "amr", "sid",
         "session_expiry", "tid", "oid", "events", "cnf"], StringComparer.Ordinal);

    // What vouches for a value counts only with that value: a flag from one answer must not verify the address from another.
    private static readonly ImmutableArray<(string Value, string Voucher)> Vouched =
        [("email", "email_verified"), ("email", "xms_edov"), ("phone_number", "phone_number_verified")];

    private readonly FrozenDictionary<string, JsonElement> _claims;

    private OidcClaims(IEnumerable<KeyValuePair<string, JsonElement>> claims, ImmutableArray<string> byReference) =>
        (_claims, ByReference) = (claims.ToFrozenDictionary(StringComparer.Ordinal), byReference);

    public static OidcClaims None { get; } = new([], []);

    public IReadOnlyDictionary<string, JsonElement> All => _claims;

    /// <summary>
    /// Names the provider only points to (aggregated and distributed claims, OIDCC-5.6.2). They are never fetched: the
    /// address would be
    /// the provider's choice (O-096). Entra does this with groups when there are too many.
    /// </summary>
    public ImmutableArray<string> ByReference { get; }

    internal static OidcClaims Of(JsonElement json) => new(
        json.EnumerateObject().Where(static p => p.Name is not ("_claim_names" or "_claim_sources"))
            .Select(static p => KeyValuePair.Create(p.Name, p.Value)),
        json.TryGetProperty("_claim_names", out var names) && names.ValueKind == JsonValueKind.Object
            ? [.. names.EnumerateObject().Select(static p => p.Name)]
            : []);

    public bool Has(string name) => _claims.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>The value when it is a string with something in it, else null.</summary>
    public string? Text(string name) =>
        _claims.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text : null;

    /// <summary>A string, or the strings of an array; else empty.</summary>
    public ImmutableArray<string> Texts(string name) => !_claims.TryGetValue(name, out var value) ? [] : value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString() ?? ""],
        JsonValueKind.Array => [.. value.EnumerateArray().Where(static v => v.ValueKind == JsonValueKind.String)
            .Select(static v => v.GetString() ?? "")],
        _ => [],
    };

    /// <summary>true or false, also as the strings that Cognito sends; else null.</summary>
    public bool? Flag(string name) => !_claims.TryGetValue(name, out var value) ? null : value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String when value.ValueEquals("true") => true,
        JsonValueKind.String when value.ValueEquals("false") => false,
        _ => null,
    };

    /// <summary>These claims, and of <paramref name="userInfo"/> the names that these lack.</summary>
    internal OidcClaims Over(OidcClaims userInfo)
    {
        var merged = _claims.ToDictionary(StringComparer.Ordinal);
        foreach (var (name, value) in userInfo._claims)
        {
            if (!OfTheToken.Contains(name) && !Has(name))
                merged[name] = value;
        }

        foreach (var (valueName, voucher) in Vouched)
        {
            var ours = Has(valueName);
            if (ours && !Has(voucher) && Text(valueName) != userInfo.Text(valueName))
                merged.Remove(voucher);
            if (!ours && userInfo.Has(valueName) && !userInfo.Has(voucher))
                merged.Remove(voucher);
            if (!ours && userInfo._claims.TryGetValue(voucher, out var theirs) && userInfo.Has(valueName))
                merged[voucher] = theirs;
        }

        return new(merged, [.. ByReference.Union(userInfo.ByReference, StringComparer.Ordinal)]);
    }
}
