using Microsoft.Data.Sqlite;

namespace RunBroker.Storage;

/// <summary>The writing connection of a <see cref="SqliteFile"/>: opened when needed, and again after a fault.</summary>
internal sealed class SqliteWriter(string connectionString) : IDisposable
{
    // FULL: an acknowledged write survives a power cut, too; the group pays for the flush once. Its 16 MB of pages are read once. The log is moved
    // into the file by SqliteCheckpoints, and here only when that cannot.
    private const string Pragmas = """
        pragma journal_mode = wal; pragma synchronous = full; pragma wal_autocheckpoint = 40000;
        pragma cache_size = -16384; pragma temp_store = memory
        """;

    private KeptConnection? connection;

    public KeptConnection Connection => connection ?? throw new InvalidOperationException("The writer is not open.");

    /// <summary>Another process (a migration, a backup) may hold the file: this waits for it, up to the busy timeout.</summary>
    public void Begin()
    {
        connection ??= Opened(connectionString, Pragmas);
        Execute("begin immediate");
    }

    public void Commit() => Execute("commit");

    /// <summary>After some faults (a full disk) SQLite has done so already.</summary>
    public void RollBack()
    {
        if (Connection.InTransaction)
            Execute("rollback");
    }

    public void Mark() => Execute("savepoint w");

    public void UndoToMark() => Execute("rollback to w");

    public void ReleaseMark() => Execute("release w");

    /// <summary>Gives up the transaction and the connection with it, whatever state they are in; closing rolls back.</summary>
    public void Abandon()
    {
        connection?.Dispose();
        connection = null;
    }

    public void Dispose() => Abandon();

    internal static KeptConnection Opened(string connectionString, string pragmas)
    {
#pragma warning disable CA2000 // the kept connection owns it and disposes it
        var connection = new KeptConnection(new SqliteConnection(connectionString));
#pragma warning restore CA2000
        try
        {
            connection.Open();
            // SQLite's own waiting reacts within milliseconds; the driver's asks every 150.
            using var command = connection.CreateCommand();
            // A constant text of this file or its neighbour.
#pragma warning disable CA2100
            command.CommandText = "pragma busy_timeout = 30000;" + pragmas;
#pragma warning restore CA2100
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void Execute(string sql) => Connection.Execute(sql, []);
}
