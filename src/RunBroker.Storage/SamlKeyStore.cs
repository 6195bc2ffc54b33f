using System.Collections.Immutable;
using RunBroker.Storage.Model;

namespace RunBroker.Storage;

/// <summary>Our keys of SAML connections.</summary>
public static class SamlKeyStore
{
    private const string Columns =
        "id, tenant_id, connection_id, key_use, generation, private_key, certificate, created_at, active_at, retired_at";

    /// <summary>All that are kept, retired ones among them: by use, the oldest first.</summary>
    public static Task<ImmutableArray<SamlKeyRow>> Of(Tx tx, TenantId tenant, string connection) =>
        tx.Many<SamlKeyRow>($"""
            select {Columns} from saml_key where tenant_id = @tenant and connection_id = @connection order by key_use, generation
            """, new { tenant, connection });

    /// <returns>False when that generation is there already: of two nodes at once, one makes it.</returns>
    public static async Task<bool> Insert(Tx tx, SamlKeyRow key) =>
        await tx.Execute($"""
            insert into saml_key ({Columns})
            values (@Id, @TenantId, @ConnectionId, @KeyUse, @Generation, @PrivateKey, @Certificate, @CreatedAt, @ActiveAt, @RetiredAt)
            on conflict (connection_id, key_use, generation) do nothing
            """, key) == 1;

    /// <summary>When a key begins and, of earlier ones, ends: earlier than it would is possible, later never.</summary>
    public static Task Activate(Tx tx, SamlKeyRow key, DateTimeOffset activeAt) =>
        tx.Execute("""
            update saml_key set active_at = @activeAt where tenant_id = @TenantId and id = @Id and active_at > @activeAt
            """, new { key.TenantId, key.Id, activeAt });

    /// <summary>All generations before this key end then, if they do not end earlier.</summary>
    public static Task RetireBefore(Tx tx, SamlKeyRow key, DateTimeOffset at) =>
        tx.Execute("""
            update saml_key set retired_at = @at
             where tenant_id = @TenantId and connection_id = @ConnectionId and key_use = @KeyUse and generation < @Generation
               and (retired_at is null or retired_at > @at)
            """, new { key.TenantId, key.ConnectionId, key.KeyUse, key.Generation, at });

    /// <summary>Of whatever tenant: where the newest key has been in use since before <paramref name="activeBefore"/>.</summary>
    public static Task<ImmutableArray<SamlKeyUse>> Aging(Tx tx, DateTimeOffset activeBefore, int limit) =>
        tx.Many<SamlKeyUse>("""
            select k.tenant_id, k.connection_id, k.key_use from saml_key k join connection c on c.id = k.connection_id
             where c.deleted_at is null and c.archived_at is null
             group by k.tenant_id, k.connection_id, k.key_use
            having max(k.active_at) <= @activeBefore
             order by k.connection_id, k.key_use limit @limit
            """, new { activeBefore, limit });

    public static Task DeleteAll(Tx tx, TenantId tenant, string connection) =>
        tx.Execute("delete from saml_key where tenant_id = @tenant and connection_id = @connection", new { tenant, connection });
}
