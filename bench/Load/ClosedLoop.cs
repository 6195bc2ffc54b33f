using System.Diagnostics;

namespace RunBroker.Bench;

/// <summary>Operations of a run, and how long each took.</summary>
internal sealed record LoadRun(int Operations, int Errors, string? FirstError, double Seconds, double[] Milliseconds)
{
    /// <param name="share">0.5 for the median.</param>
    public double Percentile(double share) =>
        Milliseconds.Length == 0 ? double.NaN : Milliseconds[Math.Min(Milliseconds.Length - 1, (int)(share * Milliseconds.Length))];
}

/// <summary>Clients of which each begins its next operation when its last one is over.</summary>
internal static class ClosedLoop
{
    /// <summary>As many operations as there are, at most, until the time is over.</summary>
    /// <param name="operation">The client and the operation's number; throws when it fails.</param>
    public static LoadRun Run(int clients, int most, TimeSpan longest, Action<int, int> operation)
    {
        var next = -1;
        var (errors, first) = (0, (string?)null);
        var (seconds, took) = SideBySide.Run<long>(clients, Work);
        double[] milliseconds = [.. took.Select(t => t * 1000d / Stopwatch.Frequency).Order()];
        return new(milliseconds.Length, errors, first, seconds, milliseconds);

        void Work(int client, long began, List<long> mine)
        {
            while (Stopwatch.GetElapsedTime(began) < longest && Interlocked.Increment(ref next) is var number && number < most)
            {
                var start = Stopwatch.GetTimestamp();
#pragma warning disable CA1031 // whatever it is, it is counted and told, and makes the run a failed one
                try
                {
                    operation(client, number);
                    mine.Add(Stopwatch.GetTimestamp() - start);
                }
                catch (Exception e)
                {
                    Interlocked.CompareExchange(ref first, e.Message, null);
                    // More of the same says nothing new.
                    if (Interlocked.Increment(ref errors) > 20)
                        return;
                }
#pragma warning restore CA1031
            }
        }
    }
}
