using Npgsql;
using RunBroker.Storage;
using RunBroker.Tests.Processes;

namespace RunBroker.Tests.Storage;

/// <summary>And what only PostgreSQL has to show: conflicts, and a server that may be away.</summary>
public sealed class PostgresDbTests(PostgresServer server) : DbConformance(server, DbKind.Postgres)
{
    [Fact]
    public async Task A_write_that_lost_a_conflict_is_run_again()
    {
        var runs = 0;
        await Database.Write(async tx =>
        {
            await Add(tx, 1);
            if (++runs < 3)
                await tx.Execute("do $$ begin raise exception 'lost' using errcode = '40001'; end $$");
            return 0;
        });
        Assert.Equal((3, 1), (runs, await Count()));
    }

    [Fact]
    public async Task A_conflict_that_comes_with_the_commit_is_run_again()
    {
        var runs = 0;
        await Database.Write(async tx =>
        {
            await tx.Send("insert into t (id) values (@0)", 1L);
            if (++runs < 3)
                await tx.Send("do $$ begin raise exception 'lost' using errcode = '40001'; end $$");
        });
        Assert.Equal((3, 1), (runs, await Count()));
    }

    [Fact]
    public async Task What_is_asked_for_its_locks_answers_nobody_and_holds_until_the_commit()
    {
        await Database.Write(async tx => await Add(tx, 1) + await Add(tx, 2));
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = Database.Write(async tx =>
        {
            tx.Hold("select 7 from t where id = @0 for share", 1L);
            tx.Hold("select 8 from t where id = @0 for share", 2L);
            Assert.Equal(2, await tx.OneKept("select count(*) from t where id > @0", row => row.GetInt64(0), 0L));
            held.SetResult();
            await goOn.Task;
            tx.Hold("select 9 from t");
        });
        await held.Task;
        var second = Database.Write(tx => tx.Execute("update t set v = 'x' where id = 2"));
        while (await Database.Read(tx => tx.One<long>("select count(*) from pg_locks where not granted")) == 0)
            Assert.False(second.IsCompleted);
        goOn.SetResult();
        await first;
        Assert.Equal(1, await second);
    }

    [Fact]
    public async Task A_migration_may_take_longer_than_a_statement_of_a_request()
    {
        await using var hurried = Db.Postgres($"{Database.Target};Command Timeout=1");
        await Assert.ThrowsAsync<StorageUnavailableException>(() => hurried.Write(tx => tx.Execute("select pg_sleep(1.5)"), Stop));
        await hurried.Write(tx => tx.ExecuteLong("select pg_sleep(1.5)"), Stop);
    }

    [Fact]
    public async Task A_real_deadlock_costs_neither_of_the_two()
    {
        await Database.Write(async tx => await Add(tx, 1) + await Add(tx, 2));
        var both = new Barrier(2);
        var runs = 0;
        Task<int> Swap(long first, long second) => Task.Run(() => Database.Write(async tx =>
        {
            var firstRuns = Interlocked.Increment(ref runs) <= 2;
            await tx.Execute("update t set v = 'x' where id = @first", new { first });
            if (firstRuns)
                both.SignalAndWait(Stop);
            return await tx.Execute("update t set v = 'x' where id = @second", new { second });
        }), Stop);
        await Task.WhenAll(Swap(1, 2), Swap(2, 1));
        Assert.InRange(runs, 3, 8);
        both.Dispose();
    }

    [Fact]
    public async Task A_write_that_loses_every_time_ends_as_an_outage()
    {
        await Assert.ThrowsAsync<StorageUnavailableException>(() =>
            Database.Write(tx => tx.Execute("do $$ begin raise exception 'lost' using errcode = '40001'; end $$")));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_an_outage()
    {
        await using var db = Db.Postgres($"Host=127.0.0.1;Port={FreePort.Take()};Username=x;Password=x;Database=x");
        await Assert.ThrowsAsync<StorageUnavailableException>(() => db.Read(tx => tx.One<long>("select 1"), Stop));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => db.Write(tx => tx.Execute("select 1"), Stop));
    }

    [Fact]
    public async Task A_connection_cut_in_the_middle_is_an_outage_and_the_next_call_has_another()
    {
        await Assert.ThrowsAsync<StorageUnavailableException>(() => Database.Write(async tx =>
        {
            await Add(tx, 1);
            await tx.Execute("select pg_terminate_backend(pg_backend_pid())");
            return await Add(tx, 2);
        }));
        Assert.Equal(0, await Count());
    }

    [Fact]
    public async Task A_statement_has_an_end_and_the_operators_own_settings_count()
    {
        await using var db = Db.Postgres(new NpgsqlConnectionStringBuilder(Database.Target) { CommandTimeout = 1 }.ConnectionString);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => db.Read(tx => tx.Execute("select pg_sleep(30)"), Stop));
        Assert.Equal("runbroker", await db.Read(tx => tx.One<string>("select current_setting('application_name')"), Stop));
        await using var named = Db.Postgres(new NpgsqlConnectionStringBuilder(Database.Target) { ApplicationName = "mine" }.ConnectionString);
        Assert.Equal("mine", await named.Read(tx => tx.One<string>("select current_setting('application_name')"), Stop));
    }
}
