using System.Collections.Immutable;
using System.Data.Common;
using RunBroker.Storage.Model;

namespace RunBroker.Storage;

/// <summary>Authorizations of apps: codes, refresh tokens and opaque access tokens.</summary>
public static class GrantStore
{
    private const string Columns = """
        id, tenant_id, client_id, user_id, session_id, sid, scope, claims, nonce, redirect_uri, code_challenge, code_hash, code_expires_at,
        code_used_at, auth_time, created_at, revoked_at, revoke_cause
        """;

    private const int ColumnCount = 18;

    /// <summary>Where a token's columns begin, after those of whom it is about.</summary>
    private const int TokenAt = ColumnCount + SessionStore.ColumnCount + UserStore.ColumnCount;

    private const string RefreshColumns = "id, grant_id, secret_hash, created_at, expires_at, used_at";

    private const string AccessColumns = "id, grant_id, secret_hash, scope, created_at, expires_at, revoked_at";

    private static readonly string HeldColumns =
        $"{Storage.Columns.Of("g", Columns)}, {Storage.Columns.Of("s", SessionStore.Columns)}, {Storage.Columns.Of("u", UserStore.Columns)}";

    private const string Holders = """
          left join sso_session s on s.id = g.session_id and s.tenant_id = g.tenant_id
          left join run_user u on u.id = g.user_id and u.tenant_id = g.tenant_id
        """;

    private static readonly string HeldSql = $"select {HeldColumns} from app_grant g {Holders} where g.id = @0";

    private static readonly string HeldUnlessUsedSql =
        $"{HeldSql} and not exists (select 1 from used_once o where o.scope = @1 and o.value = @2)";

    private static readonly string HeldRefreshSql = $"""
        select {HeldColumns}, {Storage.Columns.Of("t", RefreshColumns)} from refresh_token t join app_grant g on g.id = t.grant_id {Holders} where t.id = @0
        """;

    private static readonly string HeldAccessSql = $"""
        select {HeldColumns}, {Storage.Columns.Of("t", AccessColumns)} from access_token t join app_grant g on g.id = t.grant_id {Holders} where t.id = @0
        """;

    public static Task Insert(Tx tx, Grant grant)
    {
        const string Sql = """
            insert into app_grant (id, tenant_id, client_id, user_id, session_id, sid, scope, claims, nonce, redirect_uri, code_challenge,
                                   code_hash, code_expires_at, code_used_at, auth_time, created_at, revoked_at, revoke_cause)
            values (@0, @1, @2, @3, @4, @5, @6, @7, @8, @9, @10, @11, @12, @13, @14, @15, @16, @17)
            """;
        return tx.Send(
            Sql, grant.Id, grant.TenantId, grant.ClientId, grant.UserId, grant.SessionId, grant.Sid, grant.Scope, grant.Claims, grant.Nonce,
            grant.RedirectUri, grant.CodeChallenge, grant.CodeHash, grant.CodeExpiresAt, grant.CodeUsedAt, grant.AuthTime, grant.CreatedAt,
            grant.RevokedAt, grant.RevokeCause);
    }

    /// <summary>The tenant is not known before the grant is: tokens and codes come without one.</summary>
    public static Task<Grant?> Find(Tx tx, string id) =>
        tx.OneKept($"select {Columns} from app_grant where id = @0", Read, id);

    /// <summary>As <see cref="Find"/>, with whom it is about, in one question.</summary>
    public static Task<HeldGrant?> FindHeld(Tx tx, string id) => tx.OneKept(HeldSql, ReadHeld, id);

    /// <summary>As <see cref="FindHeld"/>; null as well when the value is one that was used (<see cref="SignInStore.WasUsed"/>).</summary>
    public static Task<HeldGrant?> FindHeldUnlessUsed(Tx tx, string id, string scope, string value) => tx.OneKept(HeldUnlessUsedSql, ReadHeld, id, scope, value);

    /// <summary>A refresh token, with its grant and whom it is about, in one question.</summary>
    public static Task<HeldToken<RefreshToken>?> FindHeldRefresh(Tx tx, string id) =>
        tx.OneKept(HeldRefreshSql, static row => new HeldToken<RefreshToken>(ReadRefresh(row, TokenAt), ReadHeld(row)), id);

    /// <summary>As <see cref="FindHeldRefresh"/>, of an opaque access token.</summary>
    public static Task<HeldToken<AccessToken>?> FindHeldAccess(Tx tx, string id) =>
        tx.OneKept(HeldAccessSql, static row => new HeldToken<AccessToken>(ReadAccess(row, TokenAt), ReadHeld(row)), id);

    private static HeldGrant ReadHeld(DbDataReader row) => new(
        Read(row),
        row.IsDBNull(ColumnCount) ? null : SessionStore.Read(row, ColumnCount),
        row.IsDBNull(ColumnCount + SessionStore.ColumnCount) ? null : UserStore.Read(row, ColumnCount + SessionStore.ColumnCount));

    private static Grant Read(DbDataReader row) => new()
    {
        Id = row.GetString(0),
        TenantId = row.Tenant(1),
        ClientId = row.GetString(2),
        UserId = row.GetString(3),
        SessionId = row.GetString(4),
        Sid = row.GetString(5),
        Scope = row.GetString(6),
        Claims = row.Text(7),
        Nonce = row.Text(8),
        RedirectUri = row.GetString(9),
        CodeChallenge = row.Text(10),
        CodeHash = row.Octets(11)!,
        CodeExpiresAt = row.Instant(12),
        CodeUsedAt = row.InstantOrNull(13),
        AuthTime = row.Instant(14),
        CreatedAt = row.Instant(15),
        RevokedAt = row.InstantOrNull(16),
        RevokeCause = row.Text(17),
    };

    /// <summary>What a sign-in gave an app: made in its session, last before it was finished.</summary>
    public static async Task<Grant?> OfSignIn(Tx tx, TenantId tenant, string session, string client, DateTimeOffset finished) =>
        (await tx.Many<Grant>($"""
            select {Columns} from app_grant
             where tenant_id = @tenant and session_id = @session and client_id = @client and created_at <= @finished
             order by created_at desc, id desc limit 1
            """, new { tenant, session, client, finished })).FirstOrDefault();

    /// <summary>When its refresh tokens were used, the last first.</summary>
    public static async Task<ImmutableArray<DateTimeOffset>> RefreshesOf(Tx tx, string grant, int limit) =>
        [.. (await tx.Many<RefreshToken>("""
            select id, grant_id, secret_hash, created_at, expires_at, used_at from refresh_token
             where grant_id = @grant and used_at is not null order by used_at desc limit @limit
            """, new { grant, limit })).Select(t => t.UsedAt!.Value)];

    /// <summary>
    /// Single use (RFC6749-4.1.2): the update is the lock, so of two redemptions at once one gets true. The row stays, so that
    /// a replay is known for what it is.
    /// </summary>
    public static async Task<bool> TakeCode(Tx tx, string id, DateTimeOffset now) =>
        await tx.ExecuteKept("update app_grant set code_used_at = @1 where id = @0 and code_used_at is null", id, now) == 1;

    /// <returns>False when it was revoked already.</returns>
    public static async Task<bool> Revoke(Tx tx, string id, string cause, DateTimeOffset now) =>
        await tx.Execute("update app_grant set revoked_at = @now, revoke_cause = @cause where id = @id and revoked_at is null",
            new { id, cause, now }) == 1;

    public static Task InsertRefresh(Tx tx, RefreshToken token)
    {
        const string Sql = """
            insert into refresh_token (id, grant_id, secret_hash, created_at, expires_at, used_at)
            values (@0, @1, @2, @3, @4, @5)
            """;
        return tx.Send(Sql, token.Id, token.GrantId, token.SecretHash, token.CreatedAt, token.ExpiresAt, token.UsedAt);
    }

    public static Task<RefreshToken?> FindRefresh(Tx tx, string id) =>
        tx.OneKept($"select {RefreshColumns} from refresh_token where id = @0", static row => ReadRefresh(row, 0), id);

    private static RefreshToken ReadRefresh(DbDataReader row, int at) => new()
    {
        Id = row.GetString(at),
        GrantId = row.GetString(at + 1),
        SecretHash = row.Octets(at + 2)!,
        CreatedAt = row.Instant(at + 3),
        ExpiresAt = row.Instant(at + 4),
        UsedAt = row.InstantOrNull(at + 5),
    };

    /// <returns>False when it was used before: a replay (RFC9700-4.14.2), or the loser of two at once.</returns>
    public static async Task<bool> TakeRefresh(Tx tx, string id, DateTimeOffset now) =>
        await tx.ExecuteKept("update refresh_token set used_at = @1 where id = @0 and used_at is null", id, now) == 1;

    public static Task InsertAccess(Tx tx, AccessToken token)
    {
        const string Sql = """
            insert into access_token (id, grant_id, secret_hash, scope, created_at, expires_at, revoked_at)
            values (@0, @1, @2, @3, @4, @5, @6)
            """;
        return tx.Send(Sql, token.Id, token.GrantId, token.SecretHash, token.Scope, token.CreatedAt, token.ExpiresAt, token.RevokedAt);
    }

    public static Task<AccessToken?> FindAccess(Tx tx, string id) =>
        tx.OneKept($"select {AccessColumns} from access_token where id = @0", static row => ReadAccess(row, 0), id);

    private static AccessToken ReadAccess(DbDataReader row, int at) => new()
    {
        Id = row.GetString(at),
        GrantId = row.GetString(at + 1),
        SecretHash = row.Octets(at + 2)!,
        Scope = row.GetString(at + 3),
        CreatedAt = row.Instant(at + 4),
        ExpiresAt = row.Instant(at + 5),
        RevokedAt = row.InstantOrNull(at + 6),
    };

    public static Task RevokeAccess(Tx tx, string id, DateTimeOffset now) =>
        tx.Execute("update access_token set revoked_at = @now where id = @id and revoked_at is null", new { id, now });
}
