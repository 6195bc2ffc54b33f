using System.Globalization;
using System.Text.Json.Nodes;

namespace RunBroker.Bench;

/// <summary>bench http: every scenario in its steady state, beside its limit.</summary>
internal static class HttpPart
{
    /// <param name="limit">Measured again with each round; null: no ratio to it.</param>
    public static async Task Run(Options options, LimitPart? limit, Results results)
    {
        Scenario[] chosen = [.. ScenarioTable.All.Where(s => options.Only.Count == 0 || options.Only.Contains(s.Name) || options.Only.Contains(s.Key))];
        if (chosen.Length == 0)
            throw new BenchFault($"--only names no scenario; there are: {string.Join(", ", ScenarioTable.All.Select(static s => s.Key))}");
        await using var bed = await Bed.Make(options);
        results.Found("memory at start", Memory.ResidentMiB(bed.Pid));
        var turns = new Turns<Scenario, Sample>(chosen, new Workload(bed).Run, static sample => sample.Cpu, options.Gap);
        var warmUp = turns.WarmUp(most: 12, options.Patience);
        bed.Counting = true;
        var samples = turns.Measure(options.Rounds, options.Run, static (_, _, _) => { }, () => limit?.Round());
        var ceilings = limit?.Tell(results) ?? Ceilings.None;
        foreach (var (scenario, rounds) in samples)
        {
            for (var round = 0; round < rounds.Count; round++)
                results.Line(Json(scenario, round, rounds[round], ceilings));
        }

        Print(chosen, samples, ceilings, results);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"\n{warmUp}; {options.Rounds} timed runs of {options.Run.TotalSeconds:0.#} s, medians; {bed.Check.Checked} tokens verified."));
        results.Part("http", new JsonObject { ["warm_up_rounds"] = warmUp.Rounds, ["steady"] = warmUp.Steady });
        await bed.BeCorrect();
    }

    private static void Print(Scenario[] chosen, IReadOnlyDictionary<Scenario, List<Sample>> samples, Ceilings ceilings, Results results)
    {
        var grid = new Grid("scenario", "ops", "ops/s", "CPU µs", "user", "kernel", "store µs", "KB", "sign.", "p50 ms", "p99 ms", "MiB", "limit µs", "ratio", "server", "load");
        foreach (var scenario in chosen)
        {
            var its = samples[scenario];
            var (cpu, limit) = (Of(static s => s.Cpu), ceilings.Of(scenario.Ceiling));
            results.Found($"{scenario.Key} cpu", cpu);
            results.Found($"{scenario.Key} ratio", cpu / limit);
            grid.Add(
                scenario.Key, $"{its.Sum(static s => s.Operations)}", Grid.Number(Of(static s => s.PerSecond)), Grid.Number(cpu), Grid.Number(Of(static s => s.User)),
                Grid.Number(Of(static s => s.Kernel)), Of(static s => s.StoreCpu) is > 0 and var store ? Grid.Number(store) : "",
                Grid.Number(Of(static s => s.Allocated / 1024 ?? double.NaN)), Grid.Number(Of(static s => s.Signatures ?? double.NaN)),
                Grid.Number(Of(static s => s.P50)), Grid.Number(Of(static s => s.P99)), Grid.Number(its.Max(static s => s.ResidentMiB)),
                Grid.Number(limit), Grid.Number(cpu / limit), Grid.Number(Of(static s => s.ServerUse)), Grid.Number(Of(static s => s.LoadUse)));

            double Of(Func<Sample, double> number) => Results.Median(its.Select(number));
        }

        grid.Print("CPU for one operation of the broker (server on core 0, load and stubs on core 1)");
    }

    private static JsonObject Json(Scenario scenario, int round, Sample sample, Ceilings ceilings)
    {
        var limit = ceilings.Of(scenario.Ceiling);
        return new()
        {
            ["scenario"] = scenario.Name,
            ["variant"] = scenario.Variant,
            ["round"] = round,
            ["operations"] = sample.Operations,
            ["errors"] = sample.Errors,
            ["per_second"] = sample.PerSecond,
            ["cpu_us"] = sample.Cpu,
            ["user_us"] = sample.User,
            ["kernel_us"] = sample.Kernel,
            ["store_us"] = sample.StoreCpu,
            ["allocated_bytes"] = sample.Allocated,
            ["signatures"] = sample.Signatures,
            ["p50_ms"] = sample.P50,
            ["p99_ms"] = sample.P99,
            ["resident_mib"] = sample.ResidentMiB,
            ["server_use"] = sample.ServerUse,
            ["load_use"] = sample.LoadUse,
            ["limit_us"] = double.IsNaN(limit) ? null : limit,
        };
    }
}
