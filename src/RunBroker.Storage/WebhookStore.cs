using System.Collections.Immutable;
using System.Data.Common;
using RunBroker.Storage.Model;

namespace RunBroker.Storage;

public static class WebhookStore
{
    private const string Columns =
        "id, tenant_id, url, events, conditions, secret, old_secret, old_secret_until, disabled_at, version, created_at, updated_at";

    public static Task<Webhook?> Find(Tx tx, TenantId tenant, string id) =>
        tx.One<Webhook>($"select {Columns} from webhook where tenant_id = @tenant and id = @id", new { tenant, id });

    /// <summary>Those that want events now.</summary>
    public static Task<ImmutableArray<Webhook>> Enabled(Tx tx, TenantId tenant) =>
        tx.ManyKept($"select {Columns} from webhook where tenant_id = @0 and disabled_at is null order by id", Read, tenant);

    private static Webhook Read(DbDataReader row) => new()
    {
        Id = row.GetString(0),
        TenantId = row.Tenant(1),
        Url = row.GetString(2),
        Events = row.Strings(3),
        Conditions = row.GetString(4),
        Secret = row.Octets(5)!,
        OldSecret = row.Octets(6),
        OldSecretUntil = row.InstantOrNull(7),
        DisabledAt = row.InstantOrNull(8),
        Version = row.GetInt64(9),
        CreatedAt = row.Instant(10),
        UpdatedAt = row.Instant(11),
    };

    public static Task<ImmutableArray<Webhook>> Page(Tx tx, TenantId tenant, string after, int limit) =>
        tx.Many<Webhook>($"select {Columns} from webhook where tenant_id = @tenant and id > @after order by id limit @limit",
            new { tenant, after, limit });

    public static Task Insert(Tx tx, Webhook webhook) =>
        tx.Execute("""
            insert into webhook (id, tenant_id, url, events, conditions, secret, old_secret, old_secret_until, disabled_at, version,
                                 created_at, updated_at)
            values (@Id, @TenantId, @Url, @Events, @Conditions, @Secret, @OldSecret, @OldSecretUntil, @DisabledAt, @Version, @CreatedAt,
                    @UpdatedAt)
            """, webhook);

    public static async Task<bool> Update(Tx tx, Webhook w, long expectedVersion) =>
        await tx.Execute("""
            update webhook
               set url = @Url, events = @Events, conditions = @Conditions, secret = @Secret, old_secret = @OldSecret,
                   old_secret_until = @OldSecretUntil, disabled_at = @DisabledAt, version = @Version, updated_at = @UpdatedAt
             where tenant_id = @TenantId and id = @Id and version = @expectedVersion
            """, new
        {
            w.TenantId,
            w.Id,
            w.Url,
            w.Events,
            w.Conditions,
            w.Secret,
            w.OldSecret,
            w.OldSecretUntil,
            w.DisabledAt,
            w.Version,
            w.UpdatedAt,
            expectedVersion,
        }) == 1;

    public static async Task<bool> Delete(Tx tx, TenantId tenant, string id) =>
        await tx.Execute("delete from webhook where tenant_id = @tenant and id = @id", new { tenant, id }) == 1;
}
