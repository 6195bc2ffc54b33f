using System.Data.Common;
using System.Runtime.ExceptionServices;

namespace RunBroker.Storage;

public enum DbKind
{
    Sqlite,
    Postgres,
}

/// <summary>
/// The database: SQLite in one file, or PostgreSQL. Reads run side by side; a write is one transaction, all of it or nothing.
/// On SQLite writes queue for one writer that commits them in groups, so that no caller ever sees "database is locked".
/// Both methods throw <see cref="StorageUnavailableException"/> when the database cannot be used now.
/// </summary>
public sealed class Db : IAsyncDisposable
{
    private readonly SqliteFile? sqlite;
    private readonly PostgresPool? postgres;
    private readonly AsyncLocal<WriteScope?> scope = new();
    private PostgresListener? listener;

    static Db() => DapperTypes.Register();

    private Db(SqliteFile sqlite) => this.sqlite = sqlite;

    private Db(PostgresPool postgres) => this.postgres = postgres;

    /// <summary>Called after a write that put a message into the outbox is durable, so that this node delivers it at once.</summary>
    public Action? OutboxWritten { get; set; }

    /// <summary>As <see cref="OutboxWritten"/>, of sessions that have ended and of which nobody is told yet.</summary>
    public Action? EndsWritten { get; set; }

    /// <summary>
    /// Called after a write that changed what nodes keep in memory, before its caller is answered; on PostgreSQL also after another node's.
    /// </summary>
    private Action<IReadOnlyCollection<ConfigChange>>? ConfigChanged { get; set; }

    /// <summary>False while another node's changes might not be heard of: nothing may then be kept in memory.</summary>
    public bool HearsChanges => ConfigChanged is not null && (postgres is null || listener is { Listens: true });

    public DbKind Kind => sqlite is null ? DbKind.Postgres : DbKind.Sqlite;

    /// <summary>Commits of the SQLite writer so far: fewer than writes when groups form.</summary>
    internal long Commits => sqlite?.Commits ?? 0;

    /// <param name="file">Path of the database file; its folder must exist.</param>
    public static Db Sqlite(string file)
    {
#pragma warning disable CA2000 // the Db owns it and disposes it
        return new Db(new SqliteFile(file));
#pragma warning restore CA2000
    }

    /// <param name="connectionString">
    /// Npgsql's. Where it says nothing: Application Name=runbroker, Timeout=5, Command Timeout=10 (seconds), Max Auto Prepare=200, No Reset On Close=true.
    /// </param>
    public static Db Postgres(string connectionString)
    {
#pragma warning disable CA2000 // the Db owns it and disposes it
        return new Db(new PostgresPool(connectionString));
#pragma warning restore CA2000
    }

    /// <summary>From now on <paramref name="changed"/> hears of every change. To be called before the first write, not by two at once.</summary>
    public void Listen(Action<IReadOnlyCollection<ConfigChange>> changed)
    {
        ConfigChanged += changed;
        if (postgres is not null)
            listener ??= new PostgresListener(
                postgres.ConnectionString, changes => ConfigChanged?.Invoke(changes), postgres.Say, TimeSpan.FromSeconds(3));
    }

    /// <summary>
    /// Runs statements that change nothing, outside any transaction: each sees what is committed when it begins. On SQLite a
    /// statement that would change something is refused.
    /// </summary>
    public async Task<T> Read<T>(Func<Tx, Task<T>> read, CancellationToken stop)
    {
        try
        {
            return await (sqlite is not null ? sqlite.Read(read, stop) : postgres!.Read(read, stop));
        }
        catch (DbException e) when (StorageUnavailableException.Fits(e))
        {
            throw new StorageUnavailableException(e);
        }
    }

    /// <summary>
    /// Runs <paramref name="write"/> in one transaction and answers when it is durable. It may be run more than once
    /// (PostgreSQL conflicts), so it must change nothing but the database; it must await nothing but its Tx, since on SQLite every
    /// other write waits for it; and it must not call this method again. A statement that failed fails the write, also when
    /// its exception was caught.
    /// </summary>
    /// <param name="stop">Withdraws a write that has not begun; one that is being committed is waited for.</param>
    /// <exception cref="InvalidOperationException">The call comes from within another write: it would wait for itself.</exception>
    public async Task<T> Write<T>(Func<Tx, Task<T>> write, CancellationToken stop)
    {
        if (scope.Value is { Open: true })
            throw new InvalidOperationException("A write was begun inside a write; pass the Tx on instead.");
        Tx? last = null;
        // Of runs that were undone as well: others of the same group may have read what they wrote.
        HashSet<ConfigChange>? changed = null;
        T result;
        try
        {
            result = await WriteDurably(
                tx =>
                {
                    if (last is { HasChanges: true })
                        (changed ??= []).UnionWith(last.Changes);
                    last = tx;
                    return Scoped(write, tx);
                }, stop);
        }
        finally
        {
            // Also when it failed: whether it was committed before the connection broke is not known.
            if (last is { HasChanges: true })
                (changed ??= []).UnionWith(last.Changes);
            if (changed is not null)
                ConfigChanged?.Invoke(changed);
        }

        if (last is { WroteOutbox: true })
            OutboxWritten?.Invoke();
        if (last is { WroteEnds: true })
            EndsWritten?.Invoke();
        return result;
    }

    public Task Write(Func<Tx, Task> write, CancellationToken stop) =>
        Write(async tx =>
        {
            await write(tx);
            return true;
        }, stop);

    /// <summary>Waits for the writes that are queued; later calls throw <see cref="ObjectDisposedException"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        if (listener is not null)
            await listener.DisposeAsync();
        if (sqlite is not null)
            await sqlite.DisposeAsync();
        if (postgres is not null)
            await postgres.DisposeAsync();
    }

    private async Task<T> WriteDurably<T>(Func<Tx, Task<T>> write, CancellationToken stop)
    {
        try
        {
            return await (sqlite is not null ? sqlite.Write(write, stop) : postgres!.Write(write, stop));
        }
        catch (DbException e) when (StorageUnavailableException.Fits(e))
        {
            throw new StorageUnavailableException(e);
        }
    }

    /// <summary>
    /// Marks all that runs on behalf of the write, on whatever thread, until the write is over; what it leaves running may write later.
    /// </summary>
    private async Task<T> Scoped<T>(Func<Tx, Task<T>> write, Tx tx)
    {
        var inside = new WriteScope { Open = true };
        scope.Value = inside;
        try
        {
            var result = await write(tx);
            // A statement failed and the caller's code went on: told as it was, so that a lost conflict is also run again.
            if (tx.Failure is { } failure)
                ExceptionDispatchInfo.Throw(failure);
            return result;
        }
        finally
        {
            inside.Open = false;
        }
    }

    private sealed class WriteScope
    {
        public volatile bool Open;
    }
}
