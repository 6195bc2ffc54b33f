using System.Collections.Immutable;
using RunBroker.Storage.Model;

namespace RunBroker.Storage;

/// <summary>Test sign-ins.</summary>
public static class ConnectionTestStore
{
    private const string Columns = """
        id, secret_hash, tenant_id, connection_id, draft, actor, return_to, state, sign_in_id, browser_hash, opens, settings, report,
        created_at, expires_at, finished_at
        """;

    public static Task Insert(Tx tx, ConnectionTestRow row) => tx.Execute($"""
        insert into connection_test ({Columns})
        values (@Id, @SecretHash, @TenantId, @ConnectionId, @Draft, @Actor, @ReturnTo, @State, @SignInId, @BrowserHash, @Opens, @Settings,
                @Report, @CreatedAt, @ExpiresAt, @FinishedAt)
        """, row);

    /// <summary>Of whatever tenant: for links and results, whose secrets say the rest.</summary>
    public static Task<ConnectionTestRow?> FindByUrl(Tx tx, string id) =>
        tx.One<ConnectionTestRow>($"select {Columns} from connection_test where id = @id", new { id });

    public static Task<ConnectionTestRow?> Find(Tx tx, TenantId tenant, string connection, string id) => tx.One<ConnectionTestRow>(
        $"select {Columns} from connection_test where tenant_id = @tenant and connection_id = @connection and id = @id",
        new { tenant, connection, id });

    /// <summary>Newest first.</summary>
    public static Task<ImmutableArray<ConnectionTestRow>> Of(Tx tx, TenantId tenant, string connection, string? before, int limit) =>
        tx.Many<ConnectionTestRow>($"""
            select {Columns} from connection_test
             where tenant_id = @tenant and connection_id = @connection{(before is null ? "" : " and id < @before")} order by id desc limit @limit
            """, new { tenant, connection, before, limit });

    /// <summary>A sign-in of it begins in this browser; one that was begun before, here or elsewhere, is its no more.</summary>
    /// <returns>False: it is over, has expired, or was opened too often.</returns>
    public static async Task<bool> Open(Tx tx, ConnectionTestRow row, int most, DateTimeOffset now) =>
        await tx.Execute("""
            update connection_test
               set state = 'under_way', sign_in_id = @SignInId, browser_hash = @BrowserHash, settings = @Settings, opens = opens + 1
             where id = @Id and state in ('waiting', 'under_way') and expires_at > @now and opens < @most
            """, new { row.Id, row.SignInId, row.BrowserHash, row.Settings, most, now }) == 1;

    /// <returns>False: another sign-in of it has begun since, or it is over.</returns>
    public static async Task<bool> Finish(Tx tx, string id, string signIn, string state, byte[]? report, DateTimeOffset now) =>
        await tx.Execute("""
            update connection_test set state = @state, report = @report, finished_at = @now
             where id = @id and sign_in_id = @signIn and state = 'under_way'
            """, new { id, signIn, state, report, now }) == 1;
}
