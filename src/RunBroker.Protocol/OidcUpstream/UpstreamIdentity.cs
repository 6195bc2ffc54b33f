using System.Collections.Immutable;
using RunBroker.Protocol.Jose;

namespace RunBroker.Protocol.OidcUpstream;

/// <summary>A person as a provider vouched for. Only <see cref="UpstreamIdToken.Check"/> makes one.</summary>
public sealed record UpstreamIdentity
{
    internal UpstreamIdentity(JwtClaims token, OidcTrust trust)
    {
        Issuer = token.Text("iss")!;
        TokenSubject = token.Text("sub")!;
        // Entra's sub differs from client to client; oid within its tenant is the person. The e-mail is neither: it can be
        // set freely (O-082).
        Subject = trust.IsEntra ? token.Text("oid")! : TokenSubject;
        Claims = OidcClaims.Of(token.Json);
        AuthTime = token.Time("auth_time");
        Acr = token.Text("acr");
        Amr = token.Texts("amr");
        Sid = token.Text("sid");
        SessionExpiry = token.Time("session_expiry");
    }

    /// <summary>
    /// With <see cref="Subject"/> the key of this person. Of Entra it holds the tenant's id, so the pair says tid and oid.
    /// </summary>
    public string Issuer { get; }

    public string Subject { get; }

    /// <summary>sub as it came: what userinfo and logout tokens of this provider say.</summary>
    public string TokenSubject { get; }

    /// <summary>Claims to map. Nothing in them names the person.</summary>
    public OidcClaims Claims { get; private init; }

    public DateTimeOffset? AuthTime { get; }
    public string? Acr { get; }
    public ImmutableArray<string> Amr { get; }

    /// <summary>The provider's session, for its logout tokens.</summary>
    public string? Sid { get; }

    /// <summary>The session may not outlive this; fixed now, not at a refresh (AU-35).</summary>
    public DateTimeOffset? SessionExpiry { get; }

    /// <summary>
    /// The names of <paramref name="wanted"/> that the ID token lacks: if there are any, userinfo is worth asking.
    /// </summary>
    public ImmutableArray<string> Lacks(IEnumerable<string> wanted) =>
        [.. wanted.Where(name => !Claims.Has(name)).Distinct(StringComparer.Ordinal)];

    /// <summary>With userinfo's claims beneath those of the ID token.</summary>
    public UpstreamIdentity With(OidcClaims userInfo) => this with { Claims = Claims.Over(userInfo) };
}
