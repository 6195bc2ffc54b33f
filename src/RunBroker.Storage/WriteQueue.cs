namespace RunBroker.Storage;

/// <summary>What waits for the writer of a <see cref="SqliteFile"/>, and whether somebody is at it.</summary>
/// <param name="capacity">Beyond it nothing is taken.</param>
internal sealed class WriteQueue(int capacity)
{
    private readonly object gate = new();
    private readonly Queue<SqliteWrite> waiting = new();
    private bool closed;
    private bool writing;

    /// <param name="first">Nobody is writing: whoever added this one has to see to it.</param>
    /// <returns>False when it is full.</returns>
    /// <exception cref="ObjectDisposedException">It was closed.</exception>
    public bool TryAdd(SqliteWrite write, out bool first)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(closed, typeof(Db));
            first = !writing;
            if (waiting.Count >= capacity)
                return false;
            waiting.Enqueue(write);
            writing = true;
            return true;
        }
    }

    /// <summary>Takes what is there, in order.</summary>
    public void Take(List<SqliteWrite> group, int most)
    {
        lock (gate)
        {
            while (group.Count < most && waiting.TryDequeue(out var write))
                group.Add(write);
        }
    }

    /// <returns>False when nothing is left: the next to add one is the first again.</returns>
    public bool GoesOn()
    {
        lock (gate)
        {
            if (waiting.Count > 0)
                return true;
            writing = false;
            Monitor.PulseAll(gate);
            return false;
        }
    }

    /// <summary>Takes no more, and waits until all that was taken is written.</summary>
    public void Close()
    {
        lock (gate)
        {
            closed = true;
            while (writing)
                Monitor.Wait(gate);
        }
    }
}
