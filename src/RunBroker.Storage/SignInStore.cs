using System.Collections.Immutable;
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

    public static Task InsertPending(Tx tx, PendingSignIn p)
    {
        const string Sql = """
            insert into pending_sign_in (id, browser_hash, state_hash, tenant_id, connection_id, client_id, request, upstream, started_at,
                                         expires_at, test_id)
            values (@Id, @BrowserHash, @StateHash, @TenantId, @ConnectionId, @ClientId, @Request, @Upstream, @StartedAt, @ExpiresAt,
                    @TestId)
            """;
        return tx.Execute(Sql, Row(p));
    }

    public static Task<PendingSignIn?> FindPending(Tx tx, string id) =>
        tx.One<PendingSignIn>($"select {PendingColumns} from pending_sign_in where id = @id", new { id });

    /// <summary>Stores where the sign-in goes next; the latest of two tabs of one sign-in wins.</summary>
    public static async Task<bool> UpdatePending(Tx tx, PendingSignIn p)
    {
        const string Sql = """
            update pending_sign_in
               set state_hash = @StateHash, tenant_id = @TenantId, connection_id = @ConnectionId, request = @Request, upstream = @Upstream
             where id = @Id
            """;
        return await tx.Execute(Sql, Row(p)) == 1;
    }

    /// <summary>
    /// Single use (O-083): deleting the row is the lock, so of two callbacks at once one goes on. A crash after this costs the
    /// person a click; a replayed callback would cost more.
    /// </summary>
    public static Task<PendingSignIn?> TakePending(Tx tx, string id, byte[] browserHash) =>
        tx.One<PendingSignIn>(
            $"delete from pending_sign_in where id = @id and browser_hash = @browserHash returning {PendingColumns}",
            new { id, browserHash });

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
        return tx.ExecuteKept(
            Sql, c.Id, c.CaseId, c.TenantId, c.ClientId, c.ConnectionId, c.UserId, c.SessionId, c.State, c.Error, c.Steps, c.CreatedAt,
            c.FinishedAt, c.Record, c.TestId);
    }

    public static Task<SignInCase?> FindCase(Tx tx, string id) =>
        tx.One<SignInCase>($"select {WholeCase} from sign_in where id = @id", new { id });

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
        await tx.Execute("insert into used_once (scope, value, expires_at) values (@scope, @value, @until) on conflict do nothing",
            new { scope, value, until }) == 1;

    public static async Task<bool> WasUsed(Tx tx, string scope, string value) =>
        await tx.OneKept("select count(*) from used_once where scope = @0 and value = @1", row => row.GetInt64(0), scope, value) > 0;

    private static object Row(PendingSignIn p) => new
    {
        p.Id,
        p.BrowserHash,
        p.StateHash,
        TenantId = p.TenantId?.Value,
        p.ConnectionId,
        p.ClientId,
        p.Request,
        p.Upstream,
        p.StartedAt,
        p.ExpiresAt,
        p.TestId,
    };

    private static object Row(SignInCase c) => new
    {
        c.Id,
        c.CaseId,
        TenantId = c.TenantId?.Value,
        c.ClientId,
        c.ConnectionId,
        c.UserId,
        c.SessionId,
        c.State,
        c.Error,
        c.Steps,
        c.CreatedAt,
        c.FinishedAt,
        c.Record,
        c.TestId,
    };
}
