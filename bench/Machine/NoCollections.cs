using System.Runtime;

namespace RunBroker.Bench;

/// <summary>
/// A time without collections of garbage in this process, as far as memory allows: with thousands of clients, each on a thread, one stops the
/// load for a tenth of a second.
/// </summary>
internal sealed class NoCollections : IDisposable
{
    private const long Most = 4L << 30;

    public NoCollections() => GC.TryStartNoGCRegion(Math.Min(Most, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4));

    public void Dispose()
    {
        // It ends by itself when more was needed.
        if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
            GC.EndNoGCRegion();
    }
}
