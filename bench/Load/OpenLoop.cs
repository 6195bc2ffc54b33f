using System.Diagnostics;

namespace RunBroker.Bench;

/// <summary>What became of requests that came whether the server was ready for them or not.</summary>
/// <param name="Served">Those that were answered as they should be.</param>
/// <param name="Refused">Those that were told to come again.</param>
/// <param name="Late">Those that nobody could begin, because all clients still waited.</param>
internal sealed record OpenRun(int Served, int Refused, int Failed, int Late, string? FirstFault, double Seconds, double[] Milliseconds)
{
    public double Percentile(double share) =>
        Milliseconds.Length == 0 ? double.NaN : Milliseconds[Math.Min(Milliseconds.Length - 1, (int)(share * Milliseconds.Length))];
}

/// <summary>
/// Arrivals at a fixed rate. The time of one that finds all clients waiting counts from when it was due, so that a server which falls
/// behind cannot hide it.
/// </summary>
internal static class OpenLoop
{
    public static OpenRun Run(int clients, double perSecond, TimeSpan longest, Action<int, int> operation)
    {
        var next = -1;
        var (refused, failed, late, fault) = (0, 0, 0, (string?)null);
        var total = (int)(perSecond * longest.TotalSeconds);
        var (seconds, took) = SideBySide.Run<double>(clients, Work);
        double[] milliseconds = [.. took.Order()];
        return new(milliseconds.Length, refused, failed, late, fault, seconds, milliseconds);

        void Work(int client, long began, List<double> mine)
        {
            while (Interlocked.Increment(ref next) is var number && number < total)
            {
                var due = number / perSecond;
                var ahead = due - Stopwatch.GetElapsedTime(began).TotalSeconds;
                // The system wakes us by the millisecond: that is none of the server's, so the clock starts when the request really begins.
                if (ahead > 0)
                    Thread.Sleep((int)Math.Ceiling(ahead * 1000));
                // So far behind that it would have been given up: it counts as not served.
                else if (ahead < -5)
                {
                    Interlocked.Increment(ref late);
                    continue;
                }
                var from = ahead > 0 ? Stopwatch.GetElapsedTime(began).TotalSeconds : due;
#pragma warning disable CA1031 // whatever it is, it is counted
                try
                {
                    operation(client, number);
                    mine.Add((Stopwatch.GetElapsedTime(began).TotalSeconds - from) * 1000);
                }
                catch (RefusedForNow)
                {
                    Interlocked.Increment(ref refused);
                }
                catch (Exception e)
                {
                    Interlocked.CompareExchange(ref fault, e.Message, null);
                    Interlocked.Increment(ref failed);
                }
#pragma warning restore CA1031
            }
        }
    }
}
