using System.Collections.Immutable;
using System.Data.Common;
using RunBroker.Storage.Model;

namespace RunBroker.Storage;

public static class ConnectionStore
{
    internal const string Columns = """
        id, tenant_id, name, protocol, enabled, login_slug, settings, client_secret, signing_key, decryption_key, last_success_at,
        last_failure_at, metadata_refreshed_at, archived_at, deleted_at, version, trust_version, created_at, updated_at
        """;

    /// <summary>Deleted connections are never found.</summary>
    public static Task<Connection?> Find(Tx tx, TenantId tenant, string id) =>
        tx.OneKept($"select {Columns} from connection where tenant_id = @0 and id = @1 and deleted_at is null", Read, tenant, id);

    private static Connection Read(DbDataReader row) => new()
    {
        Id = row.GetString(0),
        TenantId = row.Tenant(1),
        Name = row.GetString(2),
        Protocol = row.GetString(3),
        Enabled = row.GetBoolean(4),
        LoginSlug = row.GetString(5),
        Settings = row.GetString(6),
        ClientSecret = row.Octets(7),
        SigningKey = row.Octets(8),
        DecryptionKey = row.Octets(9),
        LastSuccessAt = row.InstantOrNull(10),
        LastFailureAt = row.InstantOrNull(11),
        MetadataRefreshedAt = row.InstantOrNull(12),
        ArchivedAt = row.InstantOrNull(13),
        DeletedAt = row.InstantOrNull(14),
        Version = row.GetInt64(15),
        TrustVersion = row.GetInt64(16),
        CreatedAt = row.Instant(17),
        UpdatedAt = row.Instant(18),
    };

    /// <summary>Also a disconnected one, for as long as its snapshot is kept: receipts tell what it was.</summary>
    public static Task<Connection?> FindSnapshot(Tx tx, TenantId tenant, string id) =>
        tx.One<Connection>($"select {Columns} from connection where tenant_id = @tenant and id = @id", new { tenant, id });

    /// <summary>As it is and stays till the end of the transaction: nobody disables or disconnects it in between.</summary>
    public static Task<Connection?> FindAndHold(Tx tx, TenantId tenant, string id) =>
        tx.Kind == DbKind.Postgres
            ? tx.OneKept($"select {Columns} from connection where tenant_id = @0 and id = @1 and deleted_at is null for share", Read, tenant, id)
            : Find(tx, tenant, id);

    /// <summary>As <see cref="FindAndHold"/>, and alone: waits for all that hold it, and they for this.</summary>
    public static Task<Connection?> FindAndLock(Tx tx, TenantId tenant, string id) =>
        tx.One<Connection>($"""
            select {Columns} from connection
             where tenant_id = @tenant and id = @id and deleted_at is null{(tx.Kind == DbKind.Postgres ? " for no key update" : "")}
            """, new { tenant, id });

    /// <summary>For URLs that carry the connection's id and nothing else; the tenant is then the row's own.</summary>
    public static Task<Connection?> FindByUrl(Tx tx, string id) =>
        tx.OneKept($"select {Columns} from connection where id = @0 and deleted_at is null", Read, id);

    public static Task<Connection?> FindBySlug(Tx tx, string slug) =>
        tx.One<Connection>($"select {Columns} from connection where login_slug = @slug and deleted_at is null", new { slug });

    /// <summary>Those that people may sign in through now, oldest first.</summary>
    public static Task<ImmutableArray<Connection>> Enabled(Tx tx, TenantId tenant) =>
        tx.Many<Connection>($"""
            select {Columns} from connection
             where tenant_id = @tenant and enabled and deleted_at is null and archived_at is null
             order by id
            """, new { tenant });

    /// <param name="archived">Which of the two: those put away, or the others.</param>
    public static Task<ImmutableArray<Connection>> Page(Tx tx, TenantId tenant, bool archived, string after, int limit) =>
        tx.Many<Connection>($"""
            select {Columns} from connection
             where tenant_id = @tenant and id > @after and deleted_at is null and archived_at is {(archived ? "not null" : "null")}
             order by id limit @limit
            """, new { tenant, after, limit });

    public static Task Insert(Tx tx, Connection connection)
    {
        tx.Changed(connection.TenantId);
        const string Sql = """
            insert into connection (id, tenant_id, name, protocol, enabled, login_slug, settings, client_secret, signing_key,
                                    decryption_key, last_success_at, last_failure_at, metadata_refreshed_at, archived_at, deleted_at,
                                    version, trust_version, created_at, updated_at)
            values (@Id, @TenantId, @Name, @Protocol, @Enabled, @LoginSlug, @Settings, @ClientSecret, @SigningKey, @DecryptionKey,
                    @LastSuccessAt, @LastFailureAt, @MetadataRefreshedAt, @ArchivedAt, @DeletedAt, @Version, @TrustVersion, @CreatedAt,
                    @UpdatedAt)
            """;
        return tx.Execute(Sql, connection);
    }

    /// <summary>Writes what an admin may change, if the stored version is still <paramref name="expectedVersion"/>.</summary>
    public static async Task<bool> Update(Tx tx, Connection c, long expectedVersion)
    {
        tx.Changed(c.TenantId);
        const string Sql = """
            update connection
               set name = @Name, enabled = @Enabled, settings = @Settings, client_secret = @ClientSecret, signing_key = @SigningKey,
                   decryption_key = @DecryptionKey, archived_at = @ArchivedAt, deleted_at = @DeletedAt, version = @Version,
                   updated_at = @UpdatedAt
             where tenant_id = @TenantId and id = @Id and version = @expectedVersion
            """;
        return await tx.Execute(Sql, new
        {
            c.TenantId,
            c.Id,
            c.Name,
            c.Enabled,
            c.Settings,
            c.ClientSecret,
            c.SigningKey,
            c.DecryptionKey,
            c.ArchivedAt,
            c.DeletedAt,
            c.Version,
            c.UpdatedAt,
            expectedVersion,
        }) == 1;
    }

    /// <summary>Put away so long ago that they are disconnected for good, of whatever tenant.</summary>
    public static Task<ImmutableArray<Connection>> ArchivedBefore(Tx tx, DateTimeOffset before, int limit) =>
        tx.Many<Connection>($"select {Columns} from connection where archived_at < @before and deleted_at is null limit @limit",
            new { before, limit });

    /// <summary>All enabled ones of the installation, for the operator's check of what can be reached.</summary>
    public static Task<ImmutableArray<Connection>> AllEnabled(Tx tx) =>
        tx.Many<Connection>($"select {Columns} from connection where enabled and deleted_at is null order by id");

    /// <returns>The ids of those that were enabled.</returns>
    public static Task<ImmutableArray<string>> DisableOthers(Tx tx, TenantId tenant, string id, DateTimeOffset now)
    {
        tx.Changed(tenant);
        const string Sql = """
            update connection set enabled = false, version = version + 1, updated_at = @now
             where tenant_id = @tenant and id <> @id and enabled
            returning id
            """;
        return tx.Many<string>(Sql, new { tenant, id, now });
    }

    /// <summary>
    /// Leaves version and ETag alone: a sign-in is no edit. At most one write a minute, so that a storm is not a storm of updates.
    /// </summary>
    public static Task Succeeded(Tx tx, TenantId tenant, string id, DateTimeOffset now) =>
        tx.Execute("""
            update connection set last_success_at = @now
             where tenant_id = @tenant and id = @id and (last_success_at is null or last_success_at < @before)
            """, new { tenant, id, now, before = now.AddMinutes(-1) });

    public static Task Failed(Tx tx, TenantId tenant, string id, DateTimeOffset now) =>
        tx.Execute("""
            update connection set last_failure_at = @now
             where tenant_id = @tenant and id = @id and (last_failure_at is null or last_failure_at < @before)
            """, new { tenant, id, now, before = now.AddSeconds(-1) });

    public static Task Refreshed(Tx tx, TenantId tenant, string id, DateTimeOffset now) =>
        tx.Execute("update connection set metadata_refreshed_at = @now where tenant_id = @tenant and id = @id", new { tenant, id, now });

    /// <summary>Keys or metadata have changed, in the same transaction: nodes make anew what they had made of them.</summary>
    public static Task TrustChanged(Tx tx, TenantId tenant, string id)
    {
        tx.Changed(tenant);
        return tx.Execute("update connection set trust_version = trust_version + 1 where tenant_id = @tenant and id = @id", new { tenant, id });
    }

    /// <summary>Enabled ones of a protocol, of every tenant, by id: for what goes through all of them.</summary>
    public static Task<ImmutableArray<Connection>> EnabledOf(Tx tx, string protocol, string after, int limit) =>
        tx.Many<Connection>($"""
            select {Columns} from connection
             where protocol = @protocol and id > @after and enabled and deleted_at is null and archived_at is null
             order by id limit @limit
            """, new { protocol, after, limit });
}
