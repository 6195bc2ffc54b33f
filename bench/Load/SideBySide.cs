using System.Diagnostics;

namespace RunBroker.Bench;

/// <summary>Clients at work, each on a thread of its own that blocks: on one core that costs less than tasks that wait.</summary>
internal static class SideBySide
{
    /// <param name="work">The client's number, when all began (a timestamp), and the list that takes what it measured.</param>
    /// <returns>What all of them measured, and the seconds until the last had ended.</returns>
    public static (double Seconds, IEnumerable<T> Measured) Run<T>(int clients, Action<int, long, List<T>> work)
    {
        var began = Stopwatch.GetTimestamp();
        var measured = new List<T>[clients];
        var threads = new Thread[clients];
        for (var c = 0; c < clients; c++)
        {
            var (client, mine) = (c, measured[c] = []);
            threads[c] = new Thread(() => work(client, began, mine), maxStackSize: 256 * 1024) { IsBackground = true };
        }

        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        return (Stopwatch.GetElapsedTime(began).TotalSeconds, measured.SelectMany(static m => m));
    }
}
