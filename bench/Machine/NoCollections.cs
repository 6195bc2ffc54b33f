using System.Runtime;

namespace RunBroker.Bench;

/// <summary>
/// A time without collections of garbage in this process, as far as memory allows: with thousands of clients, each on a thread, one stops the
/// load for a tenth of a second.
/// </summary>
internal sealed class NoCollections : IDisposable
{
    /// <param name="gibibytes">What may be allocated meanwhile; no more than half of the memory there is.</param>
    public NoCollections(long gibibytes) => GC.TryStartNoGCRegion(Math.Min(gibibytes << 30, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2));

    public void Dispose()
    {
        // It ends by itself when more was needed.
        if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
            GC.EndNoGCRegion();
    }
}
