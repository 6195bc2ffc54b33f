using System.Collections.Immutable;
using System.Data.Common;
using RunBroker.Storage.Model;

namespace RunBroker.Storage;

/// <summary>Sign-ins under way, and the case file of each.</summary>
public static class SignInStore
{
    private const string PendingColumns =
        "id, browser_hash, state_hash, tenant_id, connection_id, client_id, request, upstream, started_at, expires_at, test_id";

    private const string CaseColumns =
        "id, case_id, tenant_id, client_id, connection_id, user_id, session_id, state, error, steps, created_at, finished_at, test_id";

    // Lists do without what may be 32 KB of each.
    private const string WholeCase = CaseColumns + ", record";

    private const string UseSql = "insert into used_once (scope, value, expires_at) values (@0, @1, @2) on conflict do nothing";

    public static Task InsertPending(Tx tx, PendingSignIn p)
    {
        const string Sql = $"""
            insert into pending_sign_in ({PendingColumns}) values (@0, @1, @2, @3, @4, @5, @6, @7, @8, @9, @10)
            """;
        return tx.Send(
            Sql, p.Id, p.BrowserHash, p.StateHash, p.TenantId, p.ConnectionId, p.ClientId, p.Request, p.Upstream, p.StartedAt, p.ExpiresAt, p.TestId);
    }

    public static Task<PendingSignIn?> FindPending(Tx tx, string id) =>
        tx.OneKept($"select {PendingColumns} from pending_sign_in where id = @0", ReadPending, id);

    /// <summary>Stores where the sign-in goes next; the latest of two tabs of one sign-in wins.</summary>
    public static async Task<bool> UpdatePending(Tx tx, PendingSignIn p)
    {
        const string Sql = """
            update pending_sign_in set state_hash = @1, tenant_id = @2, connection_id = @3, request = @4, upstream = @5 where id = @0
            """;
        return await tx.ExecuteKept(Sql, p.Id, p.StateHash, p.TenantId, p.ConnectionId, p.Request, p.Upstream) == 1;
    }

    /// <summary>
    /// Single use (O-083): deleting the row is the lock, so of two callbacks at once one goes on. A crash after this costs the
    /// person a click; a replayed callback would cost more.
    /// </summary>
    /// <param name="judged">As it was read: one that waits for something else since is left where it is.</param>
    public static Task<PendingSignIn?> TakePending(Tx tx, PendingSignIn judged) => tx.OneKept($"""
        delete from pending_sign_in where id = @0 and browser_hash = @1 and coalesce(upstream, '') = @2 returning {PendingColumns}
        """, ReadPending, judged.Id, judged.BrowserHash, judged.Upstream ?? "");

    private static PendingSignIn ReadPending(DbDataReader row) => new()
    {
        Id = row.GetString(0),
        BrowserHash = row.Octets(1)!,
        StateHash = row.Octets(2),
        TenantId = row.TenantOrNull(3),
        ConnectionId = row.Text(4),
        ClientId = row.GetString(5),
        Request = row.Octets(6)!,
        Upstream = row.Text(7),
        StartedAt = row.Instant(8),
        ExpiresAt = row.Instant(9),
        TestId = row.Text(10),
    };

    /// <summary>Writes the case, whether it is there or not.</summary>
    public static Task SaveCase(Tx tx, SignInCase c)
    {
        const string Sql = """
            insert into sign_in (id, case_id, tenant_id, client_id, connection_id, user_id, session_id, state, error, steps, created_at,
                                 finished_at, record, test_id)
            values (@0, @1, @2, @3, @4, @5, @6, @7, @8, @9, @10, @11, @12, @13)
            on conflict (id) do update
               set tenant_id = excluded.tenant_id, client_id = excluded.client_id, connection_id = excluded.connection_id,
                   user_id = excluded.user_id, session_id = excluded.session_id, state = excluded.state,
                   error = excluded.error, steps = excluded.steps,
                   finished_at = excluded.finished_at, record = excluded.record
            """;
        return tx.Send(
            Sql, c.Id, c.CaseId, c.TenantId, c.ClientId, c.ConnectionId, c.UserId, c.SessionId, c.State, c.Error, c.Steps, c.CreatedAt,
            c.FinishedAt, c.Record, c.TestId);
    }

    public static Task<SignInCase?> FindCase(Tx tx, string id) =>
        tx.OneKept($"select {WholeCase} from sign_in where id = @0", ReadCase, id);

    private static SignInCase ReadCase(DbDataReader row) => new()
    {
        Id = row.GetString(0),
        CaseId = row.GetString(1),
        TenantId = row.TenantOrNull(2),
        ClientId = row.Text(3),
        ConnectionId = row.Text(4),
        UserId = row.Text(5),
        SessionId = row.Text(6),
        State = row.GetString(7),
        Error = row.Text(8),
        Steps = row.GetString(9),
        CreatedAt = row.Instant(10),
        FinishedAt = row.InstantOrNull(11),
        TestId = row.Text(12),
        Record = row.Octets(13),
    };

    /// <summary>Of whatever tenant: who asks must be let in to that one afterwards.</summary>
    public static Task<SignInCase?> FindCaseOfAny(Tx tx, string caseId) =>
        tx.One<SignInCase>($"select {CaseColumns} from sign_in where case_id = @caseId", new { caseId });

    /// <param name="idOrCaseId">sin_… or SI-…</param>
    public static Task<SignInCase?> FindCase(Tx tx, TenantId tenant, string idOrCaseId) =>
        tx.One<SignInCase>($"select {WholeCase} from sign_in where tenant_id = @tenant and (id = @idOrCaseId or case_id = @idOrCaseId)",
            new { tenant, idOrCaseId });

    /// <summary>Newest first, without their records.</summary>
    /// <param name="before">The last id of the page before, or null.</param>
    public static Task<ImmutableArray<SignInCase>> PageCases(Tx tx, TenantId tenant, string? before, int limit, CaseFilter? filter = null)
    {
        var wanted = filter ?? new CaseFilter();
        var conditions = string.Concat(
            before is null ? "" : " and id < @before",
            wanted.State is null ? "" : wanted.State == "failed" ? " and state = 'failed'" : " and state = @State",
            wanted.ConnectionId is null ? "" : " and connection_id = @ConnectionId",
            wanted.UserId is null ? "" : " and user_id = @UserId",
            wanted.Error is null ? "" : " and error = @Error",
            wanted.Test is null ? "" : wanted.Test.Value ? " and test_id is not null" : " and test_id is null",
            wanted.CaseId is null ? "" : " and (case_id = @CaseId or id = @CaseId)");
        return tx.Many<SignInCase>(
            $"select {CaseColumns} from sign_in where tenant_id = @tenant{conditions} order by id desc limit @limit",
            new { tenant, before, limit, wanted.State, wanted.ConnectionId, wanted.UserId, wanted.Error, wanted.CaseId });
    }

    /// <summary>The last sign-ins through a connection that came as far as a person's claims, with their records.</summary>
    public static Task<ImmutableArray<SignInCase>> LastThrough(Tx tx, TenantId tenant, string connection, int limit) =>
        tx.Many<SignInCase>($"""
            select {WholeCase} from sign_in
             where tenant_id = @tenant and connection_id = @connection and user_id is not null and record is not null order by id desc limit @limit
            """, new { tenant, connection, limit });

    /// <summary>Failed sign-ins through the connection since then, newest first, without their records, tests apart.</summary>
    public static Task<ImmutableArray<SignInCase>> FailedThrough(Tx tx, TenantId tenant, string connection, DateTimeOffset since, int limit) =>
        tx.Many<SignInCase>($"""
            select {CaseColumns} from sign_in
             where tenant_id = @tenant and state = 'failed' and connection_id = @connection and created_at >= @since and test_id is null order by id desc limit @limit
            """, new { tenant, connection, since, limit });

    /// <summary>How often the tenant met this since then, tests apart.</summary>
    public static Task<long> CountOf(Tx tx, TenantId tenant, string error, DateTimeOffset since) =>
        tx.One<long>("""
            select count(*) from sign_in
             where tenant_id = @tenant and state = 'failed' and error = @error and created_at >= @since and test_id is null
            """,
            new { tenant, error, since });

    /// <summary>Remembers a value until <paramref name="until"/>.</summary>
    /// <returns>False when it was seen before: a replay (O-034, P-022).</returns>
    public static async Task<bool> UseOnce(Tx tx, string scope, string value, DateTimeOffset until) =>
        await tx.ExecuteKept(UseSql, scope, value, until) == 1;

    /// <summary>As <see cref="UseOnce"/>, where it does not matter whether it was seen before.</summary>
    public static Task NoteUse(Tx tx, string scope, string value, DateTimeOffset until) => tx.Send(UseSql, scope, value, until);

    public static async Task<bool> WasUsed(Tx tx, string scope, string value) =>
        await tx.OneKept("select count(*) from used_once where scope = @0 and value = @1", row => row.GetInt64(0), scope, value) > 0;
}
