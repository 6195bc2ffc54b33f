using System.Globalization;
using System.Text.Json.Nodes;

namespace RunBroker.Bench;

/// <summary>bench scale: a large installation beside a small one, both on core 0, in turns; then very many at once.</summary>
internal static class ScalePart
{
    private const int Starts = 3;

    /// <summary>The tenants whose people sign in while the run lasts.</summary>
    private const int Active = 200;

    // From these sizes on a run speaks for the goals.
    private const int GoalTenants = 100_000;
    private const int GoalRows = 10_000_000;

    public static async Task Run(Options options, Results results)
    {
        Progress.Say($"scale: {options.Tenants} tenants, {options.Rows} rows");
        await using var small = await Bed.Make(options);
        if (options.Tenants > 0 || options.Rows > 0)
        {
            await using var large = await Bed.Make(options, async (seeding, db) =>
            {
                await Masses.Tenants(seeding, db, options.Tenants);
                await Masses.Rows(db, seeding, seeding.Upstreams.OidcIssuer, options.Rows);
            });
            await Compare(small, large, options, results);
            await large.BeCorrect();
        }

        Crowd.Run(small, options, results);
        await small.BeCorrect();
    }

    private static Task Compare(Bed small, Bed large, Options options, Results results)
    {
        var (smallStart, largeStart) = (StartOf(small), StartOf(large));
        var (smallMemory, largeMemory) = (Memory.ResidentMiB(small.Pid), Memory.ResidentMiB(large.Pid));
        var apps = options.Tenants == 0 ? [Site.AppOf(UpstreamKind.Oidc, "ES256")]
            : Enumerable.Range(0, Math.Min(Active, options.Tenants)).Select(i => Masses.AppOf((int)((long)i * options.Tenants / Math.Min(Active, options.Tenants)))).ToArray();
        small.Crew.SignIn(static _ => Site.AppOf(UpstreamKind.Oidc, "ES256"));
        large.Crew.SignIn(c => apps[c % apps.Length]);
        Side[] sides =
        [
            new("silent", "small", small, Of("silent", [Site.AppOf(UpstreamKind.Oidc, "ES256")])), new("silent", "large", large, Of("silent", apps)),
            new("oidc", "small", small, Of("oidc", [Site.AppOf(UpstreamKind.Oidc, "ES256")])), new("oidc", "large", large, Of("oidc", apps)),
        ];
        var turns = new Turns<Side, Sample>(sides, static (side, longest) => side.Bed.Run(side.Scenario, 0, int.MaxValue, longest), static s => s.Cpu, options.Gap);
        turns.WarmUp(most: 8);
        var samples = turns.Measure(Math.Max(5, options.Rounds), options.Run, static (_, _, _) => { });
        var grid = new Grid("scenario (ES256)", "small CPU µs", "large CPU µs", "ratio", "small p99 ms", "large p99 ms", "ratio");
        var (worstCpu, worstP99) = (0d, 0d);
        foreach (var name in (string[])["silent", "oidc"])
        {
            var (a, b) = (Number("small", static s => s.Cpu), Number("large", static s => s.Cpu));
            var (x, y) = (Number("small", static s => s.P99), Number("large", static s => s.P99));
            grid.Add(name, Grid.Number(a), Grid.Number(b), Grid.Number(b / a), Grid.Number(x), Grid.Number(y), Grid.Number(y / x));
            (worstCpu, worstP99) = (Math.Max(worstCpu, b / a), Math.Max(worstP99, y / x));

            double Number(string size, Func<Sample, double> of) => Results.Median(samples.Single(s => s.Key.Name == name && s.Key.Size == size).Value.Select(of));
        }

        grid.Print($"{options.Tenants} tenants and {options.Rows} rows against a small installation");
        var newTenant = NewTenant.Measure(large);
        var expiry = Idle(large);
        var perTenant = options.Tenants == 0 ? double.NaN : Math.Max(0, largeMemory - smallMemory) * 1024 / options.Tenants;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"\nStart to the first discovery {largeStart:0} ms against {smallStart:0} ms; memory when ready {largeMemory:0.0} MiB against {smallMemory:0.0} MiB ({perTenant:0.00} KiB for each tenant);"
            + $" a new tenant's first sign-in begins {newTenant:0.0} ms after its last setting was saved; while nobody comes, {expiry:0.00%} of a core."));
        if (options.Tenants >= GoalTenants)
        {
            results.Found("tenants cpu", worstCpu);
            results.Found("tenants start", largeStart / smallStart);
            results.Found("tenant memory", perTenant);
            results.Found("new tenant", newTenant);
        }

        if (options.Rows >= GoalRows)
        {
            results.Found("rows cpu", worstCpu);
            results.Found("rows p99", worstP99);
            results.Found("expiry share", expiry);
        }

        results.Part("scale", new JsonObject
        {
            ["tenants"] = options.Tenants,
            ["rows"] = options.Rows,
            ["cpu_ratio"] = worstCpu,
            ["p99_ratio"] = worstP99,
            ["start_ms"] = new JsonArray(smallStart, largeStart),
            ["ready_mib"] = new JsonArray(smallMemory, largeMemory),
            ["new_tenant_ms"] = newTenant,
            ["idle_share"] = expiry,
        });
        return Task.CompletedTask;
    }

    private static double StartOf(Bed bed) => Results.Median(Enumerable.Range(0, Starts).Select(_ =>
    {
        bed.Restart();
        var first = bed.Broker.WaitFor("/.well-known/openid-configuration").TotalMilliseconds;
        bed.Broker.WaitUntilReady();
        return first;
    }).ToArray());

    /// <summary>What time alone brings about, and all else that goes on by itself: two rounds of the clean-up.</summary>
    private static double Idle(Bed bed)
    {
        Progress.Say("scale: a minute without anybody");
        const int Seconds = 62;
        var cpu = CpuTime.Of(bed.Pid);
        Thread.Sleep(TimeSpan.FromSeconds(Seconds));
        return CpuTime.Between(cpu, CpuTime.Of(bed.Pid)).Total / Seconds;
    }

    private static Scenario Of(string name, App[] apps) => name == "silent"
        ? new(name, "ES256", "silent ES256", (c, _, _) => c.Finish(c.Authorize(c.Home!))) { Session = apps[0] }
        : new(name, "ES256", "oidc ES256", (c, i, _) => c.Finish(c.SignIn(apps[i % apps.Length], i)));

    private sealed record Side(string Name, string Size, Bed Bed, Scenario Scenario);
}
