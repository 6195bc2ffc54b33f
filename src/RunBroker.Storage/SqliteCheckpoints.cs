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
    private const int Again = 300;
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
            var code = raw.sqlite3_wal_checkpoint_v2(writer, "main", raw.SQLITE_CHECKPOINT_PASSIVE, out var log, out var moved);
            // What a reader or another process still holds is left, and the log grows on: not for long.
            written = code == raw.SQLITE_OK && log == moved ? 0 : Pages - Again;
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
                Start();
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Where there is no thread to be had the writer does it all.</summary>
    private void Start()
    {
        try
        {
            var started = new Thread(Run) { IsBackground = true, Name = "sqlite-checkpoints" };
            started.Start();
            thread = started;
        }
        catch (Exception e) when (e is OutOfMemoryException or ThreadStartException)
        {
            (wanted, nearlyDone) = (false, true);
        }
    }

    private void Run()
    {
        SqliteConnection? connection = null;
        while (WaitUntilWanted())
        {
#pragma warning disable CA1031 // the outermost of its thread: whatever it is, nothing is lost, the writer moves the log, and the next time is tried anew
            try
            {
                connection ??= Opened();
                Move(connection.Handle!);
            }
            catch (Exception)
            {
                connection?.Dispose();
                connection = null;
            }
#pragma warning restore CA1031

            lock (gate)
                wanted = false;
            nearlyDone = true;
        }

        connection?.Dispose();
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
    /// <returns>How many pages of the log lie in the file now; negative when SQLite looked at no log.</returns>
    internal static int Move(sqlite3 database)
    {
        var (before, moved) = (0, -1);
        for (var pass = 0; pass < MostPasses; pass++)
        {
            if (raw.sqlite3_wal_checkpoint_v2(database, "main", raw.SQLITE_CHECKPOINT_PASSIVE, out var log, out moved) != raw.SQLITE_OK || log - before < LeftToWriter)
                break;
            before = log;
        }

        return moved;
    }

    private SqliteConnection Opened()
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        Look(connection);
        return connection;
    }

    /// <summary>A connection that has read nothing yet knows of no log, and moves none.</summary>
    internal static void Look(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "select count(*) from sqlite_master";
        command.ExecuteScalar();
    }
}
