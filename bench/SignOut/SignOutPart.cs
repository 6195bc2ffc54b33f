using System.Diagnostics;
using RunBroker.Storage;
using RunBroker.Tenancy;

namespace RunBroker.Bench;

/// <summary>bench logout: one session with many apps ends, and each of them is told.</summary>
internal static class SignOutPart
{
    private const int Most = 1000;
    private static readonly (int Apps, int Times)[] Sizes = [(1, 25), (10, 15), (100, 6), (Most, 3)];
    private static readonly string[] Algs = ["RS256", "ES256"];
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task Run(Options options, Results results)
    {
        using var stub = new LogoutStub();
        await using var bed = await Bed.Make(options, (seeding, db) => db.Write(tx => Seed(seeding, tx, stub), CancellationToken.None));
        using var client = bed.NewClient();
        var (rsa, ec) = Signatures();
        var grid = new Grid("apps", "alg", "CPU µs for each app", "person's redirect ms", "all told after ms", "sessions");
        foreach (var alg in Algs)
        {
            stub.Check = (app, token) => bed.Check.LookAtLogoutToken(AppOf(alg, app), token);
            Progress.Say($"logout: {alg}, warm-up");
            for (var i = 0; i < 3; i++)
            {
                for (var k = 0; k < 5; k++)
                    Once(bed, stub, client, alg, 100, dead: false);
                Thread.Sleep(options.Gap);
            }

            Settle(() => Once(bed, stub, client, alg, Most, dead: false).Cpu, options.Gap);
            foreach (var (apps, times) in Sizes.Where(s => options.Apps is null || options.Apps == s.Apps))
            {
                Progress.Say($"logout: {alg}, {apps} apps");
                Ended[] ended = [.. Enumerable.Range(0, times).Select(_ => Once(bed, stub, client, alg, apps, dead: false))];
                var (cpu, redirect) = (Results.Median(ended.Select(static e => e.Cpu)), Results.Median(ended.Select(static e => e.Redirect)));
                grid.Add($"{apps}", alg, Grid.Number(cpu), Grid.Number(redirect), Grid.Number(Results.Median(ended.Select(static e => e.AllTold))), $"{times}");
                if (apps == (options.Apps ?? Most))
                {
                    results.Found($"fan-out {alg}", cpu / ((alg == "RS256" ? rsa : ec) + DeliveryOf(alg)));
                    results.Found("sign-out redirect", Math.Max(redirect, results.Find("sign-out redirect") ?? 0));
                }
            }
        }

        grid.Print("The end of a session: what telling its apps costs");
        Dead(bed, stub, client, results);
    }

    /// <summary>The compiler works while nothing else does, and what it made of a crowd's sign-out counts from the next one on.</summary>
    private static void Settle(Func<double> cost, TimeSpan gap)
    {
        var before = cost();
        for (var i = 0; i < 3; i++)
        {
            Thread.Sleep(gap);
            var now = cost();
            if (now > before * 0.95)
                return;
            before = now;
        }
    }

    /// <summary>What besides the signature an app may cost: the request, its answer, and what is written down of it.</summary>
    private static double DeliveryOf(string alg) => alg == "RS256" ? 120 : 73;

    private static (double Rsa, double Ec) Signatures()
    {
        using var primitives = new Primitives();
        var measured = Pairs.Run(5, [.. primitives.Works.Where(static w => w.Name is "rsa-sign" or "ec-sign")]);
        return (Results.Median(measured[0].Cpu), Results.Median(measured[1].Cpu));
    }

    /// <summary>One app takes the connection and never answers: when do the others know?</summary>
    private static void Dead(Bed bed, LogoutStub stub, Client client, Results results)
    {
        var (with, without) = (new List<double>(), new List<double>());
        for (var i = 0; i < 3; i++)
        {
            without.Add(Once(bed, stub, client, "ES256", 100, dead: false).AllTold);
            with.Add(Once(bed, stub, client, "ES256", 100, dead: true).AllTold);
        }

        results.Found("sign-out dead app", Results.Median(with) / Results.Median(without));
        Console.WriteLine($"\n100 apps know after {Grid.Number(Results.Median(without))} ms, with a dead one beside them after {Grid.Number(Results.Median(with))} ms.");
    }

    private static Ended Once(Bed bed, LogoutStub stub, Client client, string alg, int apps, bool dead)
    {
        var (ask, code) = client.SignIn(AppOf(alg, 0), 0);
        var hint = client.Exchange(ask, code).IdToken!;
        for (var i = 1; i < apps; i++)
            client.Authorize(AppOf(alg, i));
        if (dead)
            client.Authorize(DeadApp);
        // What the many sign-ins made the compiler do is no sign-out's cost.
        Thread.Sleep(Settling * 2);
        stub.Expect(apps);
        var cpu = CpuTime.Of(bed.Pid);
        var began = Stopwatch.GetTimestamp();
        client.SignOut(ask.App, hint);
        var redirect = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        var told = Stopwatch.GetElapsedTime(began, stub.Wait(Patience)).TotalMilliseconds;
        // The last answers are written down.
        Thread.Sleep(Settling);
        var (used, took) = (CpuTime.Between(cpu, CpuTime.Of(bed.Pid)).Total, Stopwatch.GetElapsedTime(began));
        return new(Math.Max(0, used - Idle(bed, took)) * 1e6 / apps, redirect, told);
    }

    /// <summary>What the broker does in that time when nobody asks for anything: no app's cost.</summary>
    private static double Idle(Bed bed, TimeSpan time)
    {
        var cpu = CpuTime.Of(bed.Pid);
        Thread.Sleep(time);
        return CpuTime.Between(cpu, CpuTime.Of(bed.Pid)).Total;
    }

    private static async Task Seed(Seeding seeding, Tx tx, LogoutStub stub)
    {
        foreach (var alg in Algs)
        {
            for (var i = 0; i < Most; i++)
                await seeding.AddApp(tx, AppOf(alg, i), Metadata(alg, stub.Address(i)));
        }

        await seeding.AddApp(tx, DeadApp, Metadata("ES256", stub.DeadAddress));
    }

    private static App DeadApp { get; } = new("bench-rp-dead", "secret-of-bench-rp-dead-0123456789", UpstreamKind.Oidc, "ES256", false);

    private static App AppOf(string alg, int number)
    {
        var id = $"bench-rp-{alg.ToLowerInvariant()}-{number}";
        return new(id, $"secret-of-{id}-0123456789abcdef", UpstreamKind.Oidc, alg, false);
    }

    private static AppMetadata Metadata(string alg, string address) => new()
    {
        RedirectUris = [App.RedirectUri],
        PostLogoutRedirectUris = [App.RedirectUri],
        GrantTypes = ["authorization_code", "refresh_token"],
        Scope = App.Scope,
        IdTokenSignedResponseAlg = alg,
        BackchannelLogoutUri = address,
    };

    private sealed record Ended(double Cpu, double Redirect, double AllTold);
}
