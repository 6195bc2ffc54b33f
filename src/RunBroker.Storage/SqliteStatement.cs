using System.Collections.Immutable;
using System.Data.Common;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace RunBroker.Storage;

/// <summary>
/// One compiled statement of one connection, spoken to without the driver's commands and readers: those take longer than SQLite does. Its
/// parameters are <c>@0</c>, <c>@1</c>… and it is run to its end, or reset, before anything else runs on the connection.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 database;
    private readonly sqlite3_stmt compiled;
    private readonly nint statement;
    private readonly int[] places;
    private readonly SqliteRow row;

    /// <param name="values">How many it is run with, always.</param>
    public SqliteStatement(sqlite3 database, string text, int values)
    {
        this.database = database;
        var code = raw.sqlite3_prepare_v2(database, text, out compiled, out var tail);
        Check(code);
        if (!string.IsNullOrWhiteSpace(tail))
            throw new InvalidOperationException($"More than one statement: {text}");
        places = new int[values];
        for (var i = 0; i < values; i++)
            places[i] = raw.sqlite3_bind_parameter_index(compiled, KeptConnection.Name(i));
        if (raw.sqlite3_bind_parameter_count(compiled) != places.Count(place => place > 0))
            throw new InvalidOperationException($"{values} values are not those of: {text}");
        row = new SqliteRow(compiled);
        statement = compiled.DangerousGetHandle();
    }

    /// <returns>The number of rows changed; of a statement that changes nothing, no number that means anything.</returns>
    public int Execute(object?[] values)
    {
        try
        {
            Bind(values);
            while (Step())
            {
                // Rows that nobody wants.
            }

            return raw.sqlite3_changes(database);
        }
        finally
        {
            Reset();
        }
    }

    /// <returns>Of the first row.</returns>
    public T? One<T>(Func<DbDataReader, T> read, object?[] values)
    {
        var isReset = false;
        try
        {
            Bind(values);
            var found = Step() ? read(row) : default;
            isReset = true;
            // Where a fault of a statement that is not run to its end is told.
            Check(raw.sqlite3_reset(compiled));
            return found;
        }
        finally
        {
            if (!isReset)
                Reset();
        }
    }

    public ImmutableArray<T> Many<T>(Func<DbDataReader, T> read, object?[] values)
    {
        try
        {
            Bind(values);
            if (!Step())
                return [];
            var found = ImmutableArray.CreateBuilder<T>();
            do
                found.Add(read(row));
            while (Step());
            return found.DrainToImmutable();
        }
        finally
        {
            Reset();
        }
    }

    public void Dispose()
    {
        row.Dispose();
        compiled.Dispose();
    }

    /// <returns>Whether there is a row.</returns>
    private bool Step()
    {
        var code = raw.sqlite3_step(compiled);
        if (code == raw.SQLITE_ROW)
            return true;
        if (code != raw.SQLITE_DONE)
            Check(code);
        return false;
    }

    /// <summary>What it says of the last run was told already.</summary>
    private void Reset() => _ = raw.sqlite3_reset(compiled);

    private void Check(int code) => SqliteException.ThrowExceptionForRC(code, database);

    private void Bind(object?[] values)
    {
        if (values.Length != places.Length)
            throw new ArgumentException($"{values.Length} values instead of {places.Length}", nameof(values));
        for (var i = 0; i < values.Length; i++)
        {
            if (places[i] > 0)
                Check(Bind(places[i], values[i]));
        }
    }

    private int Bind(int place, object? value) => value switch
    {
        null => SqliteCalls.BindNull(statement, place),
        string text => BindText(place, text),
        long number => SqliteCalls.BindInt64(statement, place, number),
        int number => SqliteCalls.BindInt64(statement, place, number),
        bool yes => SqliteCalls.BindInt64(statement, place, yes ? 1 : 0),
        DateTimeOffset at => SqliteCalls.BindInt64(statement, place, at.ToUnixTimeMilliseconds()),
        double number => raw.sqlite3_bind_double(compiled, place, number),
        byte[] octets => SqliteCalls.BindOctets(statement, place, octets),
        _ when Columns.Stored(value) is var stored && stored.GetType() != value.GetType() => Bind(place, stored is DBNull ? null : stored),
        _ => throw new NotSupportedException($"{value.GetType()} is no value of a column."),
    };

    private int BindText(int place, string text)
    {
        const int Short = 512;
        // The driver would cut it there, and PostgreSQL takes none: neither stores what the other does not find.
        if (text.Contains('\0', StringComparison.Ordinal))
            throw new SqliteException("A text with a NUL cannot be stored.", raw.SQLITE_MISMATCH);
        if (text.Length > Short)
            return SqliteCalls.BindText(statement, place, Encoding.UTF8.GetBytes(text));
        Span<byte> octets = stackalloc byte[Short * 3];
        return SqliteCalls.BindText(statement, place, octets[..Encoding.UTF8.GetBytes(text, octets)]);
    }
}
