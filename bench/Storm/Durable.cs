using System.Globalization;

namespace RunBroker.Bench;

/// <summary>The same broker twice, its database on the disk and in memory: what does it cost that every acknowledged write survives?</summary>
internal static class Durable
{
    private const int Rounds = 5;

    /// <summary>A disk costs something: below this, one of the two was not steady.</summary>
    private const double LeastRatio = 0.95;

    public static async Task Run(Bed disk, Options options, Results results)
    {
        if (options.Postgres is not null || !Directory.Exists(Store.InMemory))
            return;
        await using var memory = await Bed.Make(options, static (_, _) => Task.CompletedTask, inMemory: true);
        var silent = ScenarioTable.All.Single(static s => s.Key == "silent ES256");
        var turns = new Turns<Bed, Sample>([disk, memory], (bed, longest) => bed.Run(silent, 0, int.MaxValue, longest), static s => s.Cpu, options.Gap);
        var warmUp = turns.WarmUp(most: 6);
        var samples = turns.Measure(Math.Max(Rounds, options.Rounds), options.Run, static (_, _, _) => { });
        // Of each round by itself: both sides of it met the same machine.
        var ratio = Results.Median(samples[disk].Zip(samples[memory], static (d, m) => d.Cpu / m.Cpu));
        results.Found("silent durable of memory", ratio);
        if (ratio < LeastRatio)
            results.Doubt("silent durable of memory", WarmUp.NotSteady);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"\nSilent login (ES256): {Cpu(disk):0.0} µs with its database on the disk (FULL), {Cpu(memory):0.0} µs with it in memory: {ratio:0.00} of it, the median of the rounds. {warmUp}."));

        double Cpu(Bed bed) => Results.Median(samples[bed].Select(static s => s.Cpu));
    }
}
