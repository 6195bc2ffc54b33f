using System.Collections.Immutable;
using RunBroker.Storage.Model;

namespace RunBroker.Storage;

/// <summary>Versions of connections: at most one draft and one live of each.</summary>
public static class ConnectionVersionStore
{
    private const string Columns = """
        connection_id, number, tenant_id, state, name, settings, client_secret, signing_key, decryption_key, metadata, actor, created_at,
        live_at, base_version
        """;

    public static Task Insert(Tx tx, ConnectionVersionRow row) => tx.Execute($"""
        insert into connection_version ({Columns})
        values (@ConnectionId, @Number, @TenantId, @State, @Name, @Settings, @ClientSecret, @SigningKey, @DecryptionKey, @Metadata, @Actor,
                @CreatedAt, @LiveAt, @BaseVersion)
        """, row);

    public static Task<ConnectionVersionRow?> Find(Tx tx, TenantId tenant, string connection, long number) => tx.One<ConnectionVersionRow>(
        $"select {Columns} from connection_version where tenant_id = @tenant and connection_id = @connection and number = @number",
        new { tenant, connection, number });

    public static Task<ConnectionVersionRow?> InState(Tx tx, TenantId tenant, string connection, string state) => tx.One<ConnectionVersionRow>(
        $"""
        select {Columns} from connection_version
         where tenant_id = @tenant and connection_id = @connection and state = @state order by number desc limit 1
        """, new { tenant, connection, state });

    /// <summary>Newest first.</summary>
    public static Task<ImmutableArray<ConnectionVersionRow>> Of(Tx tx, TenantId tenant, string connection) => tx.Many<ConnectionVersionRow>(
        $"select {Columns} from connection_version where tenant_id = @tenant and connection_id = @connection order by number desc",
        new { tenant, connection });

    /// <summary>Counted on the connection's own row, which the caller holds: a number is never given twice, whatever is deleted.</summary>
    public static async Task<long> NextNumber(Tx tx, string connection)
    {
        await tx.Execute("update connection set last_version = last_version + 1 where id = @connection", new { connection });
        return await tx.One<long>("select last_version from connection where id = @connection", new { connection });
    }

    /// <summary>Writes what has become of one; its number, and who made it, stay.</summary>
    public static async Task<bool> Update(Tx tx, ConnectionVersionRow row) =>
        await tx.Execute("""
            update connection_version
               set state = @State, name = @Name, settings = @Settings, client_secret = @ClientSecret, signing_key = @SigningKey,
                   decryption_key = @DecryptionKey, metadata = @Metadata, live_at = @LiveAt
             where tenant_id = @TenantId and connection_id = @ConnectionId and number = @Number
            """, row) == 1;

    public static async Task<bool> DeleteDraft(Tx tx, TenantId tenant, string connection) =>
        await tx.Execute("delete from connection_version where tenant_id = @tenant and connection_id = @connection and state = 'draft'",
            new { tenant, connection }) == 1;

    /// <summary>Of those before the live one the newest stay.</summary>
    public static Task Trim(Tx tx, TenantId tenant, string connection, int keep) => tx.Execute("""
        delete from connection_version
         where tenant_id = @tenant and connection_id = @connection and state = 'previous'
           and number not in (select number from connection_version
                               where connection_id = @connection and state = 'previous' order by number desc limit @keep)
        """, new { tenant, connection, keep });

    public static Task DeleteAll(Tx tx, TenantId tenant, string connection) =>
        tx.Execute("delete from connection_version where tenant_id = @tenant and connection_id = @connection", new { tenant, connection });
}
