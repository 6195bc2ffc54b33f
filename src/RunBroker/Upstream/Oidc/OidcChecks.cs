using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using RunBroker.Protocol.Jose;
using RunBroker.Protocol.OidcUpstream;
using RunBroker.SignIns;

namespace RunBroker.Upstream.Oidc;

/// <summary>
/// Writes the checks that held into the case, with what was wanted and what came; the one that did not is written by the refusal. Reasons
/// stand in the order in which they are looked at, so those before the refusal's have held.
/// </summary>
internal sealed class OidcChecks(CaseFile file, OidcTrust trust, OidcExpectation expected)
{
    private const string Same = "the same";
    private int next;

    /// <param name="Last">The last reason for which the check can fail.</param>
    private sealed record Row(string Name, UpstreamReason Last, Func<OidcChecks, Token?, (string? Wanted, string? Got)> Says);

    private static readonly ImmutableArray<Row> Rows =
    [
        new("check.state", UpstreamReason.RepeatedParameter, (_, _) => ("the state of this sign-in, once", Same)),
        new("check.answer_issuer", UpstreamReason.WrongAnswerIssuer, (c, _) => (c.Issuer, Same)),
        new("check.provider_answer", UpstreamReason.NoCode, (_, _) => ("a code", "a code")),
        new("check.token_answer", UpstreamReason.NoIdToken, (_, _) => ("access token and ID token", Same)),
        new("check.signature", UpstreamReason.Undecryptable, (c, t) => (
            $"a published key, {string.Join(' ', c.Algorithms)}", t is null ? Same : $"{Token.Text("alg", t.Header)} by key {Token.Text("kid", t.Header) ?? "without a name"}")),
        new("check.issuer", UpstreamReason.KeyOfAnotherIssuer, (c, t) => (c.Issuer, t?.Text("iss") ?? Same)),
        new("check.audience", UpstreamReason.WrongAuthorizedParty, (c, t) => (c.ClientId, t?.Text("aud") ?? Same)),
        new("check.time", UpstreamReason.IssuedInFuture, (c, t) => (c.Now, t is null ? "good then" : $"{t.Time("iat")} to {t.Time("exp")}")),
        new("check.nonce", UpstreamReason.WrongNonce, (_, _) => ("the nonce of this sign-in", Same)),
        new("check.subject", UpstreamReason.MissingEntraIdentity, (_, _) => ("an id that never changes", "it came")),
        new("check.hashes", UpstreamReason.WrongCodeHash, (_, _) => ("at_hash and c_hash fit, where they come", "they do")),
        new("check.authentication", UpstreamReason.WrongAcr, (c, t) => (c.Wished, t is null ? Same : $"auth_time {t.Time("auth_time") ?? "none"}, acr {t.Text("acr") ?? "none"}")),
        new("check.session_expiry", UpstreamReason.SessionAlreadyOver, (_, t) => ("a session that is not over", t?.Time("session_expiry") ?? "no end said")),
    ];

    public static ImmutableArray<string> Names { get; } = [.. Rows.Select(r => r.Name)];

    /// <summary>The check that a code is the refusal of; null: of none of these.</summary>
    public static string? Named(string code) => code.Split('.') is ["upstream", var name] && Enum.TryParse<UpstreamReason>(name, out var reason)
        ? Rows.FirstOrDefault(r => reason <= r.Last)?.Name : null;

    private string Issuer => trust.Issuer;

    private string ClientId => trust.ClientId;

    private ImmutableArray<string> Algorithms => trust.IdTokenAlgorithms;

    private string Now => string.Create(CultureInfo.InvariantCulture, $"{file.Now:yyyy-MM-dd'T'HH:mm:ss'Z'} within {trust.ClockSkew.TotalSeconds:0} s");

    private string Wished => string.Join(", ", ((string?[])
    [
        expected.AsksNewLogin ? "a new sign-in" : null,
        expected.MaxAge is { } age ? string.Create(CultureInfo.InvariantCulture, $"one of the last {age} s") : null,
        expected.EssentialAcr.IsEmpty ? null : $"acr {string.Join(" or ", expected.EssentialAcr)}",
    ]).OfType<string>().DefaultIfEmpty("any sign-in"));

    /// <summary>The answer in the browser held.</summary>
    public void Answered() => Write(UpstreamReason.TokenAnswerTooLarge, null);

    public void Passed(UpstreamIdentity identity, string? idToken) =>
        Write(UpstreamReason.UserInfoRefused, idToken is null ? null : Token.Read(idToken, identity));

    /// <returns>The fault, as it came.</returns>
    public UpstreamFault Until(UpstreamFault fault)
    {
        if (fault.Code.StartsWith("upstream.userinfo.", StringComparison.Ordinal))
            Write(UpstreamReason.UserInfoRefused, null);
        else if (fault.Code.Split('.') is ["upstream", var code] && Enum.TryParse<UpstreamReason>(code, out var reason))
            Write(reason, null);
        return fault;
    }

    private void Write(UpstreamReason before, Token? token)
    {
        for (; next < Rows.Length && Rows[next].Last < before; next++)
        {
            var (wanted, got) = Rows[next].Says(this, token);
            file.Checked(Rows[next].Name, wanted, got);
        }
    }

    /// <summary>A token that was accepted; of one that came encrypted only what was made of it.</summary>
    private sealed record Token(JsonElement? Header, JsonElement? Claims, UpstreamIdentity Identity)
    {
        public static Token Read(string token, UpstreamIdentity identity) => token.Split('.') is [var header, var claims, _]
            ? new(Part(header), Part(claims), identity) : new(null, null, identity);

        public string? Text(string name) => name == "iss" ? Identity.Issuer : Text(name, Claims);

        public static string? Text(string name, JsonElement? of) => of is { } json && json.TryGetProperty(name, out var value) ? value.ToString() : null;

        public string? Time(string name) => Claims is { } json && json.TryGetProperty(name, out var value) && value.TryGetInt64(out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) : null;

        private static JsonElement? Part(string text) => Base64Url.TryDecode(text, out var octets) ? JsonElement.Parse(octets) : null;
    }
}
