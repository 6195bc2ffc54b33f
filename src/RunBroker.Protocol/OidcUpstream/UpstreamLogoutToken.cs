using System.Collections.Immutable;
using System.Text.Json;
using RunBroker.Protocol.Jose;

namespace RunBroker.Protocol.OidcUpstream;

/// <summary>
/// A provider's order to end sessions. Only <see cref="UpstreamLogoutToken.Check"/> makes one. It reaches the sessions of
/// its own connection alone (O-092).
/// </summary>
public sealed record UpstreamLogout
{
    internal UpstreamLogout(JwtClaims claims, DateTimeOffset now)
    {
        (Issuer, Subject, Sid, TokenId) = (claims.Text("iss")!, claims.Text("sub"), claims.Text("sid"), claims.Text("jti")!);
        RememberUntil = now + UpstreamLimits.LogoutTokenAge + UpstreamLimits.IssuedAhead + UpstreamLimits.MaxSkew;
    }

    public string Issuer { get; }

    /// <summary>
    /// Compare with <see cref="UpstreamIdentity.TokenSubject"/>. Null when only a session is named; never both null.
    /// </summary>
    public string? Subject { get; }

    public string? Sid { get; }

    /// <summary>
    /// jti: remember it with the connection until <see cref="RememberUntil"/>; the same again is refused as <see
    /// cref="UpstreamReason.LogoutTokenReplayed"/>.
    /// </summary>
    public string TokenId { get; }

    public DateTimeOffset RememberUntil { get; }
}

public abstract record LogoutTokenResult
{
    private LogoutTokenResult() { }
    public sealed record Accepted(UpstreamLogout Logout) : LogoutTokenResult;
    public sealed record Refused(UpstreamRefusal Why) : LogoutTokenResult;

    /// <summary>As <see cref="IdTokenResult.NeedsKeys"/>.</summary>
    public sealed record NeedsKeys(UpstreamRefusal Why) : LogoutTokenResult;

    public T Match<T>(Func<Accepted, T> accepted, Func<Refused, T> refused, Func<NeedsKeys, T> needsKeys) => this switch
    {
        Accepted a => accepted(a),
        Refused r => refused(r),
        NeedsKeys n => needsKeys(n),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>
/// Provider → us, back-channel (OIDC Back-Channel Logout 2.6). There is no switch that leaves the signature unchecked.
/// </summary>
public static class UpstreamLogoutToken
{
    public const string Event = "http://schemas.openid.net/event/backchannel-logout";

    public static LogoutTokenResult Check(
        string token, JwkSet keys, IReadOnlyList<DecryptionKey> decryptionKeys, OidcTrust trust, DateTimeOffset now)
    {
        var opened = UpstreamJwt.Open(token, keys, decryptionKeys, trust, ["logout+jwt", "JWT", ""]);
        if (opened.Why is { } why)
            return opened.FreshKeysMayHelp ? new LogoutTokenResult.NeedsKeys(why) : new LogoutTokenResult.Refused(why);

        var claims = opened.Token!.Claims;
        foreach (var check in Rows)
        {
            if (check.On(new(claims, trust, now)) is { } refused)
                return new LogoutTokenResult.Refused(refused);
        }

        return new LogoutTokenResult.Accepted(new(claims, now));
    }

    private sealed record Facts(JwtClaims Claims, OidcTrust Trust, DateTimeOffset Now);

    private static readonly ImmutableArray<UpstreamCheck<Facts>> Rows =
    [
        new(UpstreamReason.WrongIssuer, "OIDCBC-2.6", f =>
            f.Trust.Accepts(f.Claims.Text("iss")) ? null : new(f.Trust.Issuer, f.Claims.Text("iss"))),
        new(UpstreamReason.WrongAudience, "OIDCBC-2.6", f =>
            f.Claims.Texts("aud") is var aud && aud.Contains(f.Trust.ClientId) ? null : new(f.Trust.ClientId, string.Join(' ', aud))),
        new(UpstreamReason.MissingIssuedAt, "OIDCBC-2.4", f => f.Claims.Time("iat") is null ? new("iat, a number", null) : null),
        new(UpstreamReason.IssuedInFuture, "O-069", f => f.Claims.Time("iat") - f.Now > UpstreamLimits.IssuedAhead
            ? new($"iat at most {f.Now:O}", $"{f.Claims.Time("iat"):O}") : null),
        new(UpstreamReason.LogoutTokenTooOld, "O-092", f => f.Now - f.Claims.Time("iat") > UpstreamLimits.LogoutTokenAge + f.Trust.ClockSkew
            ? new($"iat at most {UpstreamLimits.LogoutTokenAge.TotalMinutes:0} minutes before {f.Now:O}",
                $"{f.Claims.Time("iat"):O}") : null),
        new(UpstreamReason.Expired, "OIDCBC-2.6", f =>
            f.Claims.Has("exp") && (f.Claims.Time("exp") is not { } exp || IdTokenChecks.Before(exp, f.Now, f.Trust.ClockSkew))
            ? new($"exp after {f.Now:O}", f.Claims["exp"]?.GetRawText()) : null),
        // An ID token is signed by the same key for the same audience: nonce and events tell the two apart (O-071).
        new(UpstreamReason.NonceInLogoutToken, "OIDCBC-2.6", f => f.Claims.Has("nonce") ? new("no nonce", "nonce") : null),
        new(UpstreamReason.WrongLogoutEvent, "OIDCBC-2.6", f =>
            f.Claims["events"] is { ValueKind: JsonValueKind.Object } events
            && events.TryGetProperty(Event, out var member) && member.ValueKind == JsonValueKind.Object
                ? null : new(Event, f.Claims["events"]?.GetRawText())),
        new(UpstreamReason.MissingTokenId, "OIDCBC-2.4", f => string.IsNullOrEmpty(f.Claims.Text("jti")) ? new("jti", null) : null),
        new(UpstreamReason.LogoutNamesNobody, "OIDCBC-2.6", f =>
            Named(f.Claims, "sub") is not false && Named(f.Claims, "sid") is not false && (f.Claims.Has("sub") || f.Claims.Has("sid"))
            ? null : new("sub or sid, a text", null)),
    ];

    // A name that is there and says nothing must not widen "this session" to "all sessions of this person".
    private static bool? Named(JwtClaims claims, string name) => claims.Has(name) ? claims.Text(name) is { Length: > 0 } : null;
}
