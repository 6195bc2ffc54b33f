using System.Runtime.InteropServices;

namespace RunBroker.Bench;

/// <summary>The parts of a run, by command.</summary>
internal static class Commands
{
    /// <returns>Null: there is no such command.</returns>
    public static Func<Options, Task<int>>? Of(string command) => command switch
    {
        "floor" => static options => Floor.Serve(options.Urls, options.OidcIssuer),
        "serve" => ServePart.Run,
        "" => static options => Report(options, All),
        "limit" => static options => Report(options, Now(static (o, r) => LimitPart.Run(o, r))),
        "micro" => static options => Report(options, Now(static (o, r) => MicroPart.Run(r, o.Rounds * 5))),
        "http" => static options => Report(options, Http),
        "storm" => static options => Report(options, StormPart.Run),
        "scale" => static options => Report(options, ScalePart.Run),
        "logout" => static options => Report(options, SignOutPart.Run),
        "keys" => static options => Report(options, KeysPart.Run),
        "mix" => static options => Report(options, MixPart.Run),
        "peers" => static options => Report(options, PeersPart.Run),
        _ => null,
    };

    private static async Task All(Options options, Results results)
    {
        using (var limit = new LimitPart(options))
        {
            MicroPart.Run(results, options.Rounds);
            await HttpPart.Run(options, limit, results);
        }

        await StormPart.Run(options, results);
    }

    private static async Task Http(Options options, Results results)
    {
        using var limit = options.WithLimit ? new LimitPart(options) : null;
        await HttpPart.Run(options, limit, results);
    }

    private static Func<Options, Results, Task> Now(Action<Options, Results> part) => (options, results) =>
    {
        part(options, results);
        return Task.CompletedTask;
    };

    private static async Task<int> Report(Options options, Func<Options, Results, Task> part)
    {
        // Asked to end, it takes with it what it started.
        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, static _ => Environment.Exit(143));
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, static _ => Environment.Exit(130));
        var machine = MachineFacts.Read();
        Console.WriteLine(machine);
        if (!Cores.Pinned)
            Console.WriteLine("Not pinned: start it by bench/run, on two cores or more, for times that can be compared.");
        var results = new Results(options);
        await part(options, results);
        Judgement.Print(results, all: options.Command.Length == 0);
        results.Save(Path.Combine("bench", "results.json"), machine);
        return 0;
    }
}
