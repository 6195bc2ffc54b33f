namespace RunBroker.Storage;

/// <summary>
/// What waits for the writer of a <see cref="SqliteFile"/>. The writer sleeps in the kernel while there is nothing: one that spins for work takes
/// the processor from those who would bring it some.
/// </summary>
/// <param name="capacity">Beyond it nothing is taken.</param>
internal sealed class WriteQueue(int capacity)
{
    private const int MostRounds = 8;
    private readonly object gate = new();
    private readonly Queue<SqliteWrite> waiting = new();
    private bool closed;

    /// <returns>False when it is full.</returns>
    /// <exception cref="ObjectDisposedException">It was closed.</exception>
    public bool TryAdd(SqliteWrite write)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(closed, typeof(Db));
            if (waiting.Count >= capacity)
                return false;
            waiting.Enqueue(write);
            if (waiting.Count == 1)
                Monitor.Pulse(gate);
            return true;
        }
    }

    /// <summary>Waits for the first and takes what is there, in order.</summary>
    /// <returns>False when it was closed and all is taken.</returns>
    public bool Take(List<SqliteWrite> group, int most)
    {
        if (!WaitForOne())
            return false;
        // Those who are about to add one, and wait for this very processor, go first as long as that brings more: a commit for several costs hardly
        // more than for one. Not for ever: the first is waiting.
        var more = Waiting;
        for (var (round, seen) = (0, 0); round < MostRounds && more > seen && more < most; round++)
        {
            seen = more;
            Thread.Yield();
            more = Waiting;
        }

        lock (gate)
        {
            while (group.Count < most && waiting.TryDequeue(out var write))
                group.Add(write);
            return true;
        }
    }

    public void Close()
    {
        lock (gate)
        {
            closed = true;
            Monitor.PulseAll(gate);
        }
    }

    private int Waiting
    {
        get
        {
            lock (gate)
                return waiting.Count;
        }
    }

    private bool WaitForOne()
    {
        lock (gate)
        {
            while (waiting.Count == 0)
            {
                if (closed)
                    return false;
                Monitor.Wait(gate);
            }

            return true;
        }
    }
}
