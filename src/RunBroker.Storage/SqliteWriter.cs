using Microsoft.Data.Sqlite;

namespace RunBroker.Storage;

/// <summary>The writing connection of a <see cref="SqliteFile"/>: opened when needed, and again after a fault.</summary>
internal sealed class SqliteWriter(string connectionString) : IDisposable
{
    // FULL: an acknowledged write survives a power cut, too; the group pays for the flush once.
    private const string Pragmas = "pragma journal_mode = wal; pragma synchronous = full; pragma wal_autocheckpoint = 1000";

    /// <summary>Kept, so that each is compiled once and not for every write.</summary>
    private readonly Dictionary<string, SqliteCommand> kept = [];

    private SqliteConnection? connection;

    public SqliteConnection Connection => connection ?? throw new InvalidOperationException("The writer is not open.");

    /// <summary>Another process (a migration, a backup) may hold the file: this waits for it, up to the busy timeout.</summary>
    public void Begin()
    {
        connection ??= Opened(connectionString, Pragmas);
        Execute("begin immediate");
    }

    public void Commit() => Execute("commit");

    public void Mark() => Execute("savepoint w");

    public void UndoToMark() => Execute("rollback to w");

    public void ReleaseMark() => Execute("release w");

    /// <summary>Gives up the transaction and the connection with it, whatever state they are in; closing rolls back.</summary>
    public void Abandon()
    {
        foreach (var command in kept.Values)
            command.Dispose();
        kept.Clear();
        connection?.Dispose();
        connection = null;
    }

    public void Dispose() => Abandon();

    internal static SqliteConnection Opened(string connectionString, string pragmas)
    {
        var connection = new SqliteConnection(connectionString);
        try
        {
            connection.Open();
            // SQLite's own waiting reacts within milliseconds; the driver's asks every 150.
            using var command = Command(connection, "pragma busy_timeout = 30000;" + pragmas);
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql)
    {
        var command = connection.CreateCommand();
        // Constant texts of this file and its neighbour; nothing from outside reaches this method.
#pragma warning disable CA2100
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }

    private void Execute(string sql)
    {
        if (!kept.TryGetValue(sql, out var command))
            kept.Add(sql, command = Command(Connection, sql));
        command.ExecuteNonQuery();
    }
}
