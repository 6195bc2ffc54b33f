using System.Diagnostics;
using RunBroker.Storage;

namespace RunBroker.Bench;

/// <summary>A running broker with its stubs, its clients and what is known of it: where scenarios are run.</summary>
internal sealed class Bed : IAsyncDisposable
{
    /// <summary>Warmed up by what is run on it, which takes less time than a rehearsal before that.</summary>
    private static readonly (string, string) Cold = ("RunBroker__WarmUp", "false");

    private readonly Store store;
    private readonly Options options;
    private readonly BrokerCounters ownCost;
    private readonly Correctness correctness;

    private Bed(Options options, Store store, BrokerProcess broker, Correctness correctness, Site site)
    {
        (this.options, this.store, this.correctness, Broker, Site) = (options, store, correctness, broker, site);
        Check = new(site.Issuer, () => Jwks(broker.Port), options.CheckAll ? 1 : 50);
        Crew = new(options.Clients, NewClient);
        Crew.SignIn(static _ => Site.AppOf(UpstreamKind.Oidc, "RS256"));
        Management = new(broker.Port);
        // The first is dearer than the others.
        Management.Counters();
        var before = Management.Counters();
        ownCost = Management.Counters() - before;
    }

    /// <summary>Whether the broker is asked before and after each run what it has counted, which costs it more the longer it runs.</summary>
    public bool Counting { get; set; }

    public Site Site { get; }
    public Ledger Ledger { get; } = new();
    public TokenCheck Check { get; }
    public Crew Crew { get; }
    public Management Management { get; }
    public BrokerProcess Broker { get; private set; }
    public int Pid => Broker.Pid;

    public static Task<Bed> Make(Options options) => Make(options, static (_, _) => Task.CompletedTask);

    /// <param name="also">Seeds more, in the same transaction.</param>
    public static async Task<Bed> Make(Options options, Func<Seeding, Db, Task> also, bool inMemory = false)
    {
#pragma warning disable CA2000 // the bed owns all of them; what is begun and never owned ends with this process
        var store = await Store.Make(options.Postgres, inMemory);
        var (oidc, saml) = (new OidcStub(options.Users), new SamlStub(options.Users));
        Correctness correctness;
        await using (var db = store.Open())
        {
            await new Seeding(db, store.Box(), SeedUpstreams.Of(oidc, saml)).Run(also);
            correctness = await Correctness.From(store, db);
        }

        var broker = BrokerProcess.Start(options.Broker, store, BrokerProcess.FreePort(), Cold);
        broker.WaitUntilReady();
        return new(options, store, broker, correctness, new(broker.Port, oidc, saml));
#pragma warning restore CA2000
    }

    /// <summary>The same installation, started anew as in production; it need not be ready when this returns.</summary>
    public void Restart()
    {
        Broker.Dispose();
        Broker = BrokerProcess.Start(options.Broker, store, Site.Port);
    }

    /// <summary>The broker's own database, beside it.</summary>
    public Db OpenDb() => store.Open();

    public Client NewClient() => new(Site, Ledger, Check);

    /// <summary>Whatever the time, until so many operations are done; whatever their number, until the time is over.</summary>
    /// <param name="prepared">How much is made beforehand for a scenario that needs it.</param>
    public Sample Run(Scenario scenario, int prepared, int most, TimeSpan longest)
    {
        var made = Prepared(scenario, prepared);
        var before = Counters();
        var (cpu, storeCpu, load, began) = (CpuTime.Of(Pid), CpuTime.Of(options.StorePid), Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        var run = ClosedLoop.Run(Crew.Count, most, longest, (c, i) => scenario.Do(Crew.Of(scenario, c), i, made?[i % made.Length]));
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var (used, storeUsed) = (CpuTime.Between(cpu, CpuTime.Of(Pid)), CpuTime.Between(storeCpu, CpuTime.Of(options.StorePid)));
        var loadUse = (Environment.CpuUsage.TotalTime - load).TotalSeconds / seconds;
        var counted = Counters() - before;
        if (run.Errors > 0 || run.Operations == 0)
            throw new BenchFault($"{scenario.Key}: {run.Errors} of {run.Operations + run.Errors} operations failed, the first with: {run.FirstError}");
        return new()
        {
            Operations = run.Operations,
            Errors = run.Errors,
            PerSecond = run.Operations / run.Seconds,
            Cpu = used.Total * 1e6 / run.Operations,
            Kernel = used.Kernel * 1e6 / run.Operations,
            StoreCpu = storeUsed.Total * 1e6 / run.Operations,
            Allocated = (counted.AllocatedBytes - ownCost.AllocatedBytes) / run.Operations,
            Signatures = counted.Signatures / run.Operations,
            P50 = run.Percentile(0.5),
            P99 = run.Percentile(0.99),
            ResidentMiB = Memory.ResidentMiB(Pid),
            ServerUse = used.Total / seconds,
            LoadUse = loadUse,
        };
    }

    /// <summary>What must hold at the end of a run.</summary>
    public Task BeCorrect() => correctness.Check(Site, Ledger);

    public async ValueTask DisposeAsync()
    {
        Crew.Dispose();
        Check.Dispose();
        Management.Dispose();
        Broker.Dispose();
        Site.Oidc.Dispose();
        Site.Saml.Dispose();
        await store.DisposeAsync();
    }

    private static ReadOnlyMemory<byte> Jwks(int port)
    {
        using var http = new HttpConnection(port);
        return http.Get("/.well-known/openid-configuration/jwks").Expect(200, "jwks").Body.ToArray();
    }

    private BrokerCounters Counters() => Counting ? Management.Counters() : BrokerCounters.None;

    private object?[]? Prepared(Scenario scenario, int count)
    {
        if (scenario.Prepare is not { } prepare)
            return null;
        var made = new object?[count];
        var run = ClosedLoop.Run(Crew.Count, count, Timeout, (c, i) => made[i] = prepare(Crew.Of(scenario, c), i));
        return run.Errors == 0 ? made : throw new BenchFault($"{scenario.Key}, what it needs: {run.FirstError}");
    }

    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);
}
