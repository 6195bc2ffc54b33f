using System.Data.Common;
using Npgsql;

namespace RunBroker.Storage;

public enum DbKind
{
    Sqlite,
    Postgres,
}

/// <summary>
/// The database: SQLite in one file, or PostgreSQL. Reads run side by side; a write is one transaction, all of it or nothing.
/// On SQLite writes queue for one writer that commits them in groups, so that no caller ever sees "database is locked".
/// </summary>
public sealed class Db : IAsyncDisposable
{
    /// <summary>PostgreSQL may ask for a transaction to be run again (40001, 40P01).</summary>
    private const int Attempts = 4;

    private readonly SqliteFile? sqlite;
    private readonly NpgsqlDataSource? postgres;

    static Db() => DapperTypes.Register();

    private Db(SqliteFile sqlite) => this.sqlite = sqlite;

    private Db(NpgsqlDataSource postgres) => this.postgres = postgres;

    /// <summary>Called after a write that put a message into the outbox is durable, so that this node delivers it at once.</summary>
    public Action? OutboxWritten { get; set; }

    public DbKind Kind => sqlite is null ? DbKind.Postgres : DbKind.Sqlite;

    /// <param name="file">Path of the database file; its folder must exist.</param>
    public static Db Sqlite(string file)
    {
#pragma warning disable CA2000 // the Db owns it and disposes it
        return new Db(new SqliteFile(file));
#pragma warning restore CA2000
    }

    public static Db Postgres(string connectionString) => new(NpgsqlDataSource.Create(connectionString));

    /// <summary>Runs statements that change nothing, outside any transaction.</summary>
    public async Task<T> Read<T>(Func<Tx, Task<T>> read, CancellationToken stop)
    {
        await using var connection = await Open(stop);
        return await read(new Tx(connection, Kind, stop));
    }

    /// <summary>
    /// Runs <paramref name="write"/> in one transaction and answers when it is durable. It may be run more than once
    /// (PostgreSQL conflicts), so it must change nothing but the database, and must not call this method again.
    /// </summary>
    public async Task<T> Write<T>(Func<Tx, Task<T>> write, CancellationToken stop)
    {
        Tx? last = null;
        var result = await WriteDurably(
            tx =>
            {
                last = tx;
                return write(tx);
            }, stop);
        if (last is { WroteOutbox: true })
            OutboxWritten?.Invoke();
        return result;
    }

    private async Task<T> WriteDurably<T>(Func<Tx, Task<T>> write, CancellationToken stop)
    {
        if (sqlite is not null)
            return await sqlite.Write(write, stop);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await WritePostgres(write, stop);
            }
            catch (PostgresException e) when (e.IsTransient && attempt < Attempts)
            {
                // Another transaction won; the state is as before ours.
            }
        }
    }

    public Task Write(Func<Tx, Task> write, CancellationToken stop) =>
        Write(async tx =>
        {
            await write(tx);
            return true;
        }, stop);

    public async ValueTask DisposeAsync()
    {
        if (sqlite is not null)
            await sqlite.DisposeAsync();
        if (postgres is not null)
            await postgres.DisposeAsync();
    }

    /// <summary>An open connection of its own, for the migrator.</summary>
    internal async Task<DbConnection> Open(CancellationToken stop)
    {
        if (sqlite is not null)
            return sqlite.OpenReader();
        return await postgres!.OpenConnectionAsync(stop);
    }

    private async Task<T> WritePostgres<T>(Func<Tx, Task<T>> write, CancellationToken stop)
    {
        await using var connection = await postgres!.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(stop);
        var result = await write(new Tx(connection, DbKind.Postgres, stop));
        // From here on the caller's cancellation no longer counts: a commit that was begun is waited for.
        await transaction.CommitAsync(CancellationToken.None);
        return result;
    }
}
