using RunBroker.Protocol.Jose;

namespace RunBroker.Protocol.OidcUpstream;

public abstract record IdTokenResult
{
    private IdTokenResult() { }
    public sealed record Accepted(UpstreamIdentity Identity) : IdTokenResult;
    public sealed record Refused(UpstreamRefusal Why) : IdTokenResult;

    /// <summary>
    /// Fetch the key set once and check again; where it was fetched less than a minute ago, or this comes twice, it is
    /// refused for <paramref name="Why"/> (O-089).
    /// </summary>
    public sealed record NeedsKeys(UpstreamRefusal Why) : IdTokenResult;

    public T Match<T>(Func<Accepted, T> accepted, Func<Refused, T> refused, Func<NeedsKeys, T> needsKeys) => this switch
    {
        Accepted a => accepted(a),
        Refused r => refused(r),
        NeedsKeys n => needsKeys(n),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>Who the provider says this is (OIDCC-3.1.3.7). The rules are the rows of <see cref="IdTokenChecks"/>.</summary>
public static class UpstreamIdToken
{
    /// <param name="idToken">As it came from the token endpoint; signed, or signed and then encrypted.</param>
    /// <param name="keys">From the connection's jwks_uri.</param>
    /// <param name="decryptionKeys">Ours; empty when we publish none.</param>
    /// <param name="trust">The connection.</param>
    /// <param name="expected">What this sign-in asked.</param>
    /// <param name="accessToken">What came with it, for at_hash. Null leaves that unchecked: for a look at a pasted token
    /// only.</param>
    /// <param name="code">What it was exchanged for, for c_hash. Null as above.</param>
    /// <param name="now">The instant to judge by.</param>
    public static IdTokenResult Check(
        string idToken, JwkSet keys, IReadOnlyList<DecryptionKey> decryptionKeys, OidcTrust trust, OidcExpectation expected,
        string? accessToken, CheckedCode? code, DateTimeOffset now)
    {
        // typ is optional in ID tokens, but at+jwt or logout+jwt is another kind of token (O-071).
        var opened = UpstreamJwt.Open(idToken, keys, decryptionKeys, trust, ["JWT", ""]);
        if (opened.Why is { } why)
            return opened.FreshKeysMayHelp ? new IdTokenResult.NeedsKeys(why) : new IdTokenResult.Refused(why);

        var facts = new IdTokenFacts(opened.Token!, keys, trust, expected, accessToken, code, now);
        foreach (var check in IdTokenChecks.Rows)
        {
            if (check.On(facts) is { } refused)
                return new IdTokenResult.Refused(refused);
        }

        return new IdTokenResult.Accepted(new UpstreamIdentity(opened.Token!.Claims, trust));
    }
}

internal sealed record IdTokenFacts(
    OpenedJwt Token, JwkSet Keys, OidcTrust Trust, OidcExpectation Expected, string? AccessToken, CheckedCode? Code, DateTimeOffset Now)
{
    public JwtClaims Claims => Token.Claims;

    public string? Issuer => Claims.Text("iss");

    /// <summary>
    /// For a template the issuer of the token's own tid; the allow list is a row of its own, so that the admin learns which
    /// one failed.
    /// </summary>
    public string WantedIssuer =>
        EntraIssuer.IsTemplate(Trust.Issuer) ? EntraIssuer.For(Trust.Issuer, Claims.Text("tid") ?? "") : Trust.Issuer;

    /// <summary>The earliest auth_time that answers what was asked, or null when nothing was asked.</summary>
    public DateTimeOffset? AuthNotBefore =>
        Expected.AsksNewLogin ? Expected.RequestedAt - Trust.ClockSkew
        : Expected.MaxAge is { } age ? Expected.RequestedAt - TimeSpan.FromSeconds(age) - Trust.ClockSkew
        : null;
}
