using System.Collections.Immutable;
using RunBroker.Storage;
using RunBroker.Storage.Model;

namespace RunBroker.Tests.Storage;

public abstract partial class StoreConformance
{
    private static readonly string Lane = Rows.Message(A, "").Lane;

    [Fact]
    public async Task No_message_is_leased_twice_until_its_lease_runs_out()
    {
        await Write(tx => OutboxStore.Insert(
            tx, [.. Enumerable.Range(0, 100).Select(i => Rows.Message(A, $"msg_{i:d3}") with { NextAt = Now.AddMilliseconds(-i) })]));
        var until = Now.AddSeconds(30);
        var leased = (await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Lease(Now, until, 10)))).SelectMany(m => m).ToList();
        while (await Lease(Now, until, 10) is { IsEmpty: false } more)
            leased.AddRange(more);

        Assert.Equal(100, leased.Count);
        Assert.Equal(100, leased.DistinctBy(m => m.Id).Count());
        Assert.All(leased, m => Assert.Equal((1, until), (m.Attempts, m.LeasedUntil)));
        Assert.Equal(until, await Read(OutboxStore.LeaseEnd));
        Assert.Equal(0, await Write(tx => OutboxStore.Release(tx, until.AddMilliseconds(-1))));
        Assert.Empty(await Lease(until, until.AddSeconds(30), 200));
        Assert.Equal(100, await Write(tx => OutboxStore.Release(tx, until)));
        Assert.Null(await Read(OutboxStore.LeaseEnd));
        Assert.Equal(100, (await Lease(until, until.AddSeconds(30), 200)).Length);
    }

    [Fact]
    public async Task A_lease_takes_what_is_longest_due_and_no_more_than_asked()
    {
        await Write(tx => OutboxStore.Insert(tx,
            [.. Enumerable.Range(0, 5).Select(i => Rows.Message(A, $"msg_{i}") with { NextAt = Now.AddSeconds(-i) }),
                Rows.Message(A, "msg_later") with { NextAt = Now.AddMilliseconds(1) }, Rows.Message(B, "msg_other")]));
        Assert.Equal(["msg_4", "msg_3"], (await Lease(Now, Now.AddMinutes(1), 2)).Select(m => m.Id));
        Assert.Equal(["msg_2", "msg_1", "msg_0"], (await Lease(Now, Now.AddMinutes(1), 9)).Select(m => m.Id));
    }

    [Fact]
    public async Task Lanes_are_found_by_what_is_due_in_them_and_nothing_else()
    {
        Assert.Empty(await Read(tx => OutboxStore.DueLanes(tx, Now, 9)));
        var held = Rows.Message(A, "msg_held") with { Lane = "ten_a https://held.example" };
        await Write(tx => OutboxStore.Insert(tx,
            [.. Enumerable.Range(0, 20).Select(i => Rows.Message(A, $"msg_{i}") with { NextAt = Now.AddSeconds(-i) }),
                Rows.Message(A, "msg_later") with { Lane = "ten_a https://later.example", NextAt = Now.AddMilliseconds(1) },
                Rows.Message(A, "msg_done") with { Lane = "ten_a https://done.example", State = "delivered" },
                held, Rows.Message(B, "msg_b") with { Lane = OutboxLane.Of(B, "https://App.example:8443/x?y", "hook") }]));
        await Write(tx => OutboxStore.Lease(tx, held.Lane, Now, Now.AddMinutes(1), 9));

        Assert.Equal(
            [
                new DueLane { Lane = Lane, Since = Now.AddSeconds(-19), Many = 9 },
                new DueLane { Lane = "ten_b https://app.example:8443", Since = Now, Many = 1 },
            ],
            (await Read(tx => OutboxStore.DueLanes(tx, Now, 9))).OrderBy(l => l.Lane, StringComparer.Ordinal));
        Assert.Equal(Now.AddMinutes(1), await Read(OutboxStore.LeaseEnd));
    }

    [Fact]
    public async Task A_batch_of_messages_is_stored_as_each_would_be_alone()
    {
        var full = Rows.Message(A, "msg_1") with
        {
            Subject = "1",
            Payload = """{"name":"Zoë 'O\"Neil 😀 \\ </script> ä","n":1}""",
            Kept = "{}",
            State = "failed",
            Attempts = 3,
            RoundAt = Now.AddHours(-1),
            LastStatus = 500,
            LastError = "e",
            DoneAt = Now.AddMilliseconds(7),
        };
        await Write(tx => OutboxStore.Insert(tx, [full, Rows.Message(A, "msg_2")]));
        await Write(tx => OutboxStore.Insert(tx, []));
        Assert.Equal(full, await Read(tx => OutboxStore.Find(tx, A, "hook", "msg_1")));
        Assert.Equal(Rows.Message(A, "msg_2"), await Read(tx => OutboxStore.Find(tx, A, "hook", "msg_2")));
    }

    [Fact]
    public async Task What_came_of_several_is_written_down_for_those_whose_lease_still_holds()
    {
        await Write(tx => OutboxStore.Insert(tx, [.. Enumerable.Range(0, 4).Select(i => Rows.Message(A, $"msg_{i}"))]));
        var until = Now.AddMinutes(1);
        var leased = await Lease(Now, until, 3);
        await Write(tx => OutboxStore.Retry(tx, leased[1], 0, null, "another's", Now));
        var done = await Write(tx => OutboxStore.Done(tx, leased, "failed", 404, "status 404", Now.AddSeconds(1)));
        Assert.Equal([leased[0].Id, leased[2].Id], done.Order(StringComparer.Ordinal));
        Assert.Equal(
            leased[2] with { State = "failed", LeasedUntil = null, LastStatus = 404, LastError = "status 404", DoneAt = Now.AddSeconds(1) },
            await Read(tx => OutboxStore.Find(tx, A, "hook", leased[2].Id)));
        Assert.Equal("another's", (await Read(tx => OutboxStore.Find(tx, A, "hook", leased[1].Id)))!.LastError);
        Assert.Equal("pending", (await Read(tx => OutboxStore.Find(tx, A, "hook", "msg_3")))!.State);
    }

    [Fact]
    public async Task What_a_dead_process_had_leased_is_due_at_once()
    {
        await Write(tx => OutboxStore.Insert(tx, Rows.Message(A, "msg_1")));
        await Lease(Now, Now.AddMinutes(1), 9);
        Assert.Empty(await Lease(Now, Now.AddMinutes(1), 9));
        await Write(OutboxStore.ReleaseAll);
        Assert.Equal("msg_1", Assert.Single(await Lease(Now, Now.AddMinutes(1), 9)).Id);
    }

    [Fact]
    public async Task A_worker_whose_lease_ran_out_changes_nothing()
    {
        await Write(tx => OutboxStore.Insert(tx, Rows.Message(A, "msg_1")));
        var late = Assert.Single(await Lease(Now, Now.AddSeconds(1), 9));
        await Write(tx => OutboxStore.Release(tx, Now.AddSeconds(1)));
        var second = Assert.Single(await Lease(Now.AddSeconds(1), Now.AddSeconds(9), 9));
        Assert.Empty(await Write(tx => OutboxStore.Done(tx, [late], "delivered", 200, null, Now)));
        Assert.False(await Write(tx => OutboxStore.Retry(tx, late, 1, 500, "late", Now)));
        Assert.Equal(second, await Read(tx => OutboxStore.Find(tx, A, "hook", "msg_1")));

        Assert.True(await Write(tx => OutboxStore.Retry(tx, second, 1, null, "no answer", Now.AddMinutes(1))));
        var waiting = (await Read(tx => OutboxStore.Find(tx, A, "hook", "msg_1")))!;
        Assert.Equal(("pending", Now.AddMinutes(1), "no answer", 1), (waiting.State, waiting.NextAt, waiting.LastError, waiting.Attempts));
        var third = Assert.Single(await Lease(Now.AddMinutes(1), Now.AddMinutes(2), 9));
        Assert.Equal(["msg_1"], await Write(tx => OutboxStore.Done(tx, [third], "delivered", 200, null, Now.AddMinutes(1))));
        Assert.Equal("delivered", (await Read(tx => OutboxStore.Find(tx, A, "hook", "msg_1")))!.State);
        Assert.Null(await Read(OutboxStore.LeaseEnd));
        Assert.Empty(await Read(tx => OutboxStore.DueLanes(tx, Now.AddDays(1), 9)));
    }

    [Fact]
    public async Task A_retry_by_hand_begins_a_new_round_but_not_of_what_is_under_way()
    {
        await Write(tx => OutboxStore.Insert(tx,
            [Rows.Message(A, "msg_1") with { State = "failed", Attempts = 11, DoneAt = Now }, Rows.Message(A, "msg_2")]));
        var held = Assert.Single(await Lease(Now, Now.AddMinutes(1), 1));
        var later = Now.AddHours(30);
        foreach (var id in (string[])["msg_1", "msg_2"])
            Assert.True(await Write(tx => OutboxStore.Redeliver(tx, A, "hook", id, later)));

        var again = (await Read(tx => OutboxStore.Find(tx, A, "hook", "msg_1")))!;
        Assert.Equal(("pending", 0, later, later, (DateTimeOffset?)null), (again.State, again.Attempts, again.RoundAt, again.NextAt, again.DoneAt));
        Assert.Equal([held.Id], await Write(tx => OutboxStore.Done(tx, [held], "delivered", 200, null, later)));
    }

    [Fact]
    public async Task What_is_still_owed_to_an_app_keeps_where_to_send_it()
    {
        await Write(tx => OutboxStore.Insert(tx,
            [Rows.Message(A, "msg_1"), Rows.Message(A, "msg_2") with { State = "delivered", DoneAt = Now }, Rows.Message(B, "msg_3")]));
        await Write(tx => OutboxStore.Keep(tx, A, "webhook", "hook", "{}"));
        Assert.Equal("{}", (await Read(tx => OutboxStore.Find(tx, A, "hook", "msg_1")))!.Kept);
        Assert.Null((await Read(tx => OutboxStore.Find(tx, A, "hook", "msg_2")))!.Kept);
        Assert.Null((await Read(tx => OutboxStore.Find(tx, B, "hook", "msg_3")))!.Kept);
    }

    /// <summary>However much waits, looking for it and taking of it does not read it all.</summary>
    [Fact]
    public async Task Looking_and_leasing_go_by_an_index()
    {
        await Write(tx => tx.Execute("""
            insert into outbox (id, tenant_id, kind, target, lane, payload, state, attempts, round_at, next_at, created_at)
            with recursive n (i) as (select 0 union all select i + 1 from n where i < 19999)
            select 'msg_' || n.i, 'ten_a', 'webhook', 'hook', 'ten_a ' || n.i % 3, '{}', case when n.i % 10 = 0 then 'pending' else 'delivered' end,
                   0, 0, n.i, 0 from n
            """));
        if (Database.Db.Kind == DbKind.Postgres)
            await Write(tx => tx.Execute("analyze outbox"));
        foreach (var (sql, args) in ((Func<Tx, string>, object[])[])
            [(_ => OutboxStore.LeaseEndSql, []), (_ => OutboxStore.DueLanesSql, [4000L, 32]), (OutboxStore.LeaseSql, ["ten_a 1", 4000L, 32, 9000L])])
        {
            var plan = await Write(tx => Plan(tx, sql(tx), args.Select((value, i) => KeyValuePair.Create($"{i}", value))));
            Assert.DoesNotContain(plan, step => step.Contains("Seq Scan on outbox", StringComparison.Ordinal)
                || step.Contains("SCAN TABLE outbox", StringComparison.Ordinal) && !step.Contains("USING", StringComparison.Ordinal));
            Assert.DoesNotContain(plan, step => step.Contains("Sort", StringComparison.Ordinal) || step.Contains("TEMP B-TREE", StringComparison.Ordinal));
            Assert.Contains(plan, step => step.Contains("outbox_", StringComparison.Ordinal));
        }
    }

    private static async Task<ImmutableArray<string>> Plan(Tx tx, string sql, IEnumerable<KeyValuePair<string, object>> args) =>
        tx.Kind == DbKind.Postgres ? await tx.Many<string>("explain " + sql, args)
            : [.. (await tx.Many<PlanStep>("explain query plan " + sql, args)).Select(step => step.Detail)];

    private sealed record PlanStep
    {
        public required string Detail { get; init; }
    }

    private Task<ImmutableArray<OutboxMessage>> Lease(DateTimeOffset now, DateTimeOffset until, int limit) =>
        Write(tx => OutboxStore.Lease(tx, Lane, now, until, limit));

    [Fact]
    public async Task A_message_is_seen_redelivered_and_abandoned_by_its_tenant_only()
    {
        OutboxMessage done = Rows.Message(A, "msg_1") with { State = "failed", Subject = "s", LastStatus = 500, LastError = "e", DoneAt = Now, Attempts = 5 };
        await Write(tx => OutboxStore.Insert(tx, done));
        await Write(tx => OutboxStore.Insert(tx, Rows.Message(A, "msg_2")));
        Assert.Equal(done, await Read(tx => OutboxStore.Find(tx, A, "hook", "msg_1")));
        Assert.Null(await Read(tx => OutboxStore.Find(tx, B, "hook", "msg_1")));
        Assert.Equal(["msg_2", "msg_1"], (await Read(tx => OutboxStore.Page(tx, A, "webhook", "hook", null, 9))).Select(m => m.Id));
        Assert.Equal(["msg_1"], (await Read(tx => OutboxStore.Page(tx, A, "webhook", "hook", "msg_2", 9))).Select(m => m.Id));
        Assert.Empty(await Read(tx => OutboxStore.Page(tx, B, "webhook", "hook", null, 9)));
        Assert.False(await Write(tx => OutboxStore.Redeliver(tx, B, "hook", "msg_1", Now)));
        await Write(tx => OutboxStore.Abandon(tx, B, "webhook", "hook", Now));
        Assert.Equal("pending", (await Read(tx => OutboxStore.Find(tx, A, "hook", "msg_2")))!.State);
        await Write(tx => OutboxStore.Abandon(tx, A, "webhook", "hook", Now));
        Assert.Equal("gone", (await Read(tx => OutboxStore.Find(tx, A, "hook", "msg_2")))!.State);
        Assert.True(await Write(tx => OutboxStore.Redeliver(tx, A, "hook", "msg_1", Now.AddHours(1))));
        Assert.Equal(("pending", 0), ((await Read(tx => OutboxStore.Find(tx, A, "hook", "msg_1")))!.State, (await Read(tx => OutboxStore.Find(tx, A, "hook", "msg_1")))!.Attempts));
    }

    [Fact]
    public async Task A_node_is_told_of_new_messages_only_once_they_are_durable()
    {
        var told = 0;
        Database.Db.OutboxWritten = () => told++;
        await Write(tx => KeyStore.Set(tx, "a", "b"));
        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => Write(async tx =>
        {
            await OutboxStore.Insert(tx, Rows.Message(A, "msg_1"));
            throw new InvalidTimeZoneException();
        }));
        Assert.Equal(0, told);
        await Write(tx => OutboxStore.Insert(tx, Rows.Message(A, "msg_1")));
        Assert.Equal(1, told);
    }
}
