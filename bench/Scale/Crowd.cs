using System.Globalization;
using System.Text.Json.Nodes;

namespace RunBroker.Bench;

/// <summary>Very many at once: closed loops of growing size, then twice as many as the broker can serve.</summary>
internal static class Crowd
{
    private static readonly int[] Sizes = [1, 8, 64, 256, 1024];

    /// <summary>More than the broker works at side by side: others must be told to come again.</summary>
    private const int People = 2048;
    private static readonly TimeSpan Each = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Overload = TimeSpan.FromSeconds(30);

    public static void Run(Bed bed, Options options, Results results)
    {
        var app = Site.AppOf(UpstreamKind.Oidc, "ES256");
        Progress.Say($"crowd: {People} people sign in");
        var clients = Enumerable.Range(0, People).Select(_ => bed.NewClient()).ToArray();
        ClosedLoop.Run(8, clients.Length, TimeSpan.FromMinutes(2), (_, i) => Finish(clients[i], clients[i].SignIn(app, i)));
        var turns = new Turns<string, double>(["silent"], (_, longest) => Closed(bed, clients, 8, longest, app).Cpu, static cpu => cpu, options.Gap);
        turns.WarmUp(most: 8);
        var grid = new Grid("concurrent logins", "ops/s", "CPU µs", "p50 ms", "p99 ms", "server");
        var rates = new List<double>();
        foreach (var size in Sizes)
        {
            var (run, cpu, use) = Closed(bed, clients, size, Each, app);
            rates.Add(run.Operations / run.Seconds);
            grid.Add($"{size}", Grid.Number(rates[^1]), Grid.Number(cpu), Grid.Number(run.Percentile(0.5)), Grid.Number(run.Percentile(0.99)), Grid.Number(use));
        }

        grid.Print("Silent logins (ES256) side by side");
        results.Found("crowd share", rates[^1] / rates.Max());
        Open(bed, clients, rates.Max(), app, results);
        foreach (var client in clients)
            client.Dispose();
    }

    private static void Open(Bed bed, Client[] clients, double capacity, App app, Results results)
    {
        Progress.Say(string.Create(CultureInfo.InvariantCulture, $"crowd: {capacity * 2:0} logins a second for {Overload.TotalSeconds:0} s, twice the capacity"));
        var run = OpenLoop.Run(clients.Length, capacity * 2, Overload, (c, _) => Finish(clients[c], clients[c].Authorize(app)));
        var served = run.Served / run.Seconds / capacity;
        results.Found("overload share", served);
        results.Part("overload", new JsonObject
        {
            ["capacity"] = capacity,
            ["served"] = run.Served,
            ["refused"] = run.Refused,
            ["failed"] = run.Failed,
            ["late"] = run.Late,
            ["p50_ms"] = run.Percentile(0.5),
            ["p99_ms"] = run.Percentile(0.99),
        });
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"\nAt twice the capacity: {served:0.00} of it served, p50 {run.Percentile(0.5):0} ms, p99 {run.Percentile(0.99):0} ms; {run.Refused} refused with Retry-After, {run.Late} not begun (all {clients.Length} clients waited), {run.Failed} failed{(run.FirstFault is null ? "" : $" ({run.FirstFault})")}."));
        if (run.Failed > 0)
            throw new BenchFault($"overload: {run.FirstFault}");
    }

    private static (LoadRun Run, double Cpu, double Use) Closed(Bed bed, Client[] clients, int size, TimeSpan longest, App app)
    {
        var cpu = CpuTime.Of(bed.Pid);
        var run = ClosedLoop.Run(size, int.MaxValue, longest, (c, _) => Finish(clients[c], clients[c].Authorize(app)));
        var used = CpuTime.Between(cpu, CpuTime.Of(bed.Pid)).Total;
        return run.Errors == 0 ? (run, used * 1e6 / run.Operations, used / run.Seconds) : throw new BenchFault($"{size} at once: {run.FirstError}");
    }

    private static void Finish(Client client, (Ask Ask, string Code) signedIn) => client.Exchange(signedIn.Ask, signedIn.Code);
}
