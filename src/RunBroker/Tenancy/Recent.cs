using System.Collections.Concurrent;

namespace RunBroker.Tenancy;

/// <summary>
/// What was used last, by key, in two generations: when the younger is full, the older is forgotten, and what is still used goes over. What
/// was loaded before something changed is not kept, so that an old value never outlives its change.
/// </summary>
/// <param name="most">Entries of a generation.</param>
internal sealed class Recent<TKey, TValue>(int most)
    where TKey : notnull
    where TValue : class
{
    private readonly Lock changing = new();
    private ConcurrentDictionary<TKey, TValue> younger = new();
    private ConcurrentDictionary<TKey, TValue> older = new();
    private long age;

    /// <summary>To be read before a value is loaded, and given back with it.</summary>
    public long Age => Interlocked.Read(ref age);

    public TValue? Find(TKey key)
    {
        if (Volatile.Read(ref younger).TryGetValue(key, out var value))
            return value;
        var at = Age;
        if (!Volatile.Read(ref older).TryGetValue(key, out value))
            return null;
        Keep(key, value, at);
        return value;
    }

    public void Keep(TKey key, TValue value, long loadedAt)
    {
        lock (changing)
        {
            if (loadedAt != age)
                return;
            if (younger.Count >= most)
                (older, younger) = (younger, new());
            younger[key] = value;
        }
    }

    public void Forget(TKey key)
    {
        lock (changing)
        {
            Interlocked.Increment(ref age);
            younger.TryRemove(key, out _);
            older.TryRemove(key, out _);
        }
    }

    public void ForgetAll()
    {
        lock (changing)
        {
            Interlocked.Increment(ref age);
            (younger, older) = (new(), new());
        }
    }
}
