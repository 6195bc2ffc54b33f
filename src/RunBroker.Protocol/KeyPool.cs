namespace RunBroker.Protocol;

/// <summary>
/// Key objects that live as long as the key: importing costs 100 µs, a verification 16. An instance is used by one thread at
/// a time (the framework promises no more), without a lock: taken by exchange, given back to a free place or thrown away.
/// </summary>
internal sealed class KeyPool<T>(Func<T> import) where T : class, IDisposable
{
    private readonly T?[] _free = new T?[Math.Clamp(Environment.ProcessorCount * 2, 4, 64)];
    private volatile bool _closed;

    public TResult Use<TState, TResult>(Func<T, TState, TResult> work, TState state) where TState : allows ref struct
    {
        var key = Take();
        try
        {
            return work(key, state);
        }
        finally
        {
            GiveBack(key);
        }
    }

    /// <summary>Throws away what is free; what is in use follows when it comes back.</summary>
    public void Close()
    {
        _closed = true;
        for (var i = 0; i < _free.Length; i++)
            Interlocked.Exchange(ref _free[i], null)?.Dispose();
    }

    private T Take()
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        for (var i = 0; i < _free.Length; i++)
        {
            if (_free[i] is not null && Interlocked.Exchange(ref _free[i], null) is { } key)
                return key;
        }

        return import();
    }

    private void GiveBack(T key)
    {
        for (var i = 0; i < _free.Length && !_closed; i++)
        {
            if (_free[i] is null && Interlocked.CompareExchange(ref _free[i], key, null) is null)
            {
                // Closed between the look and the exchange: Close may have passed this place already.
                if (_closed)
                    Interlocked.Exchange(ref _free[i], null)?.Dispose();
                return;
            }
        }

        key.Dispose();
    }
}
