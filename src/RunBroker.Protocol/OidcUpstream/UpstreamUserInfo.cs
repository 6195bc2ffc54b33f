using System.Collections.Immutable;
using System.Text;
using RunBroker.Protocol.Jose;

namespace RunBroker.Protocol.OidcUpstream;

public abstract record UserInfoResult
{
    private UserInfoResult() { }

    /// <param name="Claims">For <see cref="UpstreamIdentity.With"/>.</param>
    public sealed record Accepted(OidcClaims Claims) : UserInfoResult;

    /// <summary>None of its claims may be used (O-088).</summary>
    public sealed record Refused(UpstreamRefusal Why) : UserInfoResult;

    /// <summary>As <see cref="IdTokenResult.NeedsKeys"/>.</summary>
    public sealed record NeedsKeys(UpstreamRefusal Why) : UserInfoResult;

    public T Match<T>(Func<Accepted, T> accepted, Func<Refused, T> refused, Func<NeedsKeys, T> needsKeys) => this switch
    {
        Accepted a => accepted(a),
        Refused r => refused(r),
        NeedsKeys n => needsKeys(n),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>More claims about the person of an ID token (OIDCC-5.3).</summary>
public static class UpstreamUserInfo
{
    /// <summary>
    /// The token goes in this header and nowhere else: in a query or a body it would stand in logs (OIDCC-5.3.1,
    /// RFC6750-2.1).
    /// </summary>
    public static string Authorization(UpstreamTokens tokens) => "Bearer " + tokens.AccessToken;

    /// <param name="status">HTTP status.</param>
    /// <param name="contentType">As it came: JSON, or application/jwt for a signed (and perhaps encrypted) answer.</param>
    /// <param name="body">At most <see cref="UpstreamLimits.Answer"/> octets.</param>
    /// <param name="keys">From the connection's jwks_uri.</param>
    /// <param name="decryptionKeys">Ours; empty when we publish none.</param>
    /// <param name="trust">The connection.</param>
    /// <param name="identity">Whose claims these must be.</param>
    public static UserInfoResult Check(
        int status, string? contentType, ReadOnlyMemory<byte> body, JwkSet keys, IReadOnlyList<DecryptionKey> decryptionKeys,
        OidcTrust trust, UpstreamIdentity identity)
    {
        if (status != 200)
            return Refuse(UpstreamReason.UserInfoRefused, "OIDCC-5.3.3", "HTTP 200", $"HTTP {status}");
        if (body.Length > UpstreamLimits.Answer)
            return Refuse(UpstreamReason.UserInfoUnreadable, "O-091", $"at most {UpstreamLimits.Answer} octets", $"{body.Length}");

        if (UpstreamJson.MediaType(contentType) == "application/jwt")
        {
            var opened = UpstreamJwt.Open(Encoding.ASCII.GetString(body.Span).Trim(), keys, decryptionKeys, trust, ["JWT", ""]);
            if (opened.Why is { } why)
                return opened.FreshKeysMayHelp ? new UserInfoResult.NeedsKeys(why) : new UserInfoResult.Refused(why);
            return Judge(opened.Token!.Claims, signed: true, trust, identity);
        }

        return UpstreamJson.IsJson(contentType) && JwtClaims.Parse(body) is { } claims
            ? Judge(claims, signed: false, trust, identity)
            : Refuse(UpstreamReason.UserInfoUnreadable, "OIDCC-5.3.2",
                $"one JSON object of at most {JoseLimits.ClaimsBytes} octets, or application/jwt", contentType);
    }

    private static UserInfoResult Judge(JwtClaims claims, bool signed, OidcTrust trust, UpstreamIdentity identity)
    {
        foreach (var check in signed ? [.. SignedRows, .. Rows] : Rows)
        {
            if (check.On(new(claims, trust, identity)) is { } refused)
                return new UserInfoResult.Refused(refused);
        }

        return new UserInfoResult.Accepted(OidcClaims.Of(claims.Json));
    }

    private sealed record Facts(JwtClaims Claims, OidcTrust Trust, UpstreamIdentity Identity);

    // A token of the same provider for another client must not pass for an answer to us.
    private static readonly ImmutableArray<UpstreamCheck<Facts>> SignedRows =
    [
        new(UpstreamReason.WrongIssuer, "OIDCC-5.3.2", f =>
            f.Claims.Has("iss") ? IdTokenChecks.Differ(f.Identity.Issuer, f.Claims.Text("iss")) : null),
        new(UpstreamReason.WrongAudience, "OIDCC-5.3.2", f => f.Claims.Has("aud") && !f.Claims.Texts("aud").Contains(f.Trust.ClientId)
            ? new(f.Trust.ClientId, string.Join(' ', f.Claims.Texts("aud"))) : null),
        new(UpstreamReason.LogoutTokenAsIdToken, "O-071", f => f.Claims.Has("events") ? new("no events", "events") : null),
    ];

    // The access token could be anybody's (token substitution, OIDCC-16.11): only an equal sub makes the answer about this
    // person.
    private static readonly ImmutableArray<UpstreamCheck<Facts>> Rows =
    [
        new(UpstreamReason.UserInfoWrongSubject, "OIDCC-5.3.2", f => IdTokenChecks.Differ(f.Identity.TokenSubject, f.Claims.Text("sub"))),
    ];

    private static UserInfoResult.Refused Refuse(UpstreamReason reason, string spec, string? wanted, string? got) =>
        new(new UpstreamRefusal(reason, spec, wanted, got));
}
