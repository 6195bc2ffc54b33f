using System.Collections.Immutable;
using RunBroker.Storage.Model;

namespace RunBroker.Storage;

/// <summary>Tokens of the management API.</summary>
public static class ApiTokenStore
{
    private const string Columns = "id, secret_hash, prefix, scopes, tenant_id, created_at, expires_at, last_used_at";

    public static Task<ApiToken?> Find(Tx tx, string id) =>
        tx.One<ApiToken>($"select {Columns} from api_token where id = @id", new { id });

    /// <param name="tenant">Null: all.</param>
    public static Task<ImmutableArray<ApiToken>> Page(Tx tx, TenantId? tenant, string after, int limit) =>
        tx.Many<ApiToken>($"""
            select {Columns} from api_token where id > @after{(tenant is null ? "" : " and tenant_id = @tenant")}
             order by id limit @limit
            """, new { tenant = tenant?.Value, after, limit });

    public static async Task<long> Count(Tx tx) => await tx.One<long>("select count(*) from api_token");

    public static Task Insert(Tx tx, ApiToken t) =>
        tx.Execute("""
            insert into api_token (id, secret_hash, prefix, scopes, tenant_id, created_at, expires_at, last_used_at)
            values (@Id, @SecretHash, @Prefix, @Scopes, @TenantId, @CreatedAt, @ExpiresAt, @LastUsedAt)
            """, new { t.Id, t.SecretHash, t.Prefix, t.Scopes, TenantId = t.TenantId?.Value, t.CreatedAt, t.ExpiresAt, t.LastUsedAt });

    /// <summary>At most one write a minute for a busy token.</summary>
    public static Task Used(Tx tx, string id, DateTimeOffset now) =>
        tx.Execute("update api_token set last_used_at = @now where id = @id and (last_used_at is null or last_used_at < @before)",
            new { id, now, before = now.AddMinutes(-1) });

    public static async Task<bool> Delete(Tx tx, TenantId? tenant, string id) =>
        await tx.Execute(
            $"delete from api_token where id = @id{(tenant is null ? "" : " and tenant_id = @tenant")}",
            new { id, tenant = tenant?.Value }) == 1;
}
