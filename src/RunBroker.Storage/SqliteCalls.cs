using System.Runtime.InteropServices;

// The application's own folders come first in any case.
[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]

namespace RunBroker.Storage;

/// <summary>
/// The calls of SQLite that each column and each value of a statement takes. By the driver's own declarations the guard of the handle costs
/// several times what they do; here whoever calls keeps the statement alive. Those that only look at memory leave out the runtime's
/// transition as well.
/// </summary>
internal static partial class SqliteCalls
{
    private const string Library = "e_sqlite3";

    /// <summary>SQLite copies what is bound before it returns.</summary>
    private const nint Transient = -1;

    [LibraryImport(Library, EntryPoint = "sqlite3_column_type"), SuppressGCTransition]
    internal static partial int ColumnType(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_int64"), SuppressGCTransition]
    internal static partial long ColumnInt64(nint statement, int column);

    /// <returns>Valid until the next step or reset; empty for null as well.</returns>
    internal static unsafe ReadOnlySpan<byte> ColumnOctets(nint statement, int column)
    {
        // In this order: the length is that of what the first call made.
        var octets = ColumnBlob(statement, column);
        return octets == null ? [] : new ReadOnlySpan<byte>(octets, ColumnBytes(statement, column));
    }

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_null"), SuppressGCTransition]
    internal static partial int BindNull(nint statement, int place);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_int64"), SuppressGCTransition]
    internal static partial int BindInt64(nint statement, int place, long value);

    /// <param name="text">UTF-8.</param>
    internal static unsafe int BindText(nint statement, int place, ReadOnlySpan<byte> text)
    {
        // A null pointer would bind null.
        byte nothing = 0;
        fixed (byte* octets = text)
            return BindText(statement, place, octets == null ? &nothing : octets, text.Length, Transient);
    }

    internal static unsafe int BindOctets(nint statement, int place, ReadOnlySpan<byte> value)
    {
        byte nothing = 0;
        fixed (byte* octets = value)
            return BindBlob(statement, place, octets == null ? &nothing : octets, value.Length, Transient);
    }

    [LibraryImport(Library, EntryPoint = "sqlite3_column_blob"), SuppressGCTransition]
    private static unsafe partial byte* ColumnBlob(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_bytes"), SuppressGCTransition]
    private static partial int ColumnBytes(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_text")]
    private static unsafe partial int BindText(nint statement, int place, byte* text, int length, nint release);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_blob")]
    private static unsafe partial int BindBlob(nint statement, int place, byte* value, int length, nint release);
}
