using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace RunBroker.Protocol.OidcUpstream;

/// <summary>An authorization request to a provider (OIDCC-3.1.2.1).</summary>
/// <param name="Url">Where the browser goes.</param>
/// <param name="Dropped">What the app sent and did not go on, for the case file.</param>
public sealed record UpstreamRequest(string Url, ImmutableArray<DroppedParameter> Dropped)
{
    /// <param name="trust">The connection.</param>
    /// <param name="expected">What is asked, and kept for judging the answer.</param>
    /// <param name="forwarded">All parameters of the app's request or login URL; those that may go on are chosen here.</param>
    public static UpstreamRequest Build(OidcTrust trust, OidcExpectation expected, Parameters forwarded)
    {
        var ours = Parameters.From(Ours(trust, expected)).All;
        var query = trust.AuthorizationEndpoint.IndexOf('?', StringComparison.Ordinal);
        var fixedByEndpoint = Parameters.Parse(query < 0 ? null : trust.AuthorizationEndpoint[query..]);

        var (carried, dropped) = Forwarding.Sort(forwarded, ours.Concat(fixedByEndpoint.All).Select(static p => p.Key));
        return new(FormEncoding.AddTo(trust.AuthorizationEndpoint, ours.Concat(carried)), dropped);
    }

    private static IEnumerable<KeyValuePair<string, string?>> Ours(OidcTrust trust, OidcExpectation expected) =>
    [
        new("client_id", trust.ClientId),
        new("response_type", "code"),
        new("redirect_uri", expected.RedirectUri),
        new("scope", string.Join(' ', expected.Scopes.Prepend("openid").Distinct(StringComparer.Ordinal))),
        new("state", expected.State),
        new("nonce", expected.Nonce),
        new("code_challenge", expected.CodeChallenge),
        new("code_challenge_method", "S256"),
        new("response_mode", expected.ResponseMode),
        new("max_age", expected.MaxAge?.ToString(CultureInfo.InvariantCulture)),
        new("prompt", expected.Prompt),
        new("acr_values", string.Join(' ', expected.AcrValues)),
        new("claims", Claims(expected)),
        new("login_hint", expected.LoginHint),
        new("ui_locales", expected.UiLocales),
    ];

    // acr_values alone is a wish; only this form obliges the provider (OIDCC-5.5.1.1).
    private static string? Claims(OidcExpectation expected)
    {
        if (expected.EssentialAcr.IsEmpty)
            return null;
        var values = string.Join(',', expected.EssentialAcr.Select(static v => $"\"{JsonEncodedText.Encode(v)}\""));
        return """{"id_token":{"acr":{"essential":true,"values":[""" + values + "]}}}";
    }
}
