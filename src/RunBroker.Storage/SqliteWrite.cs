namespace RunBroker.Storage;

/// <summary>One queued write of <see cref="SqliteFile"/>.</summary>
internal abstract class SqliteWrite
{
    public abstract void Run(SqliteWriter writer);

    /// <summary>Tells the caller, once the group is durable.</summary>
    public abstract void Acknowledge();

    public abstract void Fail(Exception why);
}

internal sealed class SqliteWrite<T> : SqliteWrite
{
    private readonly TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<Tx, Task<T>> write;
    private readonly CancellationTokenRegistration withdrawal;
    private int taken;
    private T? result;

    public SqliteWrite(Func<Tx, Task<T>> write, CancellationToken stop)
    {
        this.write = write;
        withdrawal = stop.Register(() =>
        {
            if (Take())
                done.TrySetCanceled(stop);
        });
    }

    public Task<T> Done => done.Task;

    public override void Run(SqliteWriter writer)
    {
        if (!Take())
            return;
        withdrawal.Dispose();
        writer.Mark();
#pragma warning disable CA1031 // whatever the caller's code throws is the caller's: it gets it back, and the writer goes on
        try
        {
            // SQLite calls complete at once, so this blocks on nothing but the database.
            result = write(new Tx(writer.Connection, DbKind.Sqlite, CancellationToken.None)).GetAwaiter().GetResult();
        }
        catch (Exception e)
        {
            // First, whatever becomes of the rest: after a full disk the savepoint is gone already.
            done.TrySetException(e);
            writer.UndoToMark();
        }
#pragma warning restore CA1031
        writer.ReleaseMark();
    }

    public override void Acknowledge() => done.TrySetResult(result!);

    public override void Fail(Exception why) => done.TrySetException(why);

    /// <summary>True once: for the writer, which then runs it, or for the caller, who then withdraws it.</summary>
    private bool Take() => Interlocked.Exchange(ref taken, 1) == 0;
}
