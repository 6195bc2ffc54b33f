using System.Collections.Immutable;
using RunBroker.Storage.Model;

namespace RunBroker.Storage;

/// <summary>Sign-ins under way, and the case file of each.</summary>
public static class SignInStore
{
    private const string PendingColumns =
        "id, browser_hash, state_hash, tenant_id, connection_id, client_id, request, upstream, started_at, expires_at";

    private const string CaseColumns =
        "id, case_id, tenant_id, client_id, connection_id, user_id, session_id, state, error, steps, created_at, finished_at";

    public static Task InsertPending(Tx tx, PendingSignIn p)
    {
        const string Sql = """
            insert into pending_sign_in (id, browser_hash, state_hash, tenant_id, connection_id, client_id, request, upstream, started_at,
                                         expires_at)
            values (@Id, @BrowserHash, @StateHash, @TenantId, @ConnectionId, @ClientId, @Request, @Upstream, @StartedAt, @ExpiresAt)
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
                                 finished_at)
            values (@Id, @CaseId, @TenantId, @ClientId, @ConnectionId, @UserId, @SessionId, @State, @Error, @Steps, @CreatedAt, @FinishedAt)
            on conflict (id) do update
               set tenant_id = excluded.tenant_id, client_id = excluded.client_id, connection_id = excluded.connection_id,
                   user_id = excluded.user_id, session_id = excluded.session_id, state = excluded.state,
                   error = excluded.error, steps = excluded.steps,
                   finished_at = excluded.finished_at
            """;
        return tx.Execute(Sql, Row(c));
    }

    public static Task<SignInCase?> FindCase(Tx tx, string id) =>
        tx.One<SignInCase>($"select {CaseColumns} from sign_in where id = @id", new { id });

    /// <param name="idOrCaseId">sin_… or SI-…</param>
    public static Task<SignInCase?> FindCase(Tx tx, TenantId tenant, string idOrCaseId) =>
        tx.One<SignInCase>($"select {CaseColumns} from sign_in where tenant_id = @tenant and (id = @idOrCaseId or case_id = @idOrCaseId)",
            new { tenant, idOrCaseId });

    /// <summary>Newest first.</summary>
    /// <param name="before">The last id of the page before, or null.</param>
    public static Task<ImmutableArray<SignInCase>> PageCases(Tx tx, TenantId tenant, string? before, int limit) =>
        tx.Many<SignInCase>($"""
            select {CaseColumns} from sign_in where tenant_id = @tenant{(before is null ? "" : " and id < @before")}
             order by id desc limit @limit
            """, new { tenant, before, limit });

    /// <summary>Remembers a value until <paramref name="until"/>.</summary>
    /// <returns>False when it was seen before: a replay (O-034, P-022).</returns>
    public static async Task<bool> UseOnce(Tx tx, string scope, string value, DateTimeOffset until) =>
        await tx.Execute("insert into used_once (scope, value, expires_at) values (@scope, @value, @until) on conflict do nothing",
            new { scope, value, until }) == 1;

    public static async Task<bool> WasUsed(Tx tx, string scope, string value) =>
        await tx.One<long>("select count(*) from used_once where scope = @scope and value = @value", new { scope, value }) > 0;

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
    };
}
