using System.Collections.Immutable;
using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace RunBroker.Storage;

/// <summary>
/// A SQLite connection that keeps its commands, compiled, by their text: compiling a statement costs several times what running it does. Used
/// by one caller at a time, as every connection.
/// </summary>
internal sealed class KeptConnection(SqliteConnection inner) : DbConnection
{
    /// <summary>Lists with filters have hundreds of texts, each on as many connections as read at once: a part of them is kept.</summary>
    private const int Most = 150;

    private static readonly string[] Names = [.. Enumerable.Range(0, 32).Select(i => $"@{i}")];

    private readonly Dictionary<string, SqliteCommand> kept = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SqliteStatement> statements = new(TextComparer.Instance);

    [AllowNull]
    public override string ConnectionString
    {
        get => inner.ConnectionString;
        set => throw new NotSupportedException("It is open.");
    }

    public override string Database => inner.Database;

    public override string DataSource => inner.DataSource;

    public override string ServerVersion => inner.ServerVersion;

    public override ConnectionState State => inner.State;

    public sqlite3 Handle => inner.Handle!;

    public bool InTransaction => raw.sqlite3_get_autocommit(inner.Handle) == 0;

    public override void ChangeDatabase(string databaseName) => inner.ChangeDatabase(databaseName);

    public override void Open() => inner.Open();

    public override void Close() => inner.Close();

    /// <summary>One that is in use is not there: the same text then gets a second command.</summary>
    internal SqliteCommand Take(string text)
    {
        if (kept.Remove(text, out var command))
            return command;
        command = inner.CreateCommand();
        // Texts of the stores: nothing from outside is ever in one.
#pragma warning disable CA2100
        command.CommandText = text;
#pragma warning restore CA2100
        return command;
    }

    public static string Name(int parameter) => Names[parameter];

    public int Execute(string text, object?[] values) => Statement(text, values).Execute(values);

    /// <returns>Of the first row.</returns>
    public T? One<T>(string text, Func<DbDataReader, T> read, object?[] values) => Statement(text, values).One(read, values);

    public ImmutableArray<T> Many<T>(string text, Func<DbDataReader, T> read, object?[] values) => Statement(text, values).Many(read, values);

    /// <summary>Those of every sign-in are few: all of them are kept. A text always comes with as many values.</summary>
    private SqliteStatement Statement(string text, object?[] values)
    {
        if (!statements.TryGetValue(text, out var statement))
            statements.Add(text, statement = new SqliteStatement(inner.Handle!, text, values.Length));
        return statement;
    }

    /// <param name="sound">False after a fault: the driver may have compiled it in part.</param>
    internal void GiveBack(string text, SqliteCommand command, bool sound)
    {
        command.Parameters.Clear();
        if (!sound || kept.Count >= Most || !kept.TryAdd(text, command))
            command.Dispose();
    }

    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => inner.BeginTransaction(isolationLevel);

    protected override DbCommand CreateDbCommand() => new KeptCommand(this);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var command in kept.Values)
                command.Dispose();
            kept.Clear();
            foreach (var statement in statements.Values)
                statement.Dispose();
            statements.Clear();
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}

/// <summary>Of constant texts of some hundred characters, nearly always the same object: not all of it is read for a hash.</summary>
internal sealed class TextComparer : IEqualityComparer<string>
{
    public static TextComparer Instance { get; } = new();

    public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal);

    public int GetHashCode(string obj) => obj.Length == 0 ? 0 : HashCode.Combine(obj.Length, obj[^1], obj[obj.Length / 2], obj[obj.Length / 3]);
}

/// <summary>Gets its compiled command when its text is known, and gives it back when it is disposed.</summary>
internal sealed class KeptCommand(KeptConnection connection) : DbCommand
{
    private SqliteCommand? taken;
    private string text = "";
    private bool faulted;

    [AllowNull]
    public override string CommandText
    {
        get => text;
        set
        {
            if (taken is not null && value != text)
                throw new NotSupportedException("A statement is written before its parameters are added.");
            text = value ?? "";
        }
    }

    public override int CommandTimeout { get => Inner.CommandTimeout; set => Inner.CommandTimeout = value; }

    public override CommandType CommandType
    {
        get => CommandType.Text;
        set
        {
            if (value != CommandType.Text)
                throw new NotSupportedException("SQLite has no procedures.");
        }
    }

    public override bool DesignTimeVisible { get; set; }

    public override UpdateRowSource UpdatedRowSource { get; set; }

    protected override DbConnection? DbConnection
    {
        get => connection;
        set => throw new NotSupportedException("It belongs to its connection.");
    }

    protected override DbParameterCollection DbParameterCollection => Inner.Parameters;

    /// <summary>The writer begins and commits by statements of its own.</summary>
    protected override DbTransaction? DbTransaction { get; set; }

    private SqliteCommand Inner => taken ??= connection.Take(text);

    public override void Cancel()
    {
    }

    public override int ExecuteNonQuery() => Run(static c => c.ExecuteNonQuery());

    public override object? ExecuteScalar() => Run(static c => c.ExecuteScalar());

    public override void Prepare() => Inner.Prepare();

    protected override DbParameter CreateDbParameter() => new SqliteParameter();

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) =>
        Run(static (c, b) => c.ExecuteReader(b), behavior);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Return();
        base.Dispose(disposing);
    }

    private T Run<T>(Func<SqliteCommand, T> run) => Run(static (c, r) => r(c), run);

    private T Run<T, TWith>(Func<SqliteCommand, TWith, T> run, TWith with)
    {
        faulted = true;
        var result = run(Inner, with);
        faulted = false;
        return result;
    }

    private void Return()
    {
        if (taken is { } command)
            connection.GiveBack(text, command, !faulted);
        taken = null;
    }
}
