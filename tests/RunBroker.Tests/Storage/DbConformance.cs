using System.Data.Common;
using System.Diagnostics;
using RunBroker.Storage;

namespace RunBroker.Tests.Storage;

/// <summary>What <see cref="Db"/> promises on both databases.</summary>
public abstract class DbConformance(PostgresServer server, DbKind kind) : IAsyncLifetime
{
    protected TestDatabase Database { get; private set; } = null!;

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Database = await TestDatabase.Empty(kind, server);
        await Database.Write(tx => tx.Execute("create table t (id bigint primary key, v text)"));
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Database.DisposeAsync();
    }

    protected Task<long> Count() => Database.Read(tx => tx.One<long>("select count(*) from t"));

    protected static Task<int> Add(Tx tx, long id) => tx.Execute("insert into t (id) values (@id)", new { id });

    private static Task Send(Tx tx, long id) => tx.Send("insert into t (id) values (@0)", id);

    [Fact]
    public async Task A_failing_write_takes_nothing_of_its_neighbours()
    {
        var all = Enumerable.Range(0, 64).Select(i => Database.Write(async tx =>
        {
            await Add(tx, i);
            if (i % 3 == 0)
                throw new InvalidTimeZoneException($"{i}");
            // The database's own refusal, too: the row is there already.
            return i % 3 == 1 ? await Add(tx, i) : i;
        })).ToArray();
        await Task.WhenAll(all.Select(t => t.ContinueWith(_ => { }, TaskScheduler.Default)));

        for (var i = 0; i < all.Length; i++)
        {
            if (i % 3 == 0)
                Assert.Equal($"{i}", (await Assert.ThrowsAsync<InvalidTimeZoneException>(() => all[i])).Message);
            else if (i % 3 == 1)
                await Assert.ThrowsAnyAsync<DbException>(() => all[i]);
            else
                Assert.Equal(i, await all[i]);
        }

        Assert.Equal(all.Count(t => t.IsCompletedSuccessfully), await Count());
    }

    [Fact]
    public async Task A_write_whose_statement_failed_is_never_acknowledged_even_if_it_went_on()
    {
        await Assert.ThrowsAnyAsync<DbException>(() => Database.Write(async tx =>
        {
            await Add(tx, 1);
            await Assert.ThrowsAnyAsync<DbException>(() => Add(tx, 1));
            return 0;
        }));
        Assert.Equal(0, await Count());
    }

    [Fact]
    public async Task What_was_sent_is_there_for_the_next_statement_of_either_kind_in_its_order_and_after_the_commit()
    {
        var seen = await Database.Write(async tx =>
        {
            await Send(tx, 1);
            await Send(tx, 2);
            var kept = await tx.OneKept("select count(*) from t where id < @0", row => row.GetInt64(0), 9);
            await tx.Send("delete from t where id = @0", 1L);
            var mapped = await tx.Many<long>("select id from t");
            await Send(tx, 3);
            var changed = await tx.ExecuteKept("update t set v = @1 where id = @0", 2L, "two");
            await Send(tx, 4);
            return (kept, Assert.Single(mapped), changed);
        });
        Assert.Equal((2, 2, 1), seen);
        Assert.Equal([2, 3, 4], await Database.Read(tx => tx.Many<long>("select id from t order by id")));
        Assert.Equal("two", await Database.Read(tx => tx.One<string>("select v from t where id = 2")));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_write_fails_with_what_it_sent_whether_another_statement_follows_or_not(bool follows)
    {
        await Assert.ThrowsAnyAsync<DbException>(() => Database.Write(async tx =>
        {
            await Send(tx, 1);
            await Send(tx, 1);
            if (follows)
                await Assert.ThrowsAnyAsync<DbException>(() => tx.One<long>("select count(*) from t"));
        }));
        Assert.Equal(0, await Count());
        await Database.Write(tx => Send(tx, 2));
        Assert.Equal(1, await Count());
    }

    [Fact]
    public async Task A_reading_that_sends_something_is_a_fault()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Database.Read(async tx =>
        {
            await tx.Send("insert into t (id) values (@0)", 1L);
            return 0;
        }));
        Assert.Equal(0, await Count());
    }

    [Fact]
    public async Task A_write_begun_inside_a_write_is_refused_on_whatever_thread()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Database.Write(_ => Database.Write(tx => Add(tx, 1))));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Database.Write(async tx =>
        {
            await Task.Yield();
            await Task.Run(() => Database.Write(inner => Add(inner, 2)));
            return await Add(tx, 3);
        }));
        Assert.Equal(0, await Count());
    }

    [Fact]
    public async Task What_a_write_started_may_write_once_that_is_over()
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<int>? later = null;
        await Database.Write(tx =>
        {
            later = Task.Run(async () =>
            {
                await over.Task;
                return await Database.Write(inner => Add(inner, 2));
            });
            return Add(tx, 1);
        });
        over.SetResult();
        await later!;
        Assert.Equal(2, await Count());
    }

    [Fact]
    public async Task A_cancelled_write_does_not_run()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Database.Db.Write(tx => Add(tx, 1), cancelled.Token));
        Assert.Equal(0, await Count());
        await Database.Write(tx => Add(tx, 2));
        Assert.Equal(1, await Count());
    }

    [Theory]
    [InlineData(64)]
    [InlineData(512)]
    public async Task Many_writers_at_once_all_get_through(int writers)
    {
        await Task.WhenAll(Enumerable.Range(0, writers).Select(i => Task.Run(() => Database.Write(tx => Add(tx, i)), Stop)));
        Assert.Equal(writers, await Count());
    }

    [Fact]
    public async Task Readers_see_what_is_committed_and_only_that()
    {
        var (inside, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        var write = Task.Run(() => Database.Write(async tx =>
        {
            await Add(tx, 1);
            inside.SetResult();
            await go.Task;
            return 0;
        }), Stop);
        await inside.Task;
        Assert.Equal(0, await Count());
        go.SetResult();
        await write;
        Assert.Equal(1, await Count());
    }

    [Fact]
    public async Task Every_acknowledged_write_is_seen_by_the_next_read()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(w => Task.Run(async () =>
        {
            for (var i = 0; i < 25; i++)
            {
                var id = (w * 100) + i;
                await Database.Write(tx => Add(tx, id));
                Assert.Equal(id, await Database.Read(tx => tx.One<long>("select id from t where id = @id", new { id })));
            }
        }, Stop)));
    }

    [Fact]
    public async Task Two_thousand_small_writes_at_once()
    {
        var before = Database.Db.Commits;
        var clock = Stopwatch.StartNew();
        await Parallel.ForAsync(0, 2000, new ParallelOptions { MaxDegreeOfParallelism = 128, CancellationToken = Stop },
            async (i, _) => await Database.Write(tx => Add(tx, i)));
        var commits = Database.Db.Commits - before;
        TestContext.Current.TestOutputHelper!.WriteLine($"{kind}: 2000 writes in {clock.ElapsedMilliseconds} ms, {commits} commits");
        Assert.Equal(2000, await Count());
        if (kind == DbKind.Sqlite)
            Assert.InRange(commits, 1, 1000);
    }

    [Fact]
    public async Task Instants_spans_lists_and_nothing_come_back_as_they_were()
    {
        await Database.Write(tx => tx.Execute("create table r (at bigint, span bigint, list text, flag boolean, bytes bytea, number bigint)"));
        var row = new Row { At = new DateTimeOffset(1969, 7, 20, 20, 17, 40, 123, TimeSpan.FromHours(-4)), Span = TimeSpan.FromDays(400), List = ["", "ä\"\n", "null"], Flag = true, Bytes = [0, 255], Number = long.MaxValue };
        foreach (var written in new[] { row, new Row { List = [] } })
        {
            await Database.Write(tx => tx.Execute("delete from r"));
            await Database.Write(tx => tx.Execute("insert into r (at, span, list, flag, bytes, number) values (@At, @Span, @List, @Flag, @Bytes, @Number)", written));
            var read = (await Database.Read(tx => tx.One<Row>("select at, span, list, flag, bytes, number from r")))!;
            Assert.Equal((written.At, written.Span, written.Flag, written.Number), (read.At, read.Span, read.Flag, read.Number));
            Assert.Equal(written.List, read.List);
            Assert.Equal(written.Bytes, read.Bytes);
            Assert.Equal(TimeSpan.Zero, read.At?.Offset ?? TimeSpan.Zero);
        }
    }

    [Fact]
    public async Task A_disposed_database_says_so_and_does_not_hang()
    {
        var own = Database.Again();
        var writes = Enumerable.Range(0, 200).Select(i => own.Write(tx => Add(tx, i), Stop)).ToArray();
        await own.DisposeAsync();
        await own.DisposeAsync();
        await Task.WhenAll(writes.Select(t => t.ContinueWith(_ => { }, TaskScheduler.Default))).WaitAsync(TimeSpan.FromSeconds(30), Stop);
        Assert.Equal(writes.Count(t => t.IsCompletedSuccessfully), await Count());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => own.Write(tx => Add(tx, 1000), Stop));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => own.Read(tx => tx.One<long>("select 1"), Stop));
    }

    private sealed record Row
    {
        public DateTimeOffset? At { get; init; }
        public TimeSpan? Span { get; init; }
        public System.Collections.Immutable.ImmutableArray<string> List { get; init; }
        public bool? Flag { get; init; }
        public byte[]? Bytes { get; init; }
        public long? Number { get; init; }
    }
}
