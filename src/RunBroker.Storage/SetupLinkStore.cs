using System.Collections.Immutable;
using RunBroker.Storage.Model;

namespace RunBroker.Storage;

/// <summary>Setup links, the browsers in which they are open, and what their holders have come to.</summary>
public static class SetupLinkStore
{
    private const string Columns = """
        id, tenant_id, secret_hash, intents, connection_id, own_connection, guide, note, max_opens, opens, created_by, created_at, expires_at,
        begun_at, saved_at, ready, test_id, tested_at, handed_over_at, revoked_at
        """;

    /// <summary>While one of these holds, what its holder does counts.</summary>
    private const string Lives = "revoked_at is null and handed_over_at is null and expires_at > @now";

    public static Task<SetupLink?> Find(Tx tx, TenantId tenant, string id) =>
        tx.One<SetupLink>($"select {Columns} from setup_link where tenant_id = @tenant and id = @id", new { tenant, id });

    /// <summary>For whoever comes with the link: its secret is still to be compared.</summary>
    public static Task<SetupLink?> Shown(Tx tx, string id) =>
        tx.One<SetupLink>($"select {Columns} from setup_link where id = @id", new { id });

    /// <summary>The newest first.</summary>
    /// <param name="before">Null: from the newest on.</param>
    public static Task<ImmutableArray<SetupLink>> Page(Tx tx, TenantId tenant, string? before, int limit) =>
        tx.Many<SetupLink>($"""
            select {Columns} from setup_link where tenant_id = @tenant{(before is null ? "" : " and id < @before")} order by id desc limit @limit
            """, new { tenant, before, limit });

    /// <summary>Handed over, with a connection that nobody has enabled or put away since; the newest first.</summary>
    public static Task<ImmutableArray<SetupLink>> Waiting(Tx tx, TenantId tenant, int limit) =>
        tx.Many<SetupLink>($"""
            select {Columns} from setup_link l
             where tenant_id = @tenant and handed_over_at is not null
               and exists (select 1 from connection c where c.tenant_id = l.tenant_id and c.id = l.connection_id
                     and not c.enabled and c.archived_at is null and c.deleted_at is null and c.last_success_at is null)
             order by handed_over_at desc limit @limit
            """, new { tenant, limit });

    public static Task Insert(Tx tx, SetupLink l) =>
        tx.Execute($"""
            insert into setup_link ({Columns})
            values (@Id, @TenantId, @SecretHash, @Intents, @ConnectionId, @OwnConnection, @Guide, @Note, @MaxOpens, @Opens, @CreatedBy, @CreatedAt,
                    @ExpiresAt, @BegunAt, @SavedAt, @Ready, @TestId, @TestedAt, @HandedOverAt, @RevokedAt)
            """, l);

    /// <summary>One more browser.</summary>
    /// <returns>False when it may not be opened, or not once more.</returns>
    public static async Task<bool> Open(Tx tx, SetupOpening o)
    {
        const string Count = $"""
            update setup_link set opens = opens + 1, begun_at = coalesce(begun_at, @now) where id = @link and opens < max_opens and {Lives}
            """;
        if (await tx.Execute(Count, new { link = o.SetupLinkId, now = o.CreatedAt }) != 1)
            return false;
        await tx.Execute("""
            insert into setup_opening (id, setup_link_id, secret_hash, created_at, expires_at)
            values (@Id, @SetupLinkId, @SecretHash, @CreatedAt, @ExpiresAt)
            """, o);
        return true;
    }

    public static Task<ImmutableArray<SetupOpening>> Openings(Tx tx, ImmutableArray<string> ids) =>
        tx.Many<SetupOpening>(
            $"select id, setup_link_id, secret_hash, created_at, expires_at from setup_opening where {tx.Among("id", "@ids")}",
            new { ids = ids.ToArray() });

    public static Task Choose(Tx tx, TenantId tenant, string id, string guide) =>
        tx.Execute("update setup_link set guide = @guide where tenant_id = @tenant and id = @id", new { tenant, id, guide });

    /// <summary>The connection that the holder made takes the place of the one before it, if that is still there to be replaced.</summary>
    /// <param name="before">The one that the holder saw; null: none.</param>
    /// <returns>False when the link is closed, or another form of the same holder was first.</returns>
    public static async Task<bool> TakeConnection(Tx tx, TenantId tenant, string id, string? before, string connection, DateTimeOffset now) =>
        await tx.Execute($"""
            update setup_link set connection_id = @connection, own_connection = true, saved_at = null, ready = false, test_id = null, tested_at = null
             where tenant_id = @tenant and id = @id and coalesce(connection_id, '') = @seen and {Lives}
               and (connection_id is null or own_connection)
            """, new { tenant, id, connection, seen = before ?? "", now }) == 1;

    /// <summary>The settings were saved, so no test before counts any more.</summary>
    public static Task Saved(Tx tx, TenantId tenant, string id, bool ready, DateTimeOffset now) =>
        tx.Execute("update setup_link set saved_at = @now, ready = @ready, tested_at = null where tenant_id = @tenant and id = @id",
            new { tenant, id, ready, now });

    public static Task BeginTest(Tx tx, TenantId tenant, string id, string test) =>
        tx.Execute("update setup_link set test_id = @test, tested_at = null where tenant_id = @tenant and id = @id", new { tenant, id, test });

    public static Task Tested(Tx tx, TenantId tenant, string id, DateTimeOffset now) =>
        tx.Execute("update setup_link set tested_at = @now where tenant_id = @tenant and id = @id", new { tenant, id, now });

    /// <returns>False when the link is closed, or has as many as it may.</returns>
    public static async Task<bool> AddDomain(Tx tx, TenantId tenant, string id, string name, int most, DateTimeOffset now) =>
        await tx.Execute($"""
            insert into setup_link_domain (setup_link_id, name)
            select id, @name from setup_link
             where tenant_id = @tenant and id = @id and {Lives}
               and (select count(*) from setup_link_domain d where d.setup_link_id = @id) < @most
            on conflict do nothing
            """, new { tenant, id, name, most, now }) == 1;

    public static Task DropDomain(Tx tx, string id, string name) =>
        tx.Execute("delete from setup_link_domain where setup_link_id = @id and name = @name", new { id, name });

    public static Task<ImmutableArray<string>> Domains(Tx tx, string id) =>
        tx.Many<string>("select name from setup_link_domain where setup_link_id = @id order by name", new { id });

    /// <returns>False when it is over already.</returns>
    public static async Task<bool> HandOver(Tx tx, TenantId tenant, string id, DateTimeOffset now) =>
        await tx.Execute($"update setup_link set handed_over_at = @now where tenant_id = @tenant and id = @id and {Lives}", new { tenant, id, now }) == 1;

    /// <returns>False when it is over already.</returns>
    public static async Task<bool> Revoke(Tx tx, TenantId tenant, string id, DateTimeOffset now) =>
        await tx.Execute($"update setup_link set revoked_at = @now where tenant_id = @tenant and id = @id and {Lives}", new { tenant, id, now }) == 1;
}
