using System.Globalization;
using System.Text.Json.Nodes;

namespace RunBroker.Bench;

/// <summary>bench mix: an ordinary day in twenty minutes, at half of what the broker can do. Do memory and waiting times stay as they are?</summary>
internal static class MixPart
{
    private const double Load = 0.5;
    private const int Clients = 64;

    // From this length on a run speaks for the goals.
    private const int GoalMinutes = 20;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(30);
    private const double WindowsPerHour = 120;

    public static async Task Run(Options options, Results results)
    {
        if (options.Minutes < 1)
            throw new BenchFault("--minutes: one at least");
        await using var bed = await Bed.Make(options);
        using var traffic = new Traffic(bed, Clients);
        var turns = new Turns<string, double>(["mix"], (_, longest) => Cost(bed, traffic, longest, options), static cpu => cpu, options.Gap)
        {
            Burst = TimeSpan.FromSeconds(1),
        };
        var warmUp = turns.WarmUp(most: 15);
        var rate = Load * 1e6 / Cost(bed, traffic, TimeSpan.FromSeconds(3), options);
        Measure(bed, traffic, rate);
        var seen = new List<Seen>();
        for (var i = 0; i < options.Minutes * 2; i++)
        {
            seen.Add(Measure(bed, traffic, rate));
            Progress.Say(string.Create(CultureInfo.InvariantCulture,
                $"mix: {(i + 1) / 2d:0.0} of {options.Minutes} minutes, {seen[^1].MiB:0.0} MiB, p99 {seen[^1].P99:0.0} ms"));
        }

        Tell(seen, rate, options.Minutes, results);
        Console.WriteLine($"{warmUp}.");
        if (seen.FirstOrDefault(static s => s.Run.Failed > 0) is { } failed)
            throw new BenchFault($"mixed traffic: {failed.Run.FirstFault}");
        await bed.BeCorrect();
    }

    /// <returns>Microseconds of processor time for one operation, whatever kind it is.</returns>
    private static double Cost(Bed bed, Traffic traffic, TimeSpan longest, Options options)
    {
        var cpu = CpuTime.Of(bed.Pid);
        var run = ClosedLoop.Run(Math.Min(options.Clients, Clients), int.MaxValue, longest, traffic.Do);
        return run.Errors == 0 ? CpuTime.Between(cpu, CpuTime.Of(bed.Pid)).Total * 1e6 / run.Operations
            : throw new BenchFault($"mixed traffic: {run.FirstError}");
    }

    private static Seen Measure(Bed bed, Traffic traffic, double rate)
    {
        var (others, cpu, load) = (Others.Watch(bed.Pid), CpuTime.Of(bed.Pid), Environment.CpuUsage.TotalTime);
        var run = OpenLoop.Run(Clients, rate, Window, traffic.Do);
        return new(run, Memory.ResidentMiB(bed.Pid), CpuTime.Between(cpu, CpuTime.Of(bed.Pid)).Total / run.Seconds,
            (Environment.CpuUsage.TotalTime - load).TotalSeconds / run.Seconds, others.Share());
    }

    private static void Tell(List<Seen> seen, double rate, int minutes, Results results)
    {
        var grid = new Grid("minute", "ops", "refused", "not begun", "p50 ms", "p99 ms", "MiB", "server", "others", "load");
        for (var i = 0; i < seen.Count; i++)
        {
            var (run, mib, server, load, others) = seen[i];
            grid.Add(((i + 1) / 2d).ToString("0.0", CultureInfo.InvariantCulture), $"{run.Served.Count}", $"{run.Refused.Count}", $"{run.Late}",
                Grid.Number(run.Served.Percentile(0.5)), Grid.Number(seen[i].P99), Grid.Number(mib), Grid.Number(server), Grid.Number(others),
                Grid.Number(load));
        }

        grid.Print(string.Create(CultureInfo.InvariantCulture,
            $"{rate:0} operations a second: 70 % silent logins, 15 % refreshes, 10 % logins at the upstream, 5 % sign-outs (ES256)"));
        var third = Math.Max(1, seen.Count / 3);
        var growth = seen[^1].MiB - seen[(seen.Count / 2) - 1].MiB;
        var p99 = Results.Median(seen.TakeLast(third).Select(static s => s.P99)) / Results.Median(seen.Take(third).Select(static s => s.P99));
        Seen[] later = [.. seen.Skip(seen.Count / 3)];
        var memorySlope = Trend.Slope([.. later.Select(static s => s.MiB)]) * WindowsPerHour;
        var p99Slope = Trend.Slope([.. later.Select(static s => s.P99)]) * WindowsPerHour;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"\nOver the last two thirds memory grows by {memorySlope:0.0} MiB an hour, p99 by {p99Slope:0.0} ms an hour.")
            + string.Create(CultureInfo.InvariantCulture, $" Memory in the last half: {growth:+0.0;-0.0} MiB; p99 of the last third: {p99:0.00} of the first's."));
        foreach (var (name, value) in (ReadOnlySpan<(string, double)>)[("mix memory growth", growth), ("mix p99", p99)])
        {
            results.Found(name, value);
            if (name == "mix p99" && Others.TooMuch(Results.Median(seen.Select(static s => s.OthersUse))))
                results.Doubt(name, Others.Verdict);
            if (minutes < GoalMinutes)
                results.Doubt(name, $"too short: {minutes} of {GoalMinutes} minutes");
        }

        results.Part("mix", new JsonObject
        {
            ["per_second"] = rate,
            ["resident_mib"] = new JsonArray([.. seen.Select(static s => (JsonNode)s.MiB)]),
            ["p99_ms"] = new JsonArray([.. seen.Select(static s => (JsonNode)s.P99)]),
            ["mib_per_hour"] = memorySlope,
            ["p99_ms_per_hour"] = p99Slope,
        });
    }

    private sealed record Seen(OpenRun Run, double MiB, double ServerUse, double LoadUse, double OthersUse)
    {
        public double P99 => Run.Served.Percentile(0.99);
    }
}
