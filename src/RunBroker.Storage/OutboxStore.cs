using System.Collections.Immutable;
using RunBroker.Storage.Model;

namespace RunBroker.Storage;

/// <summary>
/// Messages to deliver at least once. A worker leases rows of a lane, sends, and writes what came of it; a lease that runs out
/// (the node died) makes the row due again. Due is what is pending and held by nobody: the partial indexes hold just that.
/// </summary>
public static class OutboxStore
{
    private const string Columns = """
        id, tenant_id, kind, target, lane, subject, payload, kept, state, attempts, round_at, next_at, leased_until, last_status,
        last_error, created_at, done_at
        """;

    /// <summary>What differs among messages of one deed; all else is the same for them, and is sent once.</summary>
    private const string Types = "id text, target text, lane text, subject text, payload text";

    private const string Due = "state = 'pending' and leased_until is null";

    private static readonly string PostgresInsert = InsertSql(DbKind.Postgres);

    private static readonly string SqliteInsert = InsertSql(DbKind.Sqlite);

    private static string InsertSql(DbKind kind) => $"""
        insert into outbox ({Columns})
        select id, @1, @2, target, lane, subject, payload, @3, @4, @5, @6, @7, @8, @9, @10, @11, @12 from {Tx.RowsOf(kind, "@0", Types)}
        """;

    private const string PostgresDone = $"{DoneSql} id = any(@0) {DoneEnd}";

    private const string SqliteDone = $"{DoneSql} id in (select value from json_each(@0)) {DoneEnd}";

    private const string DoneSql =
        "update outbox set state = @2, leased_until = null, last_status = @3, last_error = @4, done_at = @5 where";

    private const string DoneEnd = "and leased_until = @1 returning id";

    public static Task Insert(Tx tx, OutboxMessage message) => Insert(tx, [message]);

    public static async Task Insert(Tx tx, ImmutableArray<OutboxMessage> messages)
    {
        foreach (var alike in messages.GroupBy(m => m with { Id = "", Target = "", Lane = "", Subject = null, Payload = "" }))
        {
            tx.WroteOutbox = true;
            var (m, rows) = (alike.Key, RowJson.Of(alike.Select(r => new { r.Id, r.Target, r.Lane, r.Subject, r.Payload })));
            await tx.ExecuteKept(
                tx.Kind == DbKind.Postgres ? PostgresInsert : SqliteInsert, rows, m.TenantId, m.Kind, m.Kept, m.State, m.Attempts, m.RoundAt,
                m.NextAt, m.LeasedUntil, m.LastStatus, m.LastError, m.CreatedAt, m.DoneAt);
        }
    }

    internal const string LeaseEndSql = "select min(leased_until) from outbox where leased_until is not null";

    internal const string DueLanesSql = $"""
        with recursive known (lane) as (
          select min(lane) from outbox where {Due}
          union all
          select (select min(o.lane) from outbox o where {Due} and o.lane > known.lane) from known where known.lane is not null)
        select lane, since,
               (select count(*) from (select 1 as one from outbox o
                                       where {Due} and o.lane = waiting.lane and o.next_at <= @0 limit @1) counted) as many
          from (select lane, (select min(o.next_at) from outbox o where {Due} and o.lane = known.lane) as since
                  from known where lane is not null) waiting
         where since <= @0
        """;

    // As a table of its own, so that PostgreSQL runs it once: as a condition it may run for every row, and lease more than the limit.
    internal static string LeaseSql(Tx tx) => $"""
        with due as (select id from outbox
                      where {Due} and lane = @0 and next_at <= @1
                      order by next_at, id limit @2 {tx.SkipLocked})
        update outbox set leased_until = @3, attempts = attempts + 1
         where id in (select id from due)
        returning {Columns}
        """;

    /// <summary>When the lease that ends first runs out; null when nothing is leased.</summary>
    public static async Task<DateTimeOffset?> LeaseEnd(Tx tx) =>
        await tx.OneKept(LeaseEndSql, static row => row.InstantOrNull(0));

    /// <summary>
    /// The lanes in which something is due. It steps from lane to lane in the index, so its cost is the number of lanes, however many
    /// messages wait in them.
    /// </summary>
    /// <param name="most">Messages are counted up to this.</param>
    public static Task<ImmutableArray<DueLane>> DueLanes(Tx tx, DateTimeOffset now, int most) =>
        tx.ManyKept(
            DueLanesSql, static row => new DueLane { Lane = row.GetString(0), Since = row.Instant(1), Many = row.GetInt64(2) }, now, most);

    /// <summary>
    /// Takes up to <paramref name="limit"/> due messages of the lane, longest due first, for this worker until <paramref name="until"/>.
    /// </summary>
    public static async Task<ImmutableArray<OutboxMessage>> Lease(Tx tx, string lane, DateTimeOffset now, DateTimeOffset until, int limit)
    {
        var leased = await tx.ManyKept(LeaseSql(tx), Read, lane, now, limit, until);
        return leased.Sort((a, b) => (a.NextAt, a.Id).CompareTo((b.NextAt, b.Id)));
    }

    /// <summary>Whoever had leased them did not come back in time.</summary>
    public static Task<int> Release(Tx tx, DateTimeOffset now) =>
        tx.Execute(
            $"update outbox set leased_until = null where id in (select id from outbox where leased_until <= @now order by id {tx.SkipLocked})", new { now });

    /// <summary>No worker lives that could have them: its messages are due again at once.</summary>
    public static Task ReleaseAll(Tx tx) => tx.Execute("update outbox set leased_until = null where leased_until is not null");

    /// <param name="messages">All leased until the same moment.</param>
    /// <returns>Without those whose lease is another's by now: what came of this attempt does not count.</returns>
    public static Task<ImmutableArray<string>> Done(
        Tx tx, ImmutableArray<OutboxMessage> messages, string state, int? status, string? error, DateTimeOffset now) =>
        tx.ManyKept(tx.Kind == DbKind.Postgres ? PostgresDone : SqliteDone, static row => row.GetString(0),
            tx.Array(messages.Select(m => m.Id)), messages[0].LeasedUntil, state, status, error, now);

    /// <param name="attempts">That count: one that was never begun does not.</param>
    /// <returns>False when the lease is another's by now.</returns>
    public static async Task<bool> Retry(Tx tx, OutboxMessage m, int attempts, int? status, string? error, DateTimeOffset nextAt) =>
        await tx.Execute("""
            update outbox set leased_until = null, attempts = @attempts, last_status = @status, last_error = @error, next_at = @nextAt
             where id = @Id and leased_until = @LeasedUntil
            """, new { m.Id, m.LeasedUntil, attempts, status, error, nextAt }) == 1;

    public static Task<OutboxMessage?> Find(Tx tx, TenantId tenant, string target, string id) =>
        tx.One<OutboxMessage>(
            $"select {Columns} from outbox where tenant_id = @tenant and target = @target and id = @id", new { tenant, target, id });

    /// <summary>What was still to be delivered to it is no longer owed to anybody.</summary>
    public static Task Abandon(Tx tx, TenantId tenant, string kind, string target, DateTimeOffset now) =>
        tx.Execute("""
            update outbox set state = 'gone', leased_until = null, done_at = @now
             where tenant_id = @tenant and kind = @kind and target = @target and state = 'pending'
            """, new { tenant, kind, target, now });

    /// <summary>What is pending for it carries from now on where to go: its own row is about to be removed.</summary>
    public static Task Keep(Tx tx, TenantId tenant, string kind, string target, string kept) =>
        tx.Execute("""
            update outbox set kept = @kept where tenant_id = @tenant and kind = @kind and target = @target and state = 'pending'
            """, new { tenant, kind, target, kept });

    public static Task<ImmutableArray<OutboxMessage>> Page(Tx tx, TenantId tenant, string kind, string target, string? before, int limit) =>
        tx.Many<OutboxMessage>($"""
            select {Columns} from outbox
             where tenant_id = @tenant and kind = @kind and target = @target{(before is null ? "" : " and id < @before")}
             order by id desc limit @limit
            """, new { tenant, kind, target, before, limit });

    /// <summary>Makes a message due at once, and for a whole round. One that a worker holds just now is under way already.</summary>
    /// <returns>False when there is no such message.</returns>
    public static async Task<bool> Redeliver(Tx tx, TenantId tenant, string target, string id, DateTimeOffset now)
    {
        tx.WroteOutbox = true;
        return await tx.Execute("""
            update outbox set state = 'pending', next_at = case when leased_until is null then @now else next_at end, round_at = @now,
                   done_at = null, attempts = case when leased_until is null then 0 else attempts end
             where tenant_id = @tenant and target = @target and id = @id
            """, new { tenant, target, id, now }) == 1;
    }

    private static OutboxMessage Read(System.Data.Common.DbDataReader row) => new()
    {
        Id = row.GetString(0),
        TenantId = row.Tenant(1),
        Kind = row.GetString(2),
        Target = row.GetString(3),
        Lane = row.GetString(4),
        Subject = row.Text(5),
        Payload = row.GetString(6),
        Kept = row.Text(7),
        State = row.GetString(8),
        Attempts = row.GetInt32(9),
        RoundAt = row.Instant(10),
        NextAt = row.Instant(11),
        LeasedUntil = row.InstantOrNull(12),
        LastStatus = row.IsDBNull(13) ? null : row.GetInt32(13),
        LastError = row.Text(14),
        CreatedAt = row.Instant(15),
        DoneAt = row.InstantOrNull(16),
    };
}
