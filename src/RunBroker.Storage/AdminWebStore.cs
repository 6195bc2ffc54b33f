using System.Collections.Immutable;
using RunBroker.Storage.Model;

namespace RunBroker.Storage;

/// <summary>Who may open the admin pages, and where they are open.</summary>
public static class AdminWebStore
{
    private const string GrantColumns = "user_id, tenant_id, role, granted_by, created_at";
    private const string SessionColumns = "id, secret_hash, token_id, sso_session_id, created_at, last_seen_at, expires_at";

    public static Task<AdminGrant?> Grant(Tx tx, TenantId tenant, string user) =>
        tx.One<AdminGrant>($"select {GrantColumns} from admin_grant where user_id = @user and tenant_id = @tenant", new { user, tenant });

    /// <param name="tenant">Null: of all tenants.</param>
    public static Task<ImmutableArray<AdminGrant>> Grants(Tx tx, TenantId? tenant) =>
        tx.Many<AdminGrant>($"select {GrantColumns} from admin_grant{(tenant is null ? "" : " where tenant_id = @tenant")} order by created_at, user_id",
            new { tenant = tenant?.Value });

    /// <summary>Where the operators come from; null while nobody is one.</summary>
    public static async Task<TenantId?> TenantOfOperators(Tx tx) =>
        await tx.One<string>("select tenant_id from admin_grant where role = 'operator' limit 1") is { } tenant ? new TenantId(tenant) : null;

    /// <summary>Roles are given and taken one after the other: of two at once each would not see what the other has done.</summary>
    public static Task LockGrants(Tx tx) =>
        tx.Kind == DbKind.Postgres ? tx.Execute("select pg_advisory_xact_lock(hashtextextended('admin_grant', 0))") : Task.CompletedTask;

    public static Task SetGrant(Tx tx, AdminGrant g) =>
        tx.Execute("""
            insert into admin_grant (user_id, tenant_id, role, granted_by, created_at) values (@UserId, @TenantId, @Role, @GrantedBy, @CreatedAt)
            on conflict (user_id) do update set role = @Role, granted_by = @GrantedBy, created_at = @CreatedAt
            """, new { g.UserId, g.TenantId, g.Role, g.GrantedBy, g.CreatedAt });

    public static async Task<bool> DeleteGrant(Tx tx, TenantId tenant, string user) =>
        await tx.Execute("delete from admin_grant where user_id = @user and tenant_id = @tenant", new { user, tenant }) == 1;

    public static Task<AdminSession?> Session(Tx tx, string id) =>
        tx.One<AdminSession>($"select {SessionColumns} from admin_session where id = @id", new { id });

    public static Task InsertSession(Tx tx, AdminSession s) =>
        tx.Execute("""
            insert into admin_session (id, secret_hash, token_id, sso_session_id, created_at, last_seen_at, expires_at)
            values (@Id, @SecretHash, @TokenId, @SsoSessionId, @CreatedAt, @LastSeenAt, @ExpiresAt)
            """, s);

    public static Task Seen(Tx tx, string id, DateTimeOffset now) =>
        tx.Execute("update admin_session set last_seen_at = @now where id = @id and last_seen_at < @now", new { id, now });

    public static Task DeleteSession(Tx tx, string id) => tx.Execute("delete from admin_session where id = @id", new { id });
}
