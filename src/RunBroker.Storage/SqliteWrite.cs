using Microsoft.Data.Sqlite;

namespace RunBroker.Storage;

/// <summary>One queued write of <see cref="SqliteFile"/>.</summary>
internal abstract class SqliteWrite
{
    public abstract void Run(SqliteConnection connection);

    /// <summary>Tells the caller, once the group is durable.</summary>
    public abstract void Acknowledge();

    public abstract void Fail(Exception why);
}

internal sealed class SqliteWrite<T>(Func<Tx, Task<T>> write, CancellationToken stop) : SqliteWrite
{
    private readonly TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? result;

    public Task<T> Done => done.Task;

    public override void Run(SqliteConnection connection)
    {
        if (stop.IsCancellationRequested)
        {
            done.TrySetCanceled(stop);
            return;
        }

        SqliteFile.Execute(connection, "savepoint w");
#pragma warning disable CA1031 // whatever the caller's code throws is the caller's: it gets it back, and the writer goes on
        try
        {
            // SQLite calls complete at once, so this blocks on nothing but the database.
            result = write(new Tx(connection, DbKind.Sqlite, CancellationToken.None)).GetAwaiter().GetResult();
        }
        catch (Exception e)
        {
            SqliteFile.Execute(connection, "rollback to w");
            done.TrySetException(e);
        }
#pragma warning restore CA1031
        SqliteFile.Execute(connection, "release w");
    }

    public override void Acknowledge() => done.TrySetResult(result!);

    public override void Fail(Exception why) => done.TrySetException(why);
}
