namespace RunBroker.Storage;

/// <summary>One queued write of <see cref="SqliteFile"/>.</summary>
internal abstract class SqliteWrite
{
    /// <returns>False: its caller has withdrawn it.</returns>
    public abstract bool Begin();

    /// <summary>May be called again after what it did was rolled back.</summary>
    /// <returns>False when it failed; what it did is then to be rolled back.</returns>
    public abstract bool Run(KeptConnection connection);

    /// <summary>Gives the caller what the last run failed with.</summary>
    public abstract void Refuse();

    /// <summary>Tells the caller, once the group is durable; whoever was refused hears nothing more.</summary>
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
    private Exception? fault;

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

    public override bool Begin()
    {
        if (!Take())
            return false;
        withdrawal.Dispose();
        return true;
    }

    public override bool Run(KeptConnection connection)
    {
#pragma warning disable CA1031 // whatever the caller's code throws is the caller's: it gets it back, and the writer goes on
        try
        {
            // SQLite calls complete at once, so this blocks on nothing but the database.
            result = write(new Tx(connection, DbKind.Sqlite, CancellationToken.None)).GetAwaiter().GetResult();
            return true;
        }
        catch (Exception e)
        {
            fault = e;
            return false;
        }
#pragma warning restore CA1031
    }

    public override void Refuse() => done.TrySetException(fault!);

    public override void Acknowledge() => done.TrySetResult(result!);

    public override void Fail(Exception why)
    {
        withdrawal.Dispose();
        done.TrySetException(why);
    }

    /// <summary>True once: for the writer, which then runs it, or for the caller, who then withdraws it.</summary>
    private bool Take() => Interlocked.Exchange(ref taken, 1) == 0;
}
