using System.Collections;
using System.Data.Common;
using System.Text;
using SQLitePCL;

namespace RunBroker.Storage;

/// <summary>The row that a <see cref="SqliteStatement"/> stands on: columns by their place, of the types that the stores keep.</summary>
internal sealed class SqliteRow(sqlite3_stmt compiled) : DbDataReader
{
    private readonly nint statement = compiled.DangerousGetHandle();

    public override int Depth => 0;

    public override int FieldCount => raw.sqlite3_column_count(compiled);

    public override bool HasRows => true;

    public override bool IsClosed => false;

    public override int RecordsAffected => -1;

    public override object this[int ordinal] => GetValue(ordinal);

    public override object this[string name] => throw ByPlace;

    private static NotSupportedException ByPlace => new("Columns are read by their place, as text, octets, numbers and truth values.");

    public override bool IsDBNull(int ordinal) => SqliteCalls.ColumnType(statement, ordinal) == raw.SQLITE_NULL;

    /// <exception cref="InvalidCastException">There is nothing.</exception>
    public override string GetString(int ordinal)
    {
        var octets = SqliteCalls.ColumnOctets(statement, ordinal);
        return octets.IsEmpty && IsDBNull(ordinal) ? throw Nothing(ordinal) : Encoding.UTF8.GetString(octets);
    }

    /// <inheritdoc cref="GetString"/>
    public override long GetInt64(int ordinal)
    {
        var number = SqliteCalls.ColumnInt64(statement, ordinal);
        return number == 0 && IsDBNull(ordinal) ? throw Nothing(ordinal) : number;
    }

    public override int GetInt32(int ordinal) => checked((int)GetInt64(ordinal));

    public override bool GetBoolean(int ordinal) => GetInt64(ordinal) != 0;

    public override double GetDouble(int ordinal) => raw.sqlite3_column_double(compiled, ordinal);

    public override object GetValue(int ordinal) => SqliteCalls.ColumnType(statement, ordinal) switch
    {
        raw.SQLITE_NULL => DBNull.Value,
        raw.SQLITE_INTEGER => GetInt64(ordinal),
        raw.SQLITE_FLOAT => GetDouble(ordinal),
        raw.SQLITE_BLOB => SqliteCalls.ColumnOctets(statement, ordinal).ToArray(),
        _ => GetString(ordinal),
    };

    private static InvalidCastException Nothing(int ordinal) => new($"Column {ordinal} is null.");

    public override byte GetByte(int ordinal) => throw ByPlace;

    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length) => throw ByPlace;

    public override char GetChar(int ordinal) => throw ByPlace;

    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length) => throw ByPlace;

    public override string GetDataTypeName(int ordinal) => throw ByPlace;

    public override DateTime GetDateTime(int ordinal) => throw ByPlace;

    public override decimal GetDecimal(int ordinal) => throw ByPlace;

    public override IEnumerator GetEnumerator() => throw ByPlace;

    public override Type GetFieldType(int ordinal) => throw ByPlace;

    public override float GetFloat(int ordinal) => throw ByPlace;

    public override Guid GetGuid(int ordinal) => throw ByPlace;

    public override short GetInt16(int ordinal) => throw ByPlace;

    public override string GetName(int ordinal) => throw ByPlace;

    public override int GetOrdinal(string name) => throw ByPlace;

    public override int GetValues(object[] values) => throw ByPlace;

    public override bool NextResult() => throw ByPlace;

    public override bool Read() => throw ByPlace;
}
