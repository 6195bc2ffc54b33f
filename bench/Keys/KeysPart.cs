using System.Globalization;
using System.Text.Json.Nodes;

namespace RunBroker.Bench;

/// <summary>bench keys: what trust rests on is renewed while people sign in. Does any of them notice?</summary>
internal static class KeysPart
{
    private const double Load = 0.5;
    private const int People = 64;
    private const int Rounds = 3;
    private const double Most = 2;
    private const string Still = "nothing";
    private const string ByWorker = "metadata, by the worker";
    private const string ByApi = "metadata, by the API";
    private const string Signing = "signing keys";
    private static readonly string[] Phases = [Still, ByWorker, ByApi, Signing];
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static async Task Run(Options options, Results results)
    {
        using var stub = new MetadataStub(Federation.Count);
        await using var bed = await Bed.Make(options, (seeding, db) => db.Write(tx => Federation.Seed(seeding, tx, stub), CancellationToken.None));
        var app = Site.AppOf(UpstreamKind.Oidc, "ES256");
        Client[] clients = [.. Enumerable.Range(0, People).Select(_ => bed.NewClient())];
        for (var i = 0; i < People; i++)
            clients[i].Finish(clients[i].SignIn(app, i));
        var silent = ScenarioTable.All.Single(static s => s.Key == "silent ES256");
        bed.Crew.SignIn(_ => app);
        var turns = new Turns<string, Sample>(["silent"], (_, longest) => bed.Run(silent, 0, int.MaxValue, longest), static s => s.Cpu, options.Gap);
        var warmUp = turns.WarmUp(most: 12);
        // All have code of their own: it is compiled before anything counts.
        var rate = Load * 1e6 / bed.Run(silent, 0, int.MaxValue, TimeSpan.FromSeconds(2)).Cpu;
        foreach (var phase in Phases)
            await Measure(phase, rate);
        var runs = Phases.ToDictionary(static p => p, static _ => new List<Phase>());
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var phase in Phases)
                runs[phase].Add(await Measure(phase, rate));
        }

        foreach (var client in clients)
            client.Dispose();
        Tell(runs, rate, results);
        Console.WriteLine($"\n{warmUp}. The signing keys rolled {Rolling.Times(options)} times in each round; tokens that were looked at named "
            + $"{bed.Check.Refetched} times a key that was not in the set fetched before.");
        if (runs.Values.SelectMany(static p => p).FirstOrDefault(static p => p.Run.Failed > 0) is { } failed)
            throw new BenchFault($"a login failed: {failed.Run.FirstFault}");
        if (bed.Check.Refetched < Rounds)
            throw new BenchFault("the signing keys rolled, and no token showed it");
        await bed.BeCorrect();

        async Task<Phase> Measure(string phase, double perSecond)
        {
            Progress.Say($"keys: {phase}");
            var since = TimeProvider.System.GetUtcNow();
            stub.NextRound();
            if (phase == Still)
                return Logins(Quiet, static () => false);
            if (phase == Signing)
            {
                var rolling = Beside(() => Rolling.Do(bed, Rolling.Times(options)));
                // On PostgreSQL a new key waits for as long as the others are given in all.
                var rolled = Logins(2 * Patience, () => rolling.IsCompleted);
                await rolling;
                return rolled;
            }

            if (phase == ByWorker)
                await Federation.BringDue(bed);
            var asking = phase == ByApi ? Beside(() => Federation.Ask(bed)) : Task.CompletedTask;
            while (stub.Asked == 0)
                await Task.Delay(1);
            var measured = Logins(Patience, () => stub.AllAsked || asking.IsFaulted);
            await asking;
            await Federation.BeFetched(bed, since);
            return measured;

            Phase Logins(TimeSpan longest, Func<bool> over)
            {
                var (others, cpu) = (Others.Watch(bed.Pid), CpuTime.Of(bed.Pid));
                var run = OpenLoop.Run(People, perSecond, longest, (c, _) => clients[c].Finish(clients[c].Authorize(app)), over);
                return new(run, CpuTime.Between(cpu, CpuTime.Of(bed.Pid)).Total / run.Seconds, others.Share());
            }
        }
    }

    private static Task Beside(Action what) =>
        Task.Factory.StartNew(what, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static void Tell(Dictionary<string, List<Phase>> runs, double rate, Results results)
    {
        var grid = new Grid("renewed", "took s", "logins", "lost", "p50 ms", "p99 ms", "of quiet", "server", "others");
        foreach (var (phase, its) in runs)
        {
            // Of each round by itself: what the machine does besides meets neighbours alike.
            var share = Results.Median(its.Zip(runs[Still], static (p, quiet) => p.P99 / quiet.P99));
            grid.Add(phase, Of(static p => p.Run.Seconds), $"{its.Sum(static p => p.Run.Served.Count)}", $"{its.Sum(static p => p.Lost)}",
                Of(static p => p.Run.Served.Percentile(0.5)), Of(static p => p.P99), phase == Still ? "" : Grid.Number(share), Of(static p => p.ServerUse),
                Of(static p => p.OthersUse));
            if (phase == Signing)
                results.Found("rotation p99", share);
            else if (phase != Still)
                results.Found("metadata p99", Math.Max(share, results.Find("metadata p99") ?? 0));

            string Of(Func<Phase, double> number) => Grid.Number(Results.Median(its.Select(number)));
        }

        // When the quiet phases differ by more than what is looked for, there was no quiet.
        double[] still = [.. runs[Still].Select(static p => p.P99)];
        var doubt = still.Max() > Most * still.Min() ? WarmUp.NotSteady
            : Others.TooMuch(Results.Median(runs.Values.SelectMany(static p => p).Select(static p => p.OthersUse))) ? Others.Verdict : null;
        if (doubt is not null)
        {
            results.Doubt("metadata p99", doubt);
            results.Doubt("rotation p99", doubt);
        }

        results.Found("metadata lost", runs.Where(static r => r.Key != Signing).SelectMany(static r => r.Value).Sum(static p => p.Lost));
        results.Found("rotation lost", runs[Signing].Sum(static p => p.Lost));
        grid.Print(string.Create(CultureInfo.InvariantCulture,
            $"Silent logins (ES256), {rate:0} a second, while {Federation.Count} metadata documents are fetched or all signing keys roll; medians of {Rounds} rounds"));
        results.Part("keys", new JsonArray([.. runs.SelectMany(static r => r.Value, static (r, phase) => new JsonObject
        {
            ["phase"] = r.Key,
            ["seconds"] = phase.Run.Seconds,
            ["p50_ms"] = phase.Run.Served.Percentile(0.5),
            ["p99_ms"] = phase.P99,
            ["lost"] = phase.Lost,
        })]));
    }

    private sealed record Phase(OpenRun Run, double ServerUse, double OthersUse)
    {
        public double P99 => Run.Served.Percentile(0.99);
        public int Lost => Run.Refused.Count + Run.Failed + Run.Late;
    }
}
