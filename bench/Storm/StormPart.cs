using System.Diagnostics;

namespace RunBroker.Bench;

/// <summary>bench storm: the first minute of a broker's life, and what it can do after it.</summary>
internal static class StormPart
{
    private const int Starts = 3;

    private static readonly App App = Site.AppOf(UpstreamKind.Saml, "ES256");

    public static async Task Run(Options options, Results results)
    {
        await using var bed = await Bed.Make(options);
        Progress.Say("storm: the driver and its stubs warm up against the first broker");
        Driver(bed, TimeSpan.FromSeconds(3));
        Begin(bed, results);
        ColdStorm.Run(bed, options, results);
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

    /// <summary>Logins side by side for so long.</summary>
    public static (double PerSecond, double Cpu) Driver(Bed bed, TimeSpan longest)
    {
        var cpu = CpuTime.Of(bed.Pid);
        var run = ClosedLoop.Run(bed.Crew.Count, int.MaxValue, longest, (c, i) => SignIn(bed.Crew.Stranger(c), i));
        if (run.Errors > 0)
            throw new BenchFault($"logins: {run.FirstError}");
        return (run.Operations / run.Seconds, CpuTime.Between(cpu, CpuTime.Of(bed.Pid)).Total * 1e6 / run.Operations);
    }

    public static void SignIn(Client client, int number) => client.Finish(client.SignIn(App, number));
}
