using System.Globalization;
using System.Text.Json.Nodes;

namespace RunBroker.Bench;

/// <summary>
/// Twice as many as the broker can serve, whether it is ready or not. It takes more clients than the broker lets in, so that there is
/// always somebody who can come and be told to come again; most of them are further windows of the same people.
/// </summary>
internal static class Overload
{
    private const double Times = 2;
    private const double MostLoad = 0.9;
    /// <summary>What both sides have open besides these connections.</summary>
    private const int OtherFiles = 512;
    private const int Openers = 32;
    private static readonly TimeSpan Lasts = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <param name="capacity">Logins a second in the steady state.</param>
    public static void Run(Bed bed, Client[] people, double capacity, App app, Options options, Results results)
    {
        var clients = Windows(bed, people, options);
        Progress.Say($"overload: {clients.Length} clients open their connections");
        var open = ClosedLoop.Run(Openers, clients.Length, Patience, (_, i) => clients[i].Finish(clients[i].Authorize(app)));
        if (open.Errors > 0)
            throw new BenchFault($"overload, before it begins: {open.FirstError}");
        Progress.Say(string.Create(CultureInfo.InvariantCulture, $"overload: {capacity * Times:0} logins a second for {Lasts.TotalSeconds:0} s"));
        using var quiet = new NoCollections(12);
        var (others, cpu, load) = (Others.Watch(bed.Pid), CpuTime.Of(bed.Pid), Environment.CpuUsage.TotalTime);
        var run = OpenLoop.Run(clients.Length, capacity * Times, Lasts, (c, _) => clients[c].Finish(clients[c].Authorize(app)));
        var server = CpuTime.Between(cpu, CpuTime.Of(bed.Pid)).Total / run.Seconds;
        Tell(run, app, clients.Length, capacity, (server, (Environment.CpuUsage.TotalTime - load).TotalSeconds / run.Seconds, others.Share()), results);
        foreach (var client in clients[people.Length..])
            client.Dispose();
        if (run.Failed > 0)
            throw new BenchFault($"overload: {run.FirstFault}");
    }

    private static Client[] Windows(Bed bed, Client[] people, Options options)
    {
        var allowed = Math.Min(OpenFiles.LimitOf(bed.Pid), OpenFiles.LimitOf(Environment.ProcessId)) - OtherFiles;
        if (allowed < options.Crowd)
            Console.WriteLine($"\nOnly {allowed} clients of {options.Crowd}: more need ulimit -n {options.Crowd + OtherFiles}.");
        var more = Enumerable.Range(0, Math.Max(0, Math.Min(options.Crowd, allowed) - people.Length)).Select(i =>
        {
            var window = bed.NewClient();
            window.Share(people[i % people.Length]);
            return window;
        });
        return [.. people, .. more];
    }

    private static void Tell(OpenRun run, App app, int clients, double capacity, (double Server, double Load, double Others) use, Results results)
    {
        var (server, load, others) = use;
        var due = capacity * Times * Lasts.TotalSeconds;
        var served = run.Served.Count / run.Seconds / capacity;
        results.Found("overload share", served);
        if (load > MostLoad)
            results.Doubt("overload share", "the load was the bottleneck");
        else if (Others.TooMuch(others))
            results.Doubt("overload share", Others.Verdict);
        var grid = new Grid("of all that came", "share", "p50 ms", "p99 ms", "from when it was due: p50", "p99");
        Row("served", run.ServedFromBegin, run.Served);
        Row("refused (503, Retry-After)", run.RefusedFromBegin, run.Refused);
        grid.Add("not begun, all clients waited", Grid.Number(run.Late / due), "", "", "", "");
        grid.Add("failed", Grid.Number(run.Failed / due), "", "", "", "");
        grid.Print(string.Create(CultureInfo.InvariantCulture, $"Twice the capacity ({capacity:0} silent logins a second, {app.Alg}) for {Lasts.TotalSeconds:0} s, {clients} clients"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"\n{served:0.00} of the capacity served. Server {server:0.00} of a core and others {others:0.00}; load {load:0.00}."));
        results.Part("overload", new JsonObject
        {
            ["clients"] = clients,
            ["capacity"] = capacity,
            ["served"] = Json(run.ServedFromBegin),
            ["refused"] = Json(run.RefusedFromBegin),
            ["failed"] = run.Failed,
            ["late"] = run.Late,
            ["server_use"] = server,
            ["load_use"] = load,
            ["others_use"] = others,
        });

        void Row(string what, Answered begun, Answered owed) => grid.Add(
            what, Grid.Number(begun.Count / due), Grid.Number(begun.Percentile(0.5)), Grid.Number(begun.Percentile(0.99)), Grid.Number(owed.Percentile(0.5)),
            Grid.Number(owed.Percentile(0.99)));
    }

    private static JsonObject Json(Answered answered) => new()
    {
        ["count"] = answered.Count,
        ["p50_ms"] = answered.Count == 0 ? null : answered.Percentile(0.5),
        ["p99_ms"] = answered.Count == 0 ? null : answered.Percentile(0.99),
    };
}
