using RunBroker.Storage.Model;

namespace RunBroker.Storage;

/// <summary>Authorizations of apps: codes, refresh tokens and opaque access tokens.</summary>
public static class GrantStore
{
    private const string Columns = """
        id, tenant_id, client_id, user_id, session_id, sid, scope, claims, nonce, redirect_uri, code_challenge, code_hash, code_expires_at,
        code_used_at, auth_time, created_at, revoked_at, revoke_cause
        """;

    public static Task Insert(Tx tx, Grant grant)
    {
        const string Sql = """
            insert into app_grant (id, tenant_id, client_id, user_id, session_id, sid, scope, claims, nonce, redirect_uri, code_challenge,
                                   code_hash, code_expires_at, code_used_at, auth_time, created_at, revoked_at, revoke_cause)
            values (@Id, @TenantId, @ClientId, @UserId, @SessionId, @Sid, @Scope, @Claims, @Nonce, @RedirectUri, @CodeChallenge,
                    @CodeHash, @CodeExpiresAt, @CodeUsedAt, @AuthTime, @CreatedAt, @RevokedAt, @RevokeCause)
            """;
        return tx.Execute(Sql, grant);
    }

    /// <summary>The tenant is not known before the grant is: tokens and codes come without one.</summary>
    public static Task<Grant?> Find(Tx tx, string id) =>
        tx.One<Grant>($"select {Columns} from app_grant where id = @id", new { id });

    /// <summary>
    /// Single use (RFC6749-4.1.2): the update is the lock, so of two redemptions at once one gets the grant. The row stays, so that
    /// a replay is known for what it is.
    /// </summary>
    public static Task<Grant?> TakeCode(Tx tx, string id, DateTimeOffset now) =>
        tx.One<Grant>($"update app_grant set code_used_at = @now where id = @id and code_used_at is null returning {Columns}",
            new { id, now });

    /// <returns>False when it was revoked already.</returns>
    public static async Task<bool> Revoke(Tx tx, string id, string cause, DateTimeOffset now) =>
        await tx.Execute("update app_grant set revoked_at = @now, revoke_cause = @cause where id = @id and revoked_at is null",
            new { id, cause, now }) == 1;

    public static Task RevokeAllOfClient(Tx tx, string client, string cause, DateTimeOffset now) =>
        tx.Execute("update app_grant set revoked_at = @now, revoke_cause = @cause where client_id = @client and revoked_at is null",
            new { client, cause, now });

    public static Task InsertRefresh(Tx tx, RefreshToken token)
    {
        const string Sql = """
            insert into refresh_token (id, grant_id, secret_hash, created_at, expires_at, used_at)
            values (@Id, @GrantId, @SecretHash, @CreatedAt, @ExpiresAt, @UsedAt)
            """;
        return tx.Execute(Sql, token);
    }

    public static Task<RefreshToken?> FindRefresh(Tx tx, string id) =>
        tx.One<RefreshToken>("select id, grant_id, secret_hash, created_at, expires_at, used_at from refresh_token where id = @id",
            new { id });

    /// <returns>False when it was used before: a replay (RFC9700-4.14.2), or the loser of two at once.</returns>
    public static async Task<bool> TakeRefresh(Tx tx, string id, DateTimeOffset now) =>
        await tx.Execute("update refresh_token set used_at = @now where id = @id and used_at is null", new { id, now }) == 1;

    public static Task InsertAccess(Tx tx, AccessToken token)
    {
        const string Sql = """
            insert into access_token (id, grant_id, secret_hash, scope, created_at, expires_at, revoked_at)
            values (@Id, @GrantId, @SecretHash, @Scope, @CreatedAt, @ExpiresAt, @RevokedAt)
            """;
        return tx.Execute(Sql, token);
    }

    public static Task<AccessToken?> FindAccess(Tx tx, string id) =>
        tx.One<AccessToken>("select id, grant_id, secret_hash, scope, created_at, expires_at, revoked_at from access_token where id = @id",
            new { id });

    public static Task RevokeAccess(Tx tx, string id, DateTimeOffset now) =>
        tx.Execute("update access_token set revoked_at = @now where id = @id and revoked_at is null", new { id, now });
}
