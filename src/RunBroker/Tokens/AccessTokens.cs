using System.Collections.Immutable;
using RunBroker.Http;
using RunBroker.Protocol.Jose;
using RunBroker.Storage;
using RunBroker.Tenancy;

namespace RunBroker.Tokens;

/// <summary>An access token of ours that is good now.</summary>
/// <param name="Subject">Null for a token of an app for itself.</param>
internal sealed record CheckedAccessToken(
    string ClientId, ImmutableArray<string> Scopes, TokenSubject? Subject, TenantId? Tenant, string Sub, string TokenType, DateTimeOffset Issued, DateTimeOffset Expires, string? Jti);

/// <summary>Reads our own access tokens, JWT or opaque: for userinfo, introspection and the management API.</summary>
internal sealed class AccessTokens(Db db, Registry registry, SigningKeys keys, Settings settings, TimeProvider time)
{
    public const string RevokedScope = "revoked_access_token";

    // typ keeps ID and logout tokens out (O-042, O-071).
    private static readonly JwsPolicy Policy = new(SigningKeys.Algorithms, ["at+jwt"]);

    /// <summary>Null for anything unknown, expired, revoked or foreign; which of these is nobody's business.</summary>
    public Task<CheckedAccessToken?> Check(string token, CancellationToken stop) =>
        token.StartsWith("at_", StringComparison.Ordinal) ? CheckOpaque(token, stop) : CheckJwt(token, stop);

    private async Task<CheckedAccessToken?> CheckOpaque(string token, CancellationToken stop)
    {
        var now = time.GetUtcNow();
        if (Handle.Parse(token) is not { } handle)
            return null;
        return await db.Read(async tx =>
        {
            if (await GrantStore.FindHeldAccess(tx, handle.Id) is not ({ RevokedAt: null } row, { Grant: var grant } held) || !handle.Matches(row.SecretHash)
                || now >= row.ExpiresAt)
                return null;
            return await TokenSubject.Of(tx, registry, held, settings, now) is { } subject
                ? new CheckedAccessToken(grant.ClientId, Words(row.Scope), subject, grant.TenantId, grant.UserId, "Bearer", row.CreatedAt, row.ExpiresAt, null) : null;
        }, stop);
    }

    private async Task<CheckedAccessToken?> CheckJwt(string token, CancellationToken stop)
    {
        var now = time.GetUtcNow();
        if (Payload(token) is not { } payload || JwtClaims.Parse(payload) is not { } claims)
            return null;
        if (claims.Text("iss") != settings.Issuer || claims.Text("aud") != settings.Issuer || claims.Time("exp") is not { } expires || now >= expires
            || claims.Text("client_id") is not { } client || claims.Text("sub") is not { } sub || claims.Text("jti") is not { } jti || claims.Time("iat") is not { } issued)
            return null;
        var dot = jti.IndexOf('.', StringComparison.Ordinal);
        return await db.Read(async tx =>
        {
            var scopes = Words(claims.Text("scope") ?? "");
            if (dot < 0)
                return await SignInStore.WasUsed(tx, RevokedScope, jti) ? null : await OfApp(tx, claims, client, scopes, sub, issued, expires, jti);
            return await GrantStore.FindHeldUnlessUsed(tx, jti[..dot], RevokedScope, jti) is { Grant: var grant } held && grant.ClientId == client
                && await TokenSubject.Of(tx, registry, held, settings, now) is { } subject
                ? new CheckedAccessToken(client, scopes, subject, grant.TenantId, sub, "Bearer", issued, expires, jti) : null;
        }, stop);
    }

    /// <summary>Null when no key of ours signed it.</summary>
    private ReadOnlyMemory<byte>? Payload(string token)
    {
        var ring = keys.Now;
        if (ring.Signed.Contains(token))
            return Jws.PayloadOfVerified(token);
        if (Jws.Verify(token, ring.Public, Policy) is not JwsResult.Verified verified)
            return null;
        ring.Signed.Add(token);
        return verified.Payload;
    }

    /// <summary>A client_credentials token lives no longer than its app, and has no more scope than the app has now (P-014).</summary>
    private async Task<CheckedAccessToken?> OfApp(
        Tx tx, JwtClaims claims, string client, ImmutableArray<string> scopes, string sub, DateTimeOffset issued, DateTimeOffset expires, string jti)
    {
        if (await ClientStore.Find(tx, client) is not { } row || Tenancy.Apps.Read(row, time.GetUtcNow()) is not { } app)
            return null;
        if (claims.Text("tenant_id") != app.Tenant?.Value)
            return null;
        return new CheckedAccessToken(client, [.. scopes.Where(s => app.Trust.Scopes.Contains(s))], null, app.Tenant, sub, "Bearer", issued, expires, jti);
    }

    private static ImmutableArray<string> Words(string scope) => [.. scope.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
}
