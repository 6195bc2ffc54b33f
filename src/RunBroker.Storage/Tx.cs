using System.Collections.Immutable;
using System.Data.Common;
using System.Text.Json;
using Dapper;

namespace RunBroker.Storage;

/// <summary>
/// Statements on one connection; inside <see cref="Db.Write{T}"/> they are one transaction. Stores take it first, so that
/// several of them can share a transaction.
/// </summary>
public sealed class Tx
{
    private readonly DbConnection connection;
    private readonly CancellationToken stop;
    private readonly bool reads;
    private readonly PostgresBatch waiting = new();
    private HashSet<ConfigChange>? changes;

    /// <param name="reads">Nothing can be sent: nobody would send it on.</param>
    internal Tx(DbConnection connection, DbKind kind, CancellationToken stop, bool reads = false)
    {
        this.reads = reads;
        this.connection = connection;
        this.stop = stop;
        Kind = kind;
    }

    public DbKind Kind { get; }

    /// <summary>A message lies in the outbox when this commits.</summary>
    internal bool WroteOutbox { get; set; }

    /// <summary>Sessions end when this commits, of which nobody is told yet.</summary>
    internal bool WroteEnds { get; set; }

    /// <summary>What nodes keep in memory and is other when this commits.</summary>
    internal IReadOnlyCollection<ConfigChange> Changes => changes ?? (IReadOnlyCollection<ConfigChange>)[];

    /// <summary>True: reading here what others keep may find what is never committed.</summary>
    public bool HasChanges => changes is not null;

    /// <summary>
    /// The first statement that failed. A write that goes on after it is not committed: PostgreSQL would have undone it silently.
    /// </summary>
    internal Exception? Failure { get; private set; }

    internal void Changed(ConfigChange change) => (changes ??= []).Add(change);

    internal void Changed(TenantId tenant) => Changed(ConfigChange.OfTenant(tenant));

    internal void ChangedClient(string clientId) => Changed(ConfigChange.OfClient(clientId));

    /// <returns>The number of rows changed.</returns>
    public async Task<int> Execute(string sql, object? arguments = null)
    {
        await Flush();
        return await Noted(connection.ExecuteAsync(Command(sql, arguments)));
    }

    /// <summary>As <see cref="Execute"/>, of what takes as long as it takes: an index of a large table, and who waits for it.</summary>
    internal async Task ExecuteLong(string sql, object? arguments = null)
    {
        await Flush();
        await Noted(connection.ExecuteAsync(new CommandDefinition(sql, arguments, commandTimeout: 0, cancellationToken: stop)));
    }

    /// <returns>The only row, or null; more than one is an <see cref="InvalidOperationException"/>.</returns>
    public async Task<T?> One<T>(string sql, object? arguments = null)
    {
        await Flush();
        return await Noted(connection.QuerySingleOrDefaultAsync<T>(Command(sql, arguments)));
    }

    /// <summary>
    /// As <see cref="Execute"/>, for what runs at every sign-in: the command is kept with its parameters, and nothing is looked up by reflection.
    /// </summary>
    /// <param name="sql">One constant text for each place that calls this, with parameters <c>@0</c>, <c>@1</c>… in order.</param>
    internal Task<int> ExecuteKept(string sql, params object?[] values) => connection is KeptConnection sqlite
        ? AtOnce(sqlite, static (c, sql, _, values) => c.Execute(sql, values), sql, 0, values)
        : Noted(ExecuteSent(sql, values));

    /// <summary>
    /// As <see cref="ExecuteKept"/>, of which nobody asks what came of it: PostgreSQL gets it together with the next statement, or with the commit.
    /// Whatever it fails with fails that one.
    /// </summary>
    internal Task Send(string sql, params object?[] values)
    {
        RefuseInReading();
        if (connection is KeptConnection)
            return ExecuteKept(sql, values);
        waiting.Add(sql, values);
        return Task.CompletedTask;
    }

    /// <summary>As <see cref="Send"/>, of a question that is asked for the locks it takes: nobody reads its answer. Nothing on SQLite, which has one writer.</summary>
    internal void Hold(string sql, params object?[] values)
    {
        RefuseInReading();
        if (connection is not KeptConnection)
            waiting.Add(sql, values, answers: true);
    }

    private void RefuseInReading()
    {
        if (reads)
            throw new InvalidOperationException("A reading has something to write.");
    }

    private Task Flush() => waiting.IsEmpty ? Task.CompletedTask : Noted(waiting.Execute(connection, stop));

    /// <summary>What waits and the end of the transaction, in one. From here on the caller's cancellation no longer counts: a commit that was begun is waited for.</summary>
    internal Task Commit(DbTransaction transaction)
    {
        if (waiting.IsEmpty)
            return transaction.CommitAsync(CancellationToken.None);
        waiting.Add("commit", []);
        return waiting.Execute(connection, CancellationToken.None);
    }

    /// <summary>As <see cref="ExecuteKept"/>.</summary>
    /// <param name="read">Of the first row; further ones are not looked at.</param>
    internal Task<T?> OneKept<T>(string sql, Func<DbDataReader, T> read, params object?[] values) => connection is KeptConnection sqlite
        ? AtOnce(sqlite, static (c, sql, read, values) => c.One(sql, read, values), sql, read, values)
        : Noted(OneSent(sql, read, values));

    /// <summary>As <see cref="ExecuteKept"/>.</summary>
    internal Task<ImmutableArray<T>> ManyKept<T>(string sql, Func<DbDataReader, T> read, params object?[] values) =>
        connection is KeptConnection sqlite
            ? AtOnce(sqlite, static (c, sql, read, values) => c.Many(sql, read, values), sql, read, values)
            : Noted(ManySent(sql, read, values));

    public async Task<ImmutableArray<T>> Many<T>(string sql, object? arguments = null)
    {
        await Flush();
        return [.. await Noted(connection.QueryAsync<T>(Command(sql, arguments)))];
    }

    /// <summary>
    /// The condition that a column is one of an array of strings, which is one value: an array for PostgreSQL, JSON for SQLite.
    /// </summary>
    internal string Among(string column, string array) =>
        Kind == DbKind.Postgres ? $"{column} = any({array})" : $"{column} in (select value from json_each({array}))";

    /// <summary>What <see cref="Among"/> is given as, where nothing else looks after it.</summary>
    internal object Array(IEnumerable<string> texts) =>
        Kind == DbKind.Postgres ? texts.ToArray() : JsonSerializer.Serialize(texts.ToArray());

    /// <summary>
    /// A parameter that <see cref="RowJson"/> made, as the table r: thousands of rows cost one statement, the same on both.
    /// </summary>
    /// <param name="columns">As in <c>id text, at bigint</c>.</param>
    internal string Rows(string parameter, string columns) => RowsOf(Kind, parameter, columns);

    /// <summary>As above, for a text that is made once.</summary>
    internal static string RowsOf(DbKind kind, string parameter, string columns)
    {
        if (kind == DbKind.Postgres)
            return $"json_to_recordset({parameter}::json) as r ({columns})";
        var read = columns.Split(',').Select(c => c.Trim().Split(' ')[0]).Select(name => $"json_extract(value, '$.{name}') as {name}");
        return $"(select {string.Join(", ", read)} from json_each({parameter})) as r";
    }

    /// <summary>SQLite has one writer at a time.</summary>
    internal string ForUpdate => Kind == DbKind.Postgres ? "for update" : "";

    /// <summary>What another worker holds is not waited for.</summary>
    internal string SkipLocked => Kind == DbKind.Postgres ? "for update skip locked" : "";

    /// <summary>SQLite answers at once, so nothing is awaited.</summary>
    private Task<T> AtOnce<T, TWith>(
        KeptConnection sqlite, Func<KeptConnection, string, TWith, object?[], T> run, string sql, TWith with, object?[] values)
    {
        if (stop.IsCancellationRequested)
            return Task.FromCanceled<T>(stop);
        try
        {
            return Task.FromResult(run(sqlite, sql, with, values));
        }
        catch (DbException e)
        {
            Failure ??= e;
            return Task.FromException<T>(e);
        }
    }

    private Task<int> ExecuteSent(string sql, object?[] values)
    {
        waiting.Add(sql, values);
        return waiting.Execute(connection, stop);
    }

    private async Task<T?> OneSent<T>(string sql, Func<DbDataReader, T> read, object?[] values)
    {
        waiting.Add(sql, values);
        var (batch, rows) = await waiting.Read(connection, stop);
        await using (batch)
        await using (rows)
            return await rows.ReadAsync(stop) ? read(rows) : default;
    }

    private async Task<ImmutableArray<T>> ManySent<T>(string sql, Func<DbDataReader, T> read, object?[] values)
    {
        waiting.Add(sql, values);
        var (batch, rows) = await waiting.Read(connection, stop);
        await using (batch)
        await using (rows)
        {
            var found = ImmutableArray.CreateBuilder<T>();
            while (await rows.ReadAsync(stop))
                found.Add(read(rows));
            return found.ToImmutable();
        }
    }

    private async Task Noted(Task statement)
    {
        try
        {
            await statement;
        }
        // Whatever it was: what waited for that statement is gone with it.
        catch (Exception e)
        {
            Failure ??= e;
            throw;
        }
    }

    private async Task<T> Noted<T>(Task<T> statement)
    {
        try
        {
            return await statement;
        }
        // Whatever it was: what waited for that statement is gone with it.
        catch (Exception e)
        {
            Failure ??= e;
            throw;
        }
    }

    private CommandDefinition Command(string sql, object? arguments) => new(sql, arguments, cancellationToken: stop);
}
