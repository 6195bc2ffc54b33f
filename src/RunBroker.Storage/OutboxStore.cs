using System.Collections.Immutable;
using RunBroker.Storage.Model;

namespace RunBroker.Storage;

/// <summary>
/// Messages to deliver at least once. A worker leases rows, sends, and writes what came of it; a lease that runs out
/// (the node died) makes the row due again.
/// </summary>
public static class OutboxStore
{
    private const string Columns =
        "id, tenant_id, kind, target, subject, payload, state, attempts, next_at, leased_until, last_status, last_error, created_at, done_at";

    public static Task Insert(Tx tx, OutboxMessage message)
    {
        const string Sql = """
            insert into outbox (id, tenant_id, kind, target, subject, payload, state, attempts, next_at, leased_until, last_status, last_error,
                                created_at, done_at)
            values (@Id, @TenantId, @Kind, @Target, @Subject, @Payload, @State, @Attempts, @NextAt, @LeasedUntil, @LastStatus, @LastError,
                    @CreatedAt, @DoneAt)
            """;
        tx.WroteOutbox = true;
        return tx.Execute(Sql, message);
    }

    /// <summary>Takes up to <paramref name="limit"/> due messages, longest due first, for this worker until <paramref name="until"/>.</summary>
    public static async Task<ImmutableArray<OutboxMessage>> Lease(Tx tx, DateTimeOffset now, DateTimeOffset until, int limit)
    {
        // As a table of its own, so that PostgreSQL runs it once: as a condition it may run for every row, and lease more than the limit.
        var skip = tx.Kind == DbKind.Postgres ? "for update skip locked" : "";
        var leased = await tx.Many<OutboxMessage>($"""
            with due as (select id from outbox
                          where state = 'pending' and next_at <= @now and (leased_until is null or leased_until <= @now)
                          order by next_at, id limit @limit {skip})
            update outbox set leased_until = @until, attempts = attempts + 1
             where id in (select id from due)
            returning {Columns}
            """, new { now, until, limit });
        return leased.Sort((a, b) => (a.NextAt, a.Id).CompareTo((b.NextAt, b.Id)));
    }

    /// <summary>No worker lives that could have them: its messages are due again at once.</summary>
    public static Task ReleaseAll(Tx tx) =>
        tx.Execute("update outbox set leased_until = null where state = 'pending' and leased_until is not null");

    /// <summary>When the earliest pending message is due; null when there is none.</summary>
    public static Task<long?> NextDue(Tx tx) =>
        tx.One<long?>("select min(case when leased_until > next_at then leased_until else next_at end) from outbox where state = 'pending'");

    public static Task Done(Tx tx, OutboxMessage m, string state, int? status, string? error, DateTimeOffset now) =>
        tx.Execute("""
            update outbox set state = @state, leased_until = null, last_status = @status, last_error = @error, done_at = @now
             where id = @Id and leased_until = @LeasedUntil
            """, new { m.Id, m.LeasedUntil, state, status, error, now });

    public static Task Retry(Tx tx, OutboxMessage m, int? status, string? error, DateTimeOffset nextAt) =>
        tx.Execute("""
            update outbox set leased_until = null, last_status = @status, last_error = @error, next_at = @nextAt
             where id = @Id and leased_until = @LeasedUntil
            """, new { m.Id, m.LeasedUntil, status, error, nextAt });

    public static Task<OutboxMessage?> Find(Tx tx, TenantId tenant, string target, string id) =>
        tx.One<OutboxMessage>($"select {Columns} from outbox where tenant_id = @tenant and target = @target and id = @id", new { tenant, target, id });

    /// <summary>What was still to be delivered to it is no longer owed to anybody.</summary>
    public static Task Abandon(Tx tx, TenantId tenant, string kind, string target, DateTimeOffset now) =>
        tx.Execute("""
            update outbox set state = 'gone', leased_until = null, done_at = @now
             where tenant_id = @tenant and kind = @kind and target = @target and state = 'pending'
            """, new { tenant, kind, target, now });

    public static Task<ImmutableArray<OutboxMessage>> Page(Tx tx, TenantId tenant, string kind, string target, string? before, int limit) =>
        tx.Many<OutboxMessage>($"""
            select {Columns} from outbox where tenant_id = @tenant and kind = @kind and target = @target{(before is null ? "" : " and id < @before")}
             order by id desc limit @limit
            """, new { tenant, kind, target, before, limit });

    /// <summary>Makes a message due at once, whatever its state.</summary>
    public static async Task<bool> Redeliver(Tx tx, TenantId tenant, string target, string id, DateTimeOffset now)
    {
        tx.WroteOutbox = true;
        return await tx.Execute("""
            update outbox set state = 'pending', next_at = @now, leased_until = null, done_at = null, attempts = 0
             where tenant_id = @tenant and target = @target and id = @id
            """, new { tenant, target, id, now }) == 1;
    }
}
