using Npgsql;
using RunBroker.Tests.Flows;
using RunBroker.Tests.Storage;

namespace RunBroker.Tests.Sessions;

/// <summary>A broker on PostgreSQL, where transactions run side by side, and a hand in its database that holds a row until told.</summary>
public sealed class PostgresScene(PostgresServer server) : IAsyncLifetime
{
    private const string Waiters = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";

    internal Scene Scene { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        Scene = await Scene.Start(new TestBrokerOptions { Postgres = await server.CreateDatabase() });

    public ValueTask DisposeAsync() => Scene.DisposeAsync();

    /// <summary>
    /// Two requests that both need one row, which is held until both wait for it: PostgreSQL then gives it to the first and, when that is
    /// done, to the second. What each has read before is as old for the other as it can be.
    /// </summary>
    internal async Task InTurn(string table, string id, Func<Task> first, Func<Task> second)
    {
        var stop = TestContext.Current.CancellationToken;
        await using var source = NpgsqlDataSource.Create(Scene.Broker.Options.Postgres!);
        await using var holder = await source.OpenConnectionAsync(stop);
        await using var looker = await source.OpenConnectionAsync(stop);
        await using var held = await holder.BeginTransactionAsync(stop);
        var hold = new NpgsqlBatchCommand($"select 1 from {table} where id = $1 for update") { Parameters = { new() { Value = id } } };
        await using (var batch = new NpgsqlBatch(holder, held) { BatchCommands = { hold } })
            Assert.NotNull(await batch.ExecuteScalarAsync(stop));
        var running = new List<Task>();
        foreach (var request in (Func<Task>[])[first, second])
        {
            running.Add(Task.Run(request, stop));
            await using var look = new NpgsqlCommand(Waiters, looker);
            while (!running[^1].IsCompleted && (long)(await look.ExecuteScalarAsync(stop))! < running.Count)
                await Task.Yield();
            Assert.False(running[^1].IsCompleted, "it did not need the row");
        }

        await held.CommitAsync(stop);
        await Task.WhenAll(running);
    }
}
