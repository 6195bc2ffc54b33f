using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using SQLitePCL;

namespace RunBroker.Storage;

/// <summary>
/// The database cannot be used now: not reachable, shutting down, too busy, its disk full or broken. The host answers 503 with
/// Retry-After. Whether a write that ended so took place is not known when the connection broke during its commit; single-use
/// statements make trying again safe.
/// </summary>
public sealed class StorageUnavailableException : Exception
{
    public StorageUnavailableException()
        : this("The database cannot be used now.")
    {
    }

    public StorageUnavailableException(string message)
        : base(message)
    {
    }

    public StorageUnavailableException(string message, Exception inner)
        : base(message, inner)
    {
    }

    internal StorageUnavailableException(DbException inner)
        : this("The database cannot be used now: " + inner.Message, inner)
    {
    }

    /// <summary>True for faults of the installation; false for faults of a statement, which are bugs of ours.</summary>
    internal static bool Fits(DbException e) => e switch
    {
        // 08 connection, 53 resources, 57P shutdown, 58 system, 25006 a standby, 28 and 3D: refused at the door;
        // 40001, 40P01, 55P03, 57014: conflicts, locks and timeouts that trying again did not get past.
        PostgresException p => p.SqlState.StartsWith("08", StringComparison.Ordinal)
            || p.SqlState.StartsWith("53", StringComparison.Ordinal)
            || p.SqlState.StartsWith("57P", StringComparison.Ordinal) || p.SqlState.StartsWith("58", StringComparison.Ordinal)
            || p.SqlState.StartsWith("28", StringComparison.Ordinal)
            || p.SqlState is "25006" or "3D000" or "40001" or "40P01" or "55P03" or "57014",
        // Npgsql's own: no connection, a broken one, a pool that is exhausted, a command that took too long.
        NpgsqlException => true,
        // Not SQLITE_READONLY: that is a write on a reading connection. A file without write permission shows as such at the start.
        SqliteException s => s.SqliteErrorCode is raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_NOMEM or raw.SQLITE_IOERR
            or raw.SQLITE_CORRUPT or raw.SQLITE_FULL or raw.SQLITE_CANTOPEN or raw.SQLITE_NOTADB,
        _ => false,
    };
}
