using System.Collections.Immutable;
using RunBroker.Protocol.Jose;

namespace RunBroker.Protocol.OidcUpstream;

/// <summary>Who may order the end of everything that a person of one connection has.</summary>
public sealed record RevocationTrust
{
    public required string Issuer { get; init; }

    /// <summary>
    /// The one client of that issuer whose orders count: others have keys of the same set, and may have been given our address.
    /// </summary>
    public required string Caller { get; init; }

    /// <summary>The URLs of the endpoint; the token must have been made for one of them.</summary>
    public required ImmutableArray<string> Audiences { get; init; }

    public ImmutableArray<string> Algorithms { get; init; } = UpstreamAlgorithms.Default;
}

/// <summary>A caller who has proved to be the provider. Only <see cref="RevocationToken.Check"/> makes one.</summary>
public sealed record RevocationCaller
{
    internal RevocationCaller(JwtClaims claims)
    {
        TokenId = claims.Text("jti")!;
        RememberUntil = claims.Time("exp")!.Value + UpstreamLimits.MaxSkew;
    }

    /// <summary>As <see cref="UpstreamLogout.TokenId"/>.</summary>
    public string TokenId { get; }

    public DateTimeOffset RememberUntil { get; }
}

public abstract record RevocationTokenResult
{
    private RevocationTokenResult() { }
    public sealed record Accepted(RevocationCaller Caller) : RevocationTokenResult;
    public sealed record Refused(UpstreamRefusal Why) : RevocationTokenResult;

    /// <summary>As <see cref="IdTokenResult.NeedsKeys"/>.</summary>
    public sealed record NeedsKeys(UpstreamRefusal Why) : RevocationTokenResult;

    public T Match<T>(Func<Accepted, T> accepted, Func<Refused, T> refused, Func<NeedsKeys, T> needsKeys) => this switch
    {
        Accepted a => accepted(a),
        Refused r => refused(r),
        NeedsKeys n => needsKeys(n),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>
/// Provider → us: the bearer token of a global token revocation (draft-parecki-oauth-global-token-revocation, which leaves the
/// authentication open; this is what Okta sends). Whom it is about stands in the request, not here.
/// </summary>
public static class RevocationToken
{
    public const string Type = "global-token-revocation+jwt";

    public static RevocationTokenResult Check(string token, JwkSet keys, RevocationTrust trust, DateTimeOffset now)
    {
        var opened = UpstreamJwt.Open(token, keys, [], trust.Algorithms, [Type]);
        if (opened.Why is { } why)
            return opened.FreshKeysMayHelp ? new RevocationTokenResult.NeedsKeys(why) : new RevocationTokenResult.Refused(why);
        var claims = opened.Token!.Claims;
        foreach (var check in Rows)
        {
            if (check.On(new(claims, trust, now)) is { } refused)
                return new RevocationTokenResult.Refused(refused);
        }

        return new RevocationTokenResult.Accepted(new(claims));
    }

    private sealed record Facts(JwtClaims Claims, RevocationTrust Trust, DateTimeOffset Now);

    private static readonly ImmutableArray<UpstreamCheck<Facts>> Rows =
    [
        new(UpstreamReason.WrongIssuer, "AU-34", f =>
            f.Claims.Text("iss") == f.Trust.Issuer ? null : new(f.Trust.Issuer, f.Claims.Text("iss"))),
        new(UpstreamReason.WrongCaller, "AU-34", f =>
            f.Claims.Text("sub") == f.Trust.Caller ? null : new(f.Trust.Caller, f.Claims.Text("sub"))),
        new(UpstreamReason.WrongAudience, "AU-34", f => f.Claims.Texts("aud") is var aud && aud.Any(f.Trust.Audiences.Contains)
            ? null : new(string.Join(' ', f.Trust.Audiences), string.Join(' ', aud))),
        new(UpstreamReason.MissingIssuedAt, "O-069", f => f.Claims.Time("iat") is null ? new("iat, a number", null) : null),
        new(UpstreamReason.IssuedInFuture, "O-069", f => f.Claims.Time("iat") - f.Now > UpstreamLimits.IssuedAhead
            ? new($"iat at most {f.Now:O}", $"{f.Claims.Time("iat"):O}") : null),
        new(UpstreamReason.NotYetValid, "O-069", f => f.Claims.Has("nbf")
            && (f.Claims.Time("nbf") is not { } from || from - f.Now > UpstreamLimits.MaxSkew)
            ? new($"nbf at most {f.Now:O}", f.Claims["nbf"]?.GetRawText()) : null),
        new(UpstreamReason.MissingExpiry, "O-069", f => f.Claims.Time("exp") is null ? new("exp, a number", null) : null),
        new(UpstreamReason.Expired, "O-069", f => IdTokenChecks.Before(f.Claims.Time("exp")!.Value, f.Now, UpstreamLimits.MaxSkew)
            ? new($"exp after {f.Now:O}", $"{f.Claims.Time("exp"):O}") : null),
        // What it was good for must be over before its jti is forgotten, and soon.
        new(UpstreamReason.LivesTooLong, "AU-34", f => f.Claims.Time("exp") - f.Now > UpstreamLimits.RevocationLife + UpstreamLimits.MaxSkew
            ? new($"exp at most {UpstreamLimits.RevocationLife.TotalMinutes:0} minutes after {f.Now:O}", $"{f.Claims.Time("exp"):O}") : null),
        new(UpstreamReason.MissingTokenId, "AU-34", f => string.IsNullOrEmpty(f.Claims.Text("jti")) ? new("jti", null) : null),
    ];
}
