using System.Diagnostics;

namespace RunBroker.Upstream.Saml;

/// <summary>Lets one after another begin, some time apart. When too many wait, they wait no longer and begin closer together.</summary>
/// <param name="most">That anybody waits.</param>
internal sealed class Turns(TimeSpan apart, TimeSpan most)
{
    private readonly Lock gate = new();
    private readonly long since = Stopwatch.GetTimestamp();
    private TimeSpan free;

    public Task Next(CancellationToken stop)
    {
        var wait = Take(Stopwatch.GetElapsedTime(since));
        return wait > TimeSpan.Zero ? Task.Delay(wait, stop) : Task.CompletedTask;
    }

    /// <param name="now">Since a beginning that is the same for all.</param>
    /// <returns>How long to wait.</returns>
    internal TimeSpan Take(TimeSpan now)
    {
        lock (gate)
        {
            var mine = free < now ? now : free > now + most ? now + most : free;
            free = mine + apart;
            return mine - now;
        }
    }
}
