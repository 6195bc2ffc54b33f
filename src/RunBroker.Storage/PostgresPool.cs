using System.Security.Cryptography;
using Npgsql;

namespace RunBroker.Storage;

/// <summary>Pooled connections to one PostgreSQL database.</summary>
internal sealed class PostgresPool : IAsyncDisposable
{
    /// <summary>A transaction that lost a conflict is run again, this often in all.</summary>
    private const int Attempts = 6;

    private const string NotifySql = $"select pg_notify('{PostgresListener.Channel}', @0)";

    private readonly NpgsqlDataSource source;

    public PostgresPool(string connectionString)
    {
        var given = new NpgsqlConnectionStringBuilder(connectionString);
        given.ApplicationName ??= "runbroker";
        // A request that waited longer has been given up by its browser; the answer is then a 503, not a queue.
        if (!given.ShouldSerialize("Timeout"))
            given.Timeout = 5;
        if (!given.ShouldSerialize("Command Timeout"))
            given.CommandTimeout = 10;
        // The server plans each statement of the stores once for each connection; 0 for a pooler that hands connections around.
        if (!given.ShouldSerialize("Max Auto Prepare"))
            (given.MaxAutoPrepare, given.AutoPrepareMinUsages) = (200, 2);
        // Nothing of ours leaves anything behind in a connection: forgetting it all would be seven statements more before each use.
        if (!given.ShouldSerialize("No Reset On Close"))
            given.NoResetOnClose = true;
        ConnectionString = given.ConnectionString;
        source = NpgsqlDataSource.Create(ConnectionString);
    }

    /// <summary>With the password, for connections outside the pool.</summary>
    public string ConnectionString { get; }

    /// <summary>To all who listen.</summary>
    public async Task Say(string what, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await new Tx(connection, DbKind.Postgres, stop).ExecuteKept(NotifySql, what);
    }

    public async Task<T> Read<T>(Func<Tx, Task<T>> read, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        return await read(new Tx(connection, DbKind.Postgres, stop, reads: true));
    }

    public async Task<T> Write<T>(Func<Tx, Task<T>> write, CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await WriteOnce(write, stop);
            }
            // Only these two: the server says of them that nothing happened. After a broken connection nobody knows.
            catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected
                                              && attempt < Attempts)
            {
                // Uneven pauses, so that two which met do not meet again.
                await Task.Delay(RandomNumberGenerator.GetInt32(1, 10 << attempt), stop);
            }
        }
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();

    private async Task<T> WriteOnce<T>(Func<Tx, Task<T>> write, CancellationToken stop)
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        var tx = new Tx(connection, DbKind.Postgres, stop);
        var result = await write(tx);
        // A payload holds 8000 octets.
        if (tx.HasChanges)
            await tx.Send(NotifySql, ConfigChange.Write(tx.Changes, 7000));
        await tx.Commit(transaction);
        return result;
    }
}
