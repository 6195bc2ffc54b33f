using System.Globalization;

namespace RunBroker.Bench;

/// <summary>Silent logins at 70 % of what the broker can do, arriving whether it is ready or not: how long do the unlucky ones wait?</summary>
internal static class Tail
{
    private const double Load = 0.7;
    private const int People = 32;
    private static readonly TimeSpan Each = TimeSpan.FromSeconds(4);

    public static void Run(Bed bed, Options options, Results results)
    {
        var app = Site.AppOf(UpstreamKind.Oidc, "ES256");
        Client[] clients = [.. Enumerable.Range(0, People).Select(_ => bed.NewClient())];
        for (var i = 0; i < People; i++)
            clients[i].Finish(clients[i].SignIn(app, i));
        var turns = new Turns<string, LoadRun>(["silent"], (_, longest) => Closed(longest), static run => 1e6 * run.Seconds / run.Operations, options.Gap);
        turns.WarmUp(most: 4);
        var capacity = Closed(TimeSpan.FromSeconds(2));
        var rate = Load * capacity.Operations / capacity.Seconds;
        var others = Others.Watch(bed.Pid);
        var run = OpenLoop.Run(People, rate, Each, (c, _) => clients[c].Finish(clients[c].Authorize(app)));
        if (Others.TooMuch(others.Share()))
            results.Doubt("p99 of p50", Others.Verdict);
        foreach (var client in clients)
            client.Dispose();
        if (run.Failed + run.Refused.Count + run.Late > 0)
            throw new BenchFault($"at {Load:0%} of the capacity: {run.Failed} failed, {run.Refused.Count} refused, {run.Late} not begun: {run.FirstFault}");
        results.Found("p99 of p50", run.Served.Percentile(0.99) / run.Served.Percentile(0.5));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"\nSilent logins (ES256) at {Load:0%} of the capacity, {rate:0} a second: p50 {run.Served.Percentile(0.5):0.00} ms, p99 {run.Served.Percentile(0.99):0.00} ms."));

        LoadRun Closed(TimeSpan longest)
        {
            var closed = ClosedLoop.Run(options.Clients, int.MaxValue, longest, (c, _) => clients[c].Finish(clients[c].Authorize(app)));
            return closed.Errors == 0 ? closed : throw new BenchFault($"silent logins: {closed.FirstError}");
        }
    }
}
