using System.Globalization;

namespace RunBroker.Bench;

/// <summary>Very many at once: closed loops of growing size, in turns, then twice as many as the broker can serve.</summary>
internal static class Crowd
{
    private const int Rounds = 5;
    private const int Best = 64;
    private static readonly int[] Sizes = [1, 8, Best, 256, 1024];
    private static readonly TimeSpan Each = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static void Run(Bed bed, Options options, Results results)
    {
        var app = Site.AppOf(UpstreamKind.Oidc, "ES256");
        Progress.Say($"crowd: {Sizes[^1]} people sign in");
        Client[] people = [.. Enumerable.Range(0, Sizes[^1]).Select(_ => bed.NewClient())];
        ClosedLoop.Run(8, people.Length, Patience, (_, i) => people[i].Finish(people[i].SignIn(app, i)));
        Sides(bed, people, app, options, results);
        // As apps are registered by default, with two RSA signatures each: of the others this driver cannot offer twice what a broker serves.
        var ordinary = Site.AppOf(UpstreamKind.Oidc, "RS256");
        var (capacity, steady) = CapacityOf(bed, people, ordinary, options);
        Overload.Run(bed, people, capacity, ordinary, options, results);
        if (!steady)
            results.Doubt("overload share", WarmUp.NotSteady);
        foreach (var client in people)
            client.Dispose();
    }

    private static void Sides(Bed bed, Client[] people, App app, Options options, Results results)
    {
        // The largest has code of its own to be compiled: where it waits, and where much is written at once.
        var before = new Turns<int, Crowded>([8, Sizes[^1]], Run, static run => run.Cpu, options.Gap) { Burst = TimeSpan.FromSeconds(1) };
        var warmUp = before.WarmUp(most: 16, TimeSpan.FromSeconds(90));
        var others = Others.Watch(bed.Pid);
        var samples = new Turns<int, Crowded>(Sizes, Run, static run => run.Cpu, options.Gap)
            .Measure(Rounds, Each, static (size, round, _) => Progress.Say($"crowd: {size} at once, round {round + 1} of {Rounds}"));
        var disturbed = others.Share();
        var grid = new Grid("concurrent logins", "ops/s", "CPU µs", "p50 ms", "p99 ms", "server", "load");
        foreach (var size in Sizes)
        {
            grid.Add($"{size}", Of(size, static s => s.PerSecond), Of(size, static s => s.Cpu), Of(size, static s => s.Run.Percentile(0.5)),
                Of(size, static s => s.Run.Percentile(0.99)), Of(size, static s => s.ServerUse), Of(size, static s => s.LoadUse));
        }

        grid.Print($"Silent logins (ES256) side by side, medians of {Rounds} rounds");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n{warmUp}. Others had {disturbed:0.00} of the broker's core."));
        var rates = Sizes.Select(size => Results.Median(samples[size].Select(static s => s.PerSecond))).ToArray();
        results.Found("crowd share", rates[^1] / rates.Max());
        if (!warmUp.Steady)
            results.Doubt("crowd share", WarmUp.NotSteady);
        else if (Others.TooMuch(disturbed))
            results.Doubt("crowd share", Others.Verdict);

        string Of(int size, Func<Crowded, double> number) => Grid.Number(Results.Median(samples[size].Select(number)));

        Crowded Run(int size, TimeSpan longest) => Closed(bed, people, app, size, longest);
    }

    /// <returns>Logins a second.</returns>
    private static (double PerSecond, bool Steady) CapacityOf(Bed bed, Client[] people, App app, Options options)
    {
        var turns = new Turns<int, Crowded>([Best], (size, longest) => Closed(bed, people, app, size, longest), static run => run.Cpu, options.Gap) { Burst = TimeSpan.FromSeconds(1) };
        var warmUp = turns.WarmUp(most: 8);
        var samples = turns.Measure(Rounds, Each, static (_, round, _) => Progress.Say($"crowd: the capacity, round {round + 1} of {Rounds}"));
        return (Results.Median(samples[Best].Select(static s => s.PerSecond)), warmUp.Steady);
    }

    private static Crowded Closed(Bed bed, Client[] people, App app, int size, TimeSpan longest)
    {
        using var quiet = new NoCollections(2);
        var (cpu, load) = (CpuTime.Of(bed.Pid), Environment.CpuUsage.TotalTime);
        var run = ClosedLoop.Run(size, int.MaxValue, longest, (c, _) => people[c].Finish(people[c].Authorize(app)));
        var used = CpuTime.Between(cpu, CpuTime.Of(bed.Pid)).Total;
        return run.Errors == 0 ? new(run, used, (Environment.CpuUsage.TotalTime - load).TotalSeconds)
            : throw new BenchFault($"{size} at once: {run.FirstError}");
    }

    /// <param name="Used">Seconds of processor time, the broker's.</param>
    /// <param name="Load">Ours.</param>
    private sealed record Crowded(LoadRun Run, double Used, double Load)
    {
        public double PerSecond => Run.Operations / Run.Seconds;
        public double Cpu => Used * 1e6 / Run.Operations;
        public double ServerUse => Used / Run.Seconds;
        public double LoadUse => Load / Run.Seconds;
    }
}
