using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using RunBroker.Protocol.Jose;

namespace RunBroker.Protocol.OidcUpstream;

/// <summary>
/// The rules of an ID token whose signature held, in the order they run. Add one here, a reason, and a row to
/// UpstreamReasonTests.
/// </summary>
internal static class IdTokenChecks
{
    public static ImmutableArray<UpstreamCheck<IdTokenFacts>> Rows { get; } =
    [
        // A logout token has the same issuer, audience and key: only its content tells it from an ID token (O-071).
        new(UpstreamReason.LogoutTokenAsIdToken, "O-071", f => f.Claims.Has("events") ? new("no events", "events") : null),
        new(UpstreamReason.WrongIssuer, "OIDCC-3.1.3.7", f => Differ(f.WantedIssuer, f.Issuer)),
        new(UpstreamReason.TenantNotAllowed, "O-081", f =>
            f.Trust.Accepts(f.Issuer) ? null : new(string.Join(' ', f.Trust.EntraTenants), f.Claims.Text("tid"))),
        new(UpstreamReason.KeyOfAnotherIssuer, "O-081", KeyOfAnother),
        new(UpstreamReason.WrongAudience, "OIDCC-3.1.3.7", f =>
            f.Claims.Texts("aud") is var aud && aud.Contains(f.Trust.ClientId) ? null : new(f.Trust.ClientId, Join(aud))),
        new(UpstreamReason.WrongAuthorizedParty, "OIDCC-3.1.3.7", f =>
            f.Claims.Has("azp") || f.Claims.Texts("aud").Length > 1 ? Differ(f.Trust.ClientId, f.Claims.Text("azp")) : null),
        new(UpstreamReason.MissingExpiry, "OIDCC-2", f => f.Claims.Time("exp") is null ? new("exp, a number", Raw(f, "exp")) : null),
        new(UpstreamReason.Expired, "OIDCC-3.1.3.7", f => f.Claims.Time("exp") is { } exp && Before(exp, f.Now, f.Trust.ClockSkew)
            ? new($"exp after {f.Now:O}", $"{exp:O}") : null),
        new(UpstreamReason.NotYetValid, "RFC7519-4.1.5", f =>
            f.Claims.Has("nbf") && (f.Claims.Time("nbf") is not { } nbf || nbf - f.Now > f.Trust.ClockSkew)
            ? new($"nbf at most {f.Now:O}", Raw(f, "nbf")) : null),
        new(UpstreamReason.MissingIssuedAt, "OIDCC-2", f => f.Claims.Time("iat") is null ? new("iat, a number", Raw(f, "iat")) : null),
        new(UpstreamReason.IssuedInFuture, "O-069", f => f.Claims.Time("iat") is { } iat && iat - f.Now > UpstreamLimits.IssuedAhead
            ? new($"iat at most {f.Now:O}", $"{iat:O}") : null),
        // Neither is shown: who learns the nonce of a sign-in that goes on could place a stolen token in it.
        new(UpstreamReason.WrongNonce, "OIDCC-3.1.3.7", f => UpstreamSecret.Same(f.Claims.Text("nonce"), f.Expected.Nonce)
            ? null : new("the nonce of this sign-in", f.Claims.Has("nonce") ? "another one" : null)),
        new(UpstreamReason.MissingSubject, "OIDCC-2", f =>
            string.IsNullOrEmpty(f.Claims.Text("sub")) ? new("sub, a text", Raw(f, "sub")) : null),
        new(UpstreamReason.BadSubject, "OIDCC-2", f =>
            f.Claims.Text("sub") is { } sub && (sub.Length > UpstreamLimits.Subject || sub.Any(static c => c is < ' ' or > '~'))
            ? new($"at most {UpstreamLimits.Subject} ASCII characters", sub) : null),
        new(UpstreamReason.MissingEntraIdentity, "O-082", f =>
            !f.Trust.IsEntra || (f.Claims.Text("tid") is { Length: > 0 } && f.Claims.Text("oid") is { Length: > 0 })
            ? null : new("tid and oid", null)),
        new(UpstreamReason.WrongAccessTokenHash, "OIDCC-3.1.3.8", f => HashDiffers(f, "at_hash", f.AccessToken)),
        new(UpstreamReason.WrongCodeHash, "OIDCC-3.3.2.10", f => HashDiffers(f, "c_hash", f.Code?.Value)),
        new(UpstreamReason.MissingAuthTime, "OIDCC-3.1.2.1", f =>
            f.AuthNotBefore is not null && f.Claims.Time("auth_time") is null ? new("auth_time, a number", Raw(f, "auth_time")) : null),
        new(UpstreamReason.AuthenticationTooOld, "OIDCC-3.1.2.1", f =>
            f.AuthNotBefore is { } earliest && f.Claims.Time("auth_time") is { } at && at < WholeSecond(earliest)
            ? new($"auth_time from {earliest:O}", $"{at:O}") : null),
        new(UpstreamReason.WrongAcr, "OIDCC-5.5.1.1", f =>
            f.Expected.EssentialAcr.IsEmpty || (f.Claims.Text("acr") is { } acr && f.Expected.EssentialAcr.Contains(acr))
                ? null : new(Join(f.Expected.EssentialAcr), f.Claims.Text("acr"))),
        // Present and unreadable counts as over: a cap must not vanish by a typing error (AU-35).
        new(UpstreamReason.SessionAlreadyOver, "AU-35", f => f.Claims.Has("session_expiry") && !(f.Claims.Time("session_expiry") > f.Now)
            ? new($"session_expiry after {f.Now:O}", Raw(f, "session_expiry")) : null),
    ];

    /// <summary>Entra's shared key set holds keys of single tenants; each says whose tokens it may sign.</summary>
    private static UpstreamMismatch? KeyOfAnother(IdTokenFacts f)
    {
        if (!f.Trust.IsEntra)
            return null;
        // Without a kid nobody can say which key it was; the shared set is no place to guess.
        var kid = f.Token.Header.Kid;
        if (kid is null)
            return EntraIssuer.IsTemplate(f.Trust.Issuer) ? new("a kid", null) : null;
        return f.Keys.Keys.Where(k => k.Kid == kid && k.Issuer is not null)
            .Select(k => Differ(EntraIssuer.For(k.Issuer!, f.Claims.Text("tid") ?? ""), f.Issuer))
            .FirstOrDefault(static found => found is not null);
    }

    /// <summary>The left half of the hash that the token's own alg names (OIDCC-3.1.3.6).</summary>
    private static UpstreamMismatch? HashDiffers(IdTokenFacts f, string claim, string? hashed)
    {
        if (hashed is null || !f.Claims.Has(claim))
            return null;
        var octets = Encoding.ASCII.GetBytes(hashed);
        var hash = f.Token.Header.Alg[^3..] switch
        {
            "384" => SHA384.HashData(octets),
            "512" => SHA512.HashData(octets),
            _ => SHA256.HashData(octets),
        };
        return Differ(Base64Url.Encode(hash.AsSpan(0, hash.Length / 2)), f.Claims.Text(claim));
    }

    internal static UpstreamMismatch? Differ(string wanted, string? got) => wanted == got ? null : new(wanted, got);

    /// <summary>
    /// The end itself is over (house rule 18). Differences only: an exp near the end of time plus a skew would overflow.
    /// </summary>
    internal static bool Before(DateTimeOffset end, DateTimeOffset now, TimeSpan skew) => now - end >= skew;

    // auth_time has whole seconds, our request does not.
    private static DateTimeOffset WholeSecond(DateTimeOffset at) => DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds());

    private static string? Raw(IdTokenFacts f, string name) => f.Claims[name] is { } value ? value.GetRawText() : null;

    private static string Join(IEnumerable<string> words) => string.Join(' ', words);
}
