using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace RunBroker.Storage;

/// <summary>
/// One SQLite file: pooled read connections, and one writer thread that runs queued writes in groups. Each write has its own
/// savepoint, so that a failing one takes nothing of its neighbours with it; all of a group become durable with one commit.
/// </summary>
internal sealed class SqliteFile : IAsyncDisposable
{
    /// <summary>More would make the first of a group wait longer than the flush it saves.</summary>
    private const int GroupSize = 64;

    private readonly BlockingCollection<SqliteWrite> queue = new(boundedCapacity: 8192);
    private readonly string connectionString;
    private readonly Lazy<Thread> writer;

    static SqliteFile() => SQLitePCL.Batteries_V2.Init();

    public SqliteFile(string file)
    {
        connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = file,
            ForeignKeys = true,
            DefaultTimeout = 30,
            Pooling = true,
        }.ToString();
        writer = new Lazy<Thread>(StartWriter);
    }

    /// <summary>WAL readers never wait for the writer.</summary>
    public SqliteConnection OpenReader() => Opened("pragma busy_timeout = 30000; pragma journal_mode = wal;");

    public async Task<T> Write<T>(Func<Tx, Task<T>> write, CancellationToken stop)
    {
        if (writer.Value == Thread.CurrentThread)
            throw new InvalidOperationException("A write was begun inside a write; pass the Tx on instead.");
        var item = new SqliteWrite<T>(write, stop);
        queue.Add(item, stop);
        return await item.Done;
    }

    public ValueTask DisposeAsync()
    {
        queue.CompleteAdding();
        if (writer.IsValueCreated)
            writer.Value.Join();
        queue.Dispose();
        using var connection = new SqliteConnection(connectionString);
        SqliteConnection.ClearPool(connection);
        return ValueTask.CompletedTask;
    }

    private Thread StartWriter()
    {
        var thread = new Thread(RunWriter) { IsBackground = true, Name = "sqlite-writer" };
        thread.Start();
        return thread;
    }

    private void RunWriter()
    {
        // FULL: an acknowledged write survives a power cut, too; the group pays for the flush once.
        using var connection = Opened("pragma busy_timeout = 30000; pragma journal_mode = wal; pragma synchronous = full;");
        var group = new List<SqliteWrite>(GroupSize);
        foreach (var first in queue.GetConsumingEnumerable())
        {
            group.Clear();
            group.Add(first);
            while (group.Count < GroupSize && queue.TryTake(out var next))
                group.Add(next);
            RunGroup(connection, group);
        }
    }

    private static void RunGroup(SqliteConnection connection, List<SqliteWrite> group)
    {
        try
        {
            // Another process (a migration, a backup) may hold the file: begin waits for it, up to the busy timeout.
            Execute(connection, "begin immediate");
            foreach (var write in group)
                write.Run(connection);
            Execute(connection, "commit");
        }
#pragma warning disable CA1031 // the writer outlives every fault: those who wait are told, and the next group is tried
        catch (Exception e)
#pragma warning restore CA1031
        {
            if (IsInTransaction(connection))
                Execute(connection, "rollback");
            foreach (var write in group)
                write.Fail(e);
            return;
        }

        foreach (var write in group)
            write.Acknowledge();
    }

    private static bool IsInTransaction(SqliteConnection connection) =>
        SQLitePCL.raw.sqlite3_get_autocommit(connection.Handle) == 0;

    internal static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        // Constant texts of this file and its neighbour; nothing from outside reaches this method.
#pragma warning disable CA2100
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private SqliteConnection Opened(string pragmas)
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        Execute(connection, pragmas);
        return connection;
    }
}
