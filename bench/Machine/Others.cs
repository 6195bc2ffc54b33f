using System.Diagnostics;
using System.Globalization;

namespace RunBroker.Bench;

/// <summary>What else than the measured server ran on its core, from /proc: rates and waiting times say nothing when that was much.</summary>
internal sealed class Others
{
    /// <summary>The verdict where it was.</summary>
    public const string Verdict = "the machine did something else";

    /// <summary>Of the core. The kernel's own work for the server is part of it.</summary>
    private const double Most = 0.15;
    private const double TicksPerSecond = 100;

    // Of the line of a core: all but idle, waiting for the disk, and guests, which are counted as users already.
    private static readonly int[] Busy = [1, 2, 3, 6, 7, 8];

    private readonly int pid;
    private readonly CpuTime its;
    private readonly double busy = BusySeconds();
    private readonly long began = Stopwatch.GetTimestamp();

    private Others(int pid) => (this.pid, its) = (pid, CpuTime.Of(pid));

    public static Others Watch(int pid) => new(pid);

    public static bool TooMuch(double share) => share > Most;

    /// <returns>A share of the core since the watch began; 0 where the server has no core of its own.</returns>
    public double Share() => Cores.Pinned
        ? Math.Max(0, BusySeconds() - busy - CpuTime.Between(its, CpuTime.Of(pid)).Total) / Stopwatch.GetElapsedTime(began).TotalSeconds : 0;

    private static double BusySeconds()
    {
        var line = File.ReadLines("/proc/stat").First(static l => l.StartsWith("cpu0 ", StringComparison.Ordinal)).Split(' ');
        return Busy.Where(i => i < line.Length).Sum(i => double.Parse(line[i], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }
}
