using System.Globalization;
using System.Text.Json.Nodes;

namespace RunBroker.Bench;

/// <summary>The first seconds after a start, against the steady state.</summary>
internal static class ColdStorm
{
    /// <summary>No cold broker is faster than a warm one: above this, the other side was not steady.</summary>
    private const double MostOfSteady = 1.05;

    /// <summary>A morning: everybody comes at once to a broker that has just been started.</summary>
    public static void Run(Bed bed, Options options, Results results)
    {
        bed.Restart();
        bed.Broker.WaitUntilReady();
        var atFirst = Others.Watch(bed.Pid);
        var seconds = Timeline(bed, options.StormSeconds);
        var others = atFirst.Share();
        Progress.Say("storm: until the steady state");
        var turns = new Turns<string, double>(["login"], (_, longest) => StormPart.Driver(bed, longest).Cpu, static cpu => cpu, options.Gap);
        var warmUp = turns.WarmUp(most: 8);
        var later = Others.Watch(bed.Pid);
        var steady = StormPart.Driver(bed, TimeSpan.FromSeconds(5));
        others = Math.Max(others, later.Share());
        var first = seconds.Take(10).Average(static s => s.Operations);
        var share = first / steady.PerSecond;
        results.Found("cold share", share);
        if (!warmUp.Steady || share > MostOfSteady)
            results.Doubt("cold share", WarmUp.NotSteady);
        else if (Others.TooMuch(others))
            results.Doubt("cold share", Others.Verdict);
        var grid = new Grid("second", "logins", "CPU µs");
        for (var i = 0; i < seconds.Count; i++)
            grid.Add($"{i + 1}", $"{seconds[i].Operations}", Grid.Number(seconds[i].Cpu));
        grid.Add("steady", Grid.Number(steady.PerSecond), Grid.Number(steady.Cpu));
        grid.Print("Cold storm: logins a second, from the moment of ready (SAML, ES256)");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"\nThe first 10 s: {share:0.00} of the steady state. {warmUp}. Others had {others:0.00} of the broker's core."));
        results.Part("storm", new JsonObject
        {
            ["logins"] = new JsonArray([.. seconds.Select(static s => (JsonNode)s.Operations)]),
            ["cpu_us"] = new JsonArray([.. seconds.Select(static s => (JsonNode)s.Cpu)]),
            ["steady_per_second"] = steady.PerSecond,
            ["steady_cpu_us"] = steady.Cpu,
        });
    }

    private static List<(int Operations, double Cpu)> Timeline(Bed bed, int seconds)
    {
        var (done, rows) = (0, new List<(int, double)>());
        var watch = new Thread(() =>
        {
            var (before, cpu) = (0, CpuTime.Of(bed.Pid));
            for (var second = 0; second < seconds; second++)
            {
                Thread.Sleep(1000);
                var (now, used) = (Volatile.Read(ref done), CpuTime.Of(bed.Pid));
                rows.Add((now - before, CpuTime.Between(cpu, used).Total * 1e6 / Math.Max(1, now - before)));
                (before, cpu) = (now, used);
            }
        });
        watch.Start();
        var run = ClosedLoop.Run(bed.Crew.Count, int.MaxValue, TimeSpan.FromSeconds(seconds), (c, i) =>
        {
            StormPart.SignIn(bed.Crew.Stranger(c), i);
            Interlocked.Increment(ref done);
        });
        watch.Join();
        return run.Errors == 0 ? rows : throw new BenchFault($"the storm: {run.FirstError}");
    }
}
