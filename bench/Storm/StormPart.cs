using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace RunBroker.Bench;

/// <summary>bench storm: the first minute of a broker's life, and what it can do after it.</summary>
internal static class StormPart
{
    private const int Starts = 5;

    private static readonly App App = Site.AppOf(UpstreamKind.Saml, "ES256");

    public static async Task Run(Options options, Results results)
    {
        await using var bed = await Bed.Make(options);
        Progress.Say("storm: the driver and its stubs warm up against the first broker");
        Driver(bed, TimeSpan.FromSeconds(3));
        Begin(bed, results);
        Cold(bed, options, results);
        Tail.Run(bed, options, results);
        await Durable.Run(bed, options, results);
        if (options.Logins is { } logins)
            Soak.Run(bed, App, logins, results);
        await bed.BeCorrect();
    }

    /// <summary>Starts on the data folder that is there, as after an update.</summary>
    private static void Begin(Bed bed, Results results)
    {
        var (discovery, ready, login, memory) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var i = 0; i < Starts; i++)
        {
            Progress.Say($"storm: start {i + 1} of {Starts}");
            bed.Restart();
            discovery.Add(bed.Broker.WaitFor("/.well-known/openid-configuration").TotalMilliseconds);
            ready.Add(bed.Broker.WaitUntilReady().TotalMilliseconds);
            memory.Add(Memory.ResidentMiB(bed.Pid));
            using var client = bed.NewClient();
            var began = Stopwatch.GetTimestamp();
            SignIn(client, i);
            login.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        var grid = new Grid("from start, existing data folder", "min", "median", "max");
        Row("first discovery, ms", "start to discovery", discovery);
        Row("ready, ms", "start to ready", ready);
        Row("first login after ready, ms", "first login", login);
        Row("memory when ready, MiB", "memory after start", memory);
        grid.Print($"{Starts} starts (SAML login, ES256)");

        void Row(string what, string finding, List<double> values)
        {
            results.Found(finding, Results.Median(values));
            grid.Add(what, Grid.Number(values.Min()), Grid.Number(Results.Median(values)), Grid.Number(values.Max()));
        }
    }

    /// <summary>A morning: everybody comes at once to a broker that has just been started.</summary>
    private static void Cold(Bed bed, Options options, Results results)
    {
        bed.Restart();
        bed.Broker.WaitUntilReady();
        var seconds = Timeline(bed, options.StormSeconds);
        Progress.Say("storm: until the steady state");
        var turns = new Turns<string, double>(["login"], (_, longest) => Driver(bed, longest).Cpu, static cpu => cpu, options.Gap);
        var warmUp = turns.WarmUp(most: 10);
        var steady = Driver(bed, TimeSpan.FromSeconds(5));
        var first = seconds.Take(10).Average(static s => s.Operations);
        results.Found("cold share", first / steady.PerSecond);
        var grid = new Grid("second", "logins", "CPU µs");
        for (var i = 0; i < seconds.Count; i++)
            grid.Add($"{i + 1}", $"{seconds[i].Operations}", Grid.Number(seconds[i].Cpu));
        grid.Add("steady", Grid.Number(steady.PerSecond), Grid.Number(steady.Cpu));
        grid.Print("Cold storm: logins a second, from the moment of ready (SAML, ES256)");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"\nThe first 10 s: {first / steady.PerSecond:0.00} of the steady state. {warmUp}."));
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
            SignIn(bed.Crew.Stranger(c), i);
            Interlocked.Increment(ref done);
        });
        watch.Join();
        return run.Errors == 0 ? rows : throw new BenchFault($"the storm: {run.FirstError}");
    }

    private static (double PerSecond, double Cpu) Driver(Bed bed, TimeSpan longest)
    {
        var cpu = CpuTime.Of(bed.Pid);
        var run = ClosedLoop.Run(bed.Crew.Count, int.MaxValue, longest, (c, i) => SignIn(bed.Crew.Stranger(c), i));
        if (run.Errors > 0)
            throw new BenchFault($"logins: {run.FirstError}");
        return (run.Operations / run.Seconds, CpuTime.Between(cpu, CpuTime.Of(bed.Pid)).Total * 1e6 / run.Operations);
    }

    private static void SignIn(Client client, int number)
    {
        var (ask, code) = client.SignIn(App, number);
        client.Exchange(ask, code);
    }
}
