using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace RunBroker.Storage;

/// <summary>
/// Moves the log of a <see cref="SqliteFile"/> into the file beside the writer, on a connection and thread of its own: a move takes as long as
/// hundreds of writes, and nobody should wait for it. While writes go on it never gets all of the log, so it goes over it until little is left,
/// and leaves that to the writer, after which the log begins anew.
/// </summary>
internal sealed class SqliteCheckpoints(string connectionString) : IDisposable
{
    // Pages that are written again and again go into the file once in that many.
    private const int Pages = 2000;
    private const int LeftToWriter = 100;
    private const int MostPasses = 5;

    private readonly object gate = new();
    private Thread? thread;
    private bool wanted;
    private bool closed;
    private long written;
    private volatile bool nearlyDone;

    /// <summary>After each commit, by the writer, between two transactions.</summary>
    public void Committed(sqlite3 writer)
    {
        if (nearlyDone)
        {
            nearlyDone = false;
            // Little is left. What another process holds is left for the next time.
            _ = raw.sqlite3_wal_checkpoint_v2(writer, "main", raw.SQLITE_CHECKPOINT_PASSIVE, out _, out _);
            Begin(0);
            return;
        }

        const int CacheWrites = 9;
        if (raw.sqlite3_db_status(writer, CacheWrites, out var pages, out _, 1) == raw.SQLITE_OK)
            Begin(written + pages);
    }

    public void Dispose()
    {
        lock (gate)
        {
            closed = true;
            Monitor.PulseAll(gate);
        }

        thread?.Join();
    }

    private void Begin(long pages)
    {
        written = pages;
        if (written < Pages)
            return;
        lock (gate)
        {
            if (wanted || closed)
                return;
            wanted = true;
            if (thread is null)
            {
                thread = new Thread(Run) { IsBackground = true, Name = "sqlite-checkpoints" };
                thread.Start();
            }

            Monitor.PulseAll(gate);
        }
    }

    private void Run()
    {
        SqliteConnection? connection = null;
        try
        {
            while (WaitUntilWanted())
            {
                connection ??= Opened();
                Move(connection.Handle!);
                lock (gate)
                    wanted = false;
                nearlyDone = true;
            }
        }
        catch (SqliteException)
        {
            // It cannot be opened any more: the writer does it all.
            nearlyDone = true;
        }
        finally
        {
            connection?.Dispose();
        }
    }

    private bool WaitUntilWanted()
    {
        lock (gate)
        {
            while (!wanted && !closed)
                Monitor.Wait(gate);
            return !closed;
        }
    }

    /// <summary>A fault (a full disk, another process) leaves the log as it is: nothing is lost, and the next time finds it.</summary>
    private static void Move(sqlite3 database)
    {
        var before = 0;
        for (var pass = 0; pass < MostPasses; pass++)
        {
            if (raw.sqlite3_wal_checkpoint_v2(database, "main", raw.SQLITE_CHECKPOINT_PASSIVE, out var log, out _) != raw.SQLITE_OK || log - before < LeftToWriter)
                return;
            before = log;
        }
    }

    private SqliteConnection Opened()
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        return connection;
    }
}
