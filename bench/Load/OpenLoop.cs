using System.Diagnostics;

namespace RunBroker.Bench;

/// <summary>How long each of them took, in order.</summary>
internal sealed record Answered(double[] Milliseconds)
{
    public int Count => Milliseconds.Length;

    /// <param name="share">0.5 for the median.</param>
    public double Percentile(double share) => Count == 0 ? double.NaN : Milliseconds[Math.Min(Count - 1, (int)(share * Count))];
}

/// <summary>One of them, in milliseconds.</summary>
/// <param name="FromDue">Since it was to begin.</param>
/// <param name="FromBegin">Since it began; it may have been late, as all clients waited.</param>
internal readonly record struct Arrival(bool Served, double FromDue, double FromBegin);

/// <summary>What became of requests that came whether the server was ready for them or not.</summary>
/// <param name="Served">Those that were answered as they should be.</param>
/// <param name="Refused">Those that were told to come again.</param>
/// <param name="Late">Those that nobody could begin, because all clients still waited.</param>
internal sealed record OpenRun(Answered Served, Answered Refused, int Failed, int Late, string? FirstFault, double Seconds)
{
    /// <summary>The same, from when each began.</summary>
    public required Answered ServedFromBegin { get; init; }

    public required Answered RefusedFromBegin { get; init; }
}

/// <summary>
/// Arrivals at a fixed rate. The time of one that finds all clients waiting counts from when it was due, so that a server which falls
/// behind cannot hide it.
/// </summary>
internal static class OpenLoop
{
    /// <param name="over">Asked before each: whether it has lasted long enough.</param>
    public static OpenRun Run(int clients, double perSecond, TimeSpan longest, Action<int, int> operation, Func<bool>? over = null)
    {
        var next = -1;
        var (failed, late, fault) = (0, 0, (string?)null);
        var total = (int)(perSecond * longest.TotalSeconds);
        var (seconds, took) = SideBySide.Run<Arrival>(clients, Work);
        Arrival[] all = [.. took];
        return new(Of(true, static a => a.FromDue), Of(false, static a => a.FromDue), failed, late, fault, seconds)
        {
            ServedFromBegin = Of(true, static a => a.FromBegin),
            RefusedFromBegin = Of(false, static a => a.FromBegin),
        };

        Answered Of(bool served, Func<Arrival, double> number) => new([.. all.Where(a => a.Served == served).Select(number).Order()]);

        void Work(int client, long began, List<Arrival> mine)
        {
            while (Interlocked.Increment(ref next) is var number && number < total && over?.Invoke() != true)
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

                var begin = Stopwatch.GetElapsedTime(began).TotalSeconds;
#pragma warning disable CA1031 // whatever it is, it is counted
                try
                {
                    operation(client, number);
                    Took(served: true);
                }
                catch (RefusedForNow)
                {
                    Took(served: false);
                }
                catch (Exception e)
                {
                    Interlocked.CompareExchange(ref fault, e.Message, null);
                    Interlocked.Increment(ref failed);
                }
#pragma warning restore CA1031

                void Took(bool served)
                {
                    var end = Stopwatch.GetElapsedTime(began).TotalSeconds;
                    mine.Add(new(served, (end - (ahead > 0 ? begin : due)) * 1000, (end - begin) * 1000));
                }
            }
        }
    }
}
