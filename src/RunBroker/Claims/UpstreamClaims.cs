using System.Collections.Immutable;
using System.Text.Json;

namespace RunBroker.Claims;

/// <summary>
/// One claim's texts. <see cref="IsArray"/>: it came as a JSON array (also of one element), or as a SAML attribute of two or more
/// values (SAML cannot say "an array of one").
/// </summary>
public sealed record ClaimValue(ImmutableArray<string> Values, bool IsArray);

/// <summary>
/// What an upstream said about a person, the same for OIDC and SAML. Immutable. Only claims of a verified token or assertion
/// belong in here. Numbers and booleans are their JSON text; objects, nulls and complex SAML values are no text (S-056) and are left out.
/// </summary>
public sealed class UpstreamClaims
{
    // Entra above 200 groups (JWT) or 150 (SAML) sends a link in place of the groups (pains 1.4).
    private const string SamlGroups = "http://schemas.microsoft.com/ws/2008/06/identity/claims/groups";
    private const string SamlGroupsLink = "http://schemas.microsoft.com/claims/groups.link";

    private readonly Dictionary<string, ClaimValue> exact = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ClaimValue> nested = new(StringComparer.Ordinal);

    private UpstreamClaims() { }

    public static UpstreamClaims Empty { get; } = new();

    /// <summary>The claims of an ID token or of userinfo. Anything but a JSON object has no claims.</summary>
    public static UpstreamClaims FromJson(JsonElement json)
    {
        var claims = new UpstreamClaims();
        if (json.ValueKind == JsonValueKind.Object) claims.Take(json, prefix: "", depth: 0);
        return claims;
    }

    /// <param name="elsewhere">Names that the provider only points to (OIDCC-5.6.2).</param>
    public static UpstreamClaims FromElements(IEnumerable<KeyValuePair<string, JsonElement>> elements, IEnumerable<string> elsewhere)
    {
        var claims = new UpstreamClaims();
        foreach (var (name, value) in elements)
        {
            if (value.ValueKind == JsonValueKind.Object) claims.Take(value, name + ".", depth: 1);
            else if (Read(value) is { } read) claims.exact.TryAdd(name, read);
        }

        foreach (var name in elsewhere) claims.nested.TryAdd("_claim_names." + name, new([""], false));
        return claims;
    }

    /// <summary>The attributes of an assertion: names as sent; values of an attribute that came twice are joined in order.</summary>
    public static UpstreamClaims FromAttributes(IEnumerable<KeyValuePair<string, ImmutableArray<string>>> attributes)
    {
        var claims = new UpstreamClaims();
        foreach (var (name, values) in attributes)
        {
            var all = claims.exact.TryGetValue(name, out var earlier) ? earlier.Values.AddRange(values) : values;
            claims.exact[name] = new(all, all.Length > 1);
        }

        return claims;
    }

    /// <summary>
    /// These claims, and those of <paramref name="more"/> under names not yet here: userinfo never overrides the ID token.
    /// </summary>
    public UpstreamClaims FilledFrom(UpstreamClaims more)
    {
        var both = new UpstreamClaims();
        foreach (var part in (ReadOnlySpan<UpstreamClaims>)[this, more])
        {
            foreach (var (name, value) in part.exact) both.exact.TryAdd(name, value);
            foreach (var (name, value) in part.nested) both.nested.TryAdd(name, value);
        }

        return both;
    }

    /// <summary>Everything, by the names by which it is found.</summary>
    public IEnumerable<KeyValuePair<string, ClaimValue>> All => exact.Concat(nested.Where(n => !exact.ContainsKey(n.Key)));

    /// <summary>The claims of an earlier sign-in, as <see cref="All"/> gave them.</summary>
    public static UpstreamClaims Restore(IEnumerable<KeyValuePair<string, ClaimValue>> all)
    {
        var claims = new UpstreamClaims();
        foreach (var (name, value) in all)
        {
            claims.exact.TryAdd(name, value);
            claims.nested.TryAdd(name, value);
        }

        return claims;
    }

    /// <summary>
    /// By exact name first (<c>https://acme.example/roles</c>, <c>urn:oid:…</c>), then as a dotted path into objects
    /// (<c>realm_access.roles</c>). Ordinal. Null: absent, null, or only objects.
    /// </summary>
    public ClaimValue? Find(string name) => exact.GetValueOrDefault(name) ?? nested.GetValueOrDefault(name);

    /// <summary>
    /// The upstream said that it keeps this claim elsewhere (OIDCC-5.6.2, Entra's group overage): it is not here, and reading its
    /// absence as "no groups" would take roles away without a word.
    /// </summary>
    public bool IsElsewhere(string name) =>
        Find(name) is null
        && (nested.ContainsKey("_claim_names." + name)
            || (name == "groups" && Find("hasgroups") is { Values: ["true"] })
            || (name == SamlGroups && Find(SamlGroupsLink) is not null));

    private void Take(JsonElement json, string prefix, int depth)
    {
        var into = depth == 0 ? exact : nested;
        foreach (var member in json.EnumerateObject())
        {
            if (Text(member) is not { } name) continue;
            if (member.Value.ValueKind == JsonValueKind.Object)
            {
                if (depth < ClaimLimits.PathDepth) Take(member.Value, prefix + name + ".", depth + 1);
            }
            else if (Read(member.Value) is { } value)
            {
                into.TryAdd(prefix + name, value); // two ways to spell one path: the first met stays
            }
        }
    }

    private static ClaimValue? Read(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array)
            return Text(value) is { } single ? new([single], false) : null;

        ImmutableArray<string> texts = [.. value.EnumerateArray().Select(Text).OfType<string>()];
        return texts.IsEmpty && value.GetArrayLength() > 0 ? null : new(texts, true);
    }

    private static string? Text(JsonElement value)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Number => value.GetRawText(),
                JsonValueKind.True => "true",
                JsonValueKind.False => "false",
                _ => null,
            };
        }
        catch (InvalidOperationException)
        {
            return null; // half a surrogate pair: no text
        }
    }

    private static string? Text(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
