using RunBroker.Storage;

namespace RunBroker.Admin;

/// <summary>What an operation came to.</summary>
internal abstract record AdminResult<T>
{
    private AdminResult() { }

    public sealed record Done(T Value) : AdminResult<T>;

    public sealed record Refused(Problem Why) : AdminResult<T>;

    public static implicit operator AdminResult<T>(T value) => new Done(value);

    public static implicit operator AdminResult<T>(Problem why) => new Refused(why);

    public TOut Match<TOut>(Func<T, TOut> done, Func<Problem, TOut> refused) => this switch
    {
        Done d => done(d.Value),
        Refused r => refused(r.Why),
        _ => throw new InvalidOperationException("The set of outcomes is closed."),
    };
}

internal static class AdminWrite
{
    /// <summary>One transaction: a refusal takes back whatever was written before it, so no operation is ever half done.</summary>
    public static async Task<AdminResult<T>> Try<T>(this Db db, Func<Tx, Task<AdminResult<T>>> write, CancellationToken stop)
    {
        try
        {
            return await db.Write(
                async tx =>
                {
                    var result = await write(tx);
                    return result is AdminResult<T>.Refused refused ? throw new TakenBackException(refused.Why) : result;
                }, stop);
        }
        catch (TakenBackException taken)
        {
            return taken.Why;
        }
    }

    /// <summary>The only way to make <see cref="Db"/> roll back; never leaves this class.</summary>
#pragma warning disable CA1032, CA1064 // made in one place, caught in one place
    private sealed class TakenBackException(Problem why) : Exception
#pragma warning restore CA1032, CA1064
    {
        public Problem Why { get; } = why;
    }
}
