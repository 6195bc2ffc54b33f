using System.Globalization;

namespace RunBroker.Bench;

/// <summary>The same broker twice, its database on the disk and in memory: what does it cost that every acknowledged write survives?</summary>
internal static class Durable
{
    public static async Task Run(Bed disk, Options options, Results results)
    {
        if (options.Postgres is not null || !Directory.Exists(Store.InMemory))
            return;
        await using var memory = await Bed.Make(options, static (_, _) => Task.CompletedTask, inMemory: true);
        var silent = ScenarioTable.All.Single(static s => s.Key == "silent ES256");
        var turns = new Turns<Bed, Sample>([disk, memory], (bed, longest) => bed.Run(silent, 0, int.MaxValue, longest), static s => s.Cpu, options.Gap);
        turns.WarmUp(most: 4);
        var samples = turns.Measure(options.Rounds, options.Run, static (_, _, _) => { });
        var (onDisk, inMemory) = (Cpu(disk), Cpu(memory));
        results.Found("silent durable of memory", onDisk / inMemory);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"\nSilent login (ES256): {onDisk:0.0} µs with its database on the disk (FULL), {inMemory:0.0} µs with it in memory."));

        double Cpu(Bed bed) => Results.Median(samples[bed].Select(static s => s.Cpu));
    }
}
