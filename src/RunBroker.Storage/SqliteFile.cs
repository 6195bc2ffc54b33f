using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace RunBroker.Storage;

/// <summary>
/// One SQLite file: reading connections that are kept, and one writer thread that runs queued writes in groups. All of a group become durable
/// with one commit; when one fails, the others are run again without it.
/// </summary>
internal sealed class SqliteFile : IAsyncDisposable
{
    /// <summary>More would make the first of a group wait longer than the flush it saves.</summary>
    private const int GroupSize = 64;

    /// <summary>A queue that long is seconds of work: who comes then is told at once (503), not kept.</summary>
    private const int QueueSize = 8192;

    private const int IdleReaders = 32;

    // Only who holds the whole file (a repair, a tool) keeps a reader waiting, and with it perhaps everybody else of the node: not for long.
    private const string ReaderPragmas = "pragma busy_timeout = 1000; pragma query_only = 1";

    private readonly WriteQueue queue = new(QueueSize);
    private readonly ConcurrentBag<KeptConnection> idle = [];
    private readonly string connectionString;
    private readonly Lazy<Thread> writer;
    private readonly SqliteCheckpoints checkpoints;
    private volatile bool disposed;
    private long commits;

    static SqliteFile()
    {
        Batteries_V2.Init();
        // No connection here is used by two threads at once, and nobody asks how much memory there is: no lock for each call, none for each piece
        // of memory. Refused when somebody else was first; it then locks.
        _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MULTITHREAD);
        _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
    }

    public SqliteFile(string file)
    {
        // Not pooled by the driver, which would send pragmas at every opening; ours are sent once for each connection.
        var given = new SqliteConnectionStringBuilder { DataSource = file, ForeignKeys = true, DefaultTimeout = 30, Pooling = false };
        connectionString = given.ToString();
        writer = new Lazy<Thread>(StartWriter);
        checkpoints = new SqliteCheckpoints(connectionString);
    }

    public long Commits => Interlocked.Read(ref commits);

    /// <summary>WAL readers never wait for the writer, and see all that was acknowledged before they began.</summary>
    public async Task<T> Read<T>(Func<Tx, Task<T>> read, CancellationToken stop)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        // A write on a reading connection would go past the queue and meet "database is locked" some day: refused from the first.
        var connection = idle.TryTake(out var kept) ? kept : SqliteWriter.Opened(connectionString, ReaderPragmas);
        var reusable = false;
        try
        {
            var result = await read(new Tx(connection, DbKind.Sqlite, stop, reads: true));
            reusable = !disposed && idle.Count < IdleReaders;
            return result;
        }
        finally
        {
            if (reusable)
                idle.Add(connection);
            else
                await connection.DisposeAsync();
            if (disposed)
                CloseIdle();
        }
    }

    public Task<T> Write<T>(Func<Tx, Task<T>> write, CancellationToken stop)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        _ = writer.Value;
        var item = new SqliteWrite<T>(write, stop);
        return queue.TryAdd(item) ? item.Done : throw new StorageUnavailableException("Too many writes are waiting for the database.");
    }

    public ValueTask DisposeAsync()
    {
        if (disposed)
            return ValueTask.CompletedTask;
        disposed = true;
        queue.Close();
        // Readers first: the last connection to close moves the log into the file and removes it, and that is the writer's.
        CloseIdle();
        checkpoints.Dispose();
        if (writer.IsValueCreated)
            writer.Value.Join();
        return ValueTask.CompletedTask;
    }

    private void CloseIdle()
    {
        while (idle.TryTake(out var connection))
            connection.Dispose();
    }

    private Thread StartWriter()
    {
        var thread = new Thread(RunWriter) { IsBackground = true, Name = "sqlite-writer" };
        thread.Start();
        return thread;
    }

    private void RunWriter()
    {
        using var connection = new SqliteWriter(connectionString);
        var group = new List<SqliteWrite>(GroupSize);
        while (queue.Take(group, GroupSize))
        {
            RunGroup(connection, group);
            group.Clear();
        }
    }

    private void RunGroup(SqliteWriter connection, List<SqliteWrite> group)
    {
        try
        {
            // Another process may hold the file: as long as this waits for it, a write can be withdrawn.
            connection.Begin();
            group.RemoveAll(write => !write.Begin());
            if (!RunTogether(connection, group))
                RunApart(connection, group);
        }
#pragma warning disable CA1031 // the writer outlives every fault: those who wait are told, and the next group is tried
        catch (Exception e)
#pragma warning restore CA1031
        {
            connection.Abandon();
            foreach (var write in group)
                write.Fail(e);
            return;
        }

        Interlocked.Increment(ref commits);
        foreach (var write in group)
            write.Acknowledge();
        checkpoints.Committed(connection.Connection.Handle);
    }

    /// <summary>A savepoint for each costs a copy of every page it touches; hardly one of thousands fails.</summary>
    /// <returns>False when one failed, and none is done.</returns>
    private static bool RunTogether(SqliteWriter connection, List<SqliteWrite> group)
    {
        foreach (var write in group)
        {
            if (write.Run(connection.Connection))
                continue;
            connection.RollBack();
            if (group.Count == 1)
                write.Refuse();
            return group.Count == 1;
        }

        connection.Commit();
        return true;
    }

    /// <summary>Again, each under a savepoint of its own.</summary>
    private static void RunApart(SqliteWriter connection, List<SqliteWrite> group)
    {
        connection.Begin();
        foreach (var write in group)
        {
            connection.Mark();
            if (!write.Run(connection.Connection))
            {
                // First, whatever becomes of the rest: after a full disk the savepoint is gone already.
                write.Refuse();
                connection.UndoToMark();
            }

            connection.ReleaseMark();
        }

        connection.Commit();
    }
}
