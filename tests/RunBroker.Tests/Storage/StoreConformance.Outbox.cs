using RunBroker.Storage;
using RunBroker.Storage.Model;

namespace RunBroker.Tests.Storage;

public abstract partial class StoreConformance
{
    [Fact]
    public async Task No_message_is_leased_twice_until_its_lease_runs_out()
    {
        await Write(async tx =>
        {
            for (var i = 0; i < 100; i++)
                await OutboxStore.Insert(tx, Rows.Message(A, $"msg_{i:d3}") with { NextAt = Now.AddMilliseconds(-i) });
        });
        var until = Now.AddSeconds(30);
        var leased = (await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Write(tx => OutboxStore.Lease(tx, Now, until, 10))))).SelectMany(m => m).ToList();
        while (await Write(tx => OutboxStore.Lease(tx, Now, until, 10)) is { IsEmpty: false } more)
            leased.AddRange(more);

        Assert.Equal(100, leased.Count);
        Assert.Equal(100, leased.DistinctBy(m => m.Id).Count());
        Assert.All(leased, m => Assert.Equal((1, until), (m.Attempts, m.LeasedUntil)));
        Assert.Equal(until.ToUnixTimeMilliseconds(), await Read(OutboxStore.NextDue));
        Assert.Empty(await Write(tx => OutboxStore.Lease(tx, until.AddMilliseconds(-1), until, 200)));
        Assert.Equal(100, (await Write(tx => OutboxStore.Lease(tx, until, until.AddSeconds(30), 200))).Length);
    }

    [Fact]
    public async Task A_lease_takes_what_is_longest_due_and_no_more_than_asked()
    {
        await Write(async tx =>
        {
            for (var i = 0; i < 5; i++)
                await OutboxStore.Insert(tx, Rows.Message(A, $"msg_{i}") with { NextAt = Now.AddSeconds(-i) });
            await OutboxStore.Insert(tx, Rows.Message(A, "msg_later") with { NextAt = Now.AddMilliseconds(1) });
        });
        Assert.Equal(["msg_4", "msg_3"], (await Write(tx => OutboxStore.Lease(tx, Now, Now.AddMinutes(1), 2))).Select(m => m.Id));
        Assert.Equal(["msg_2", "msg_1", "msg_0"], (await Write(tx => OutboxStore.Lease(tx, Now, Now.AddMinutes(1), 9))).Select(m => m.Id));
    }

    [Fact]
    public async Task What_a_dead_process_had_leased_is_due_at_once()
    {
        await Write(tx => OutboxStore.Insert(tx, Rows.Message(A, "msg_1")));
        await Write(tx => OutboxStore.Lease(tx, Now, Now.AddMinutes(1), 9));
        Assert.Empty(await Write(tx => OutboxStore.Lease(tx, Now, Now.AddMinutes(1), 9)));
        await Write(OutboxStore.ReleaseAll);
        Assert.Equal("msg_1", Assert.Single(await Write(tx => OutboxStore.Lease(tx, Now, Now.AddMinutes(1), 9))).Id);
    }

    [Fact]
    public async Task A_worker_whose_lease_ran_out_changes_nothing()
    {
        await Write(tx => OutboxStore.Insert(tx, Rows.Message(A, "msg_1")));
        var late = Assert.Single(await Write(tx => OutboxStore.Lease(tx, Now, Now.AddSeconds(1), 9)));
        var second = Assert.Single(await Write(tx => OutboxStore.Lease(tx, Now.AddSeconds(1), Now.AddSeconds(9), 9)));
        await Write(tx => OutboxStore.Done(tx, late, "delivered", 200, null, Now));
        await Write(tx => OutboxStore.Retry(tx, late, 500, "late", Now));
        Assert.Equal(second, await Read(tx => OutboxStore.Find(tx, A, "hook", "msg_1")));

        await Write(tx => OutboxStore.Retry(tx, second, null, "no answer", Now.AddMinutes(1)));
        var waiting = (await Read(tx => OutboxStore.Find(tx, A, "hook", "msg_1")))!;
        Assert.Equal(("pending", Now.AddMinutes(1), "no answer", 2), (waiting.State, waiting.NextAt, waiting.LastError, waiting.Attempts));
        var third = Assert.Single(await Write(tx => OutboxStore.Lease(tx, Now.AddMinutes(1), Now.AddMinutes(2), 9)));
        await Write(tx => OutboxStore.Done(tx, third, "delivered", 200, null, Now.AddMinutes(1)));
        Assert.Equal("delivered", (await Read(tx => OutboxStore.Find(tx, A, "hook", "msg_1")))!.State);
        Assert.Null(await Read(OutboxStore.NextDue));
    }

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
