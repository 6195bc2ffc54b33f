namespace RunBroker.TestIdps;

/// <summary>A clock that stands still until told; shared by a broker, its providers and its browsers. Timers run on real time.</summary>
public sealed class TestClock(DateTimeOffset? start = null) : TimeProvider
{
    private long ticks = (start ?? System.GetUtcNow()).UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref ticks), TimeSpan.Zero);
    public void Advance(TimeSpan by) => Interlocked.Add(ref ticks, by.Ticks);
}
