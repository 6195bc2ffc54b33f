using System.Collections.Immutable;
using System.Security.Cryptography;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;
using RunBroker.Tests.Flows;
using RunBroker.Tests.SignOuts;
using RunBroker.Tests.Upstream;

namespace RunBroker.Tests.Deliveries;

/// <summary>A tenant whose apps are sockets, and sessions that have been to all of them.</summary>
internal sealed class DeliveryStage : IAsyncDisposable
{
    private int sessions;

    private DeliveryStage(Scene scene, Tenant tenant, ImmutableArray<SocketApp> apps) => (Scene, Tenant, Apps) = (scene, tenant, apps);

    public Scene Scene { get; }
    public Tenant Tenant { get; }
    public ImmutableArray<SocketApp> Apps { get; }
    public SocketApp App => Apps[0];
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<DeliveryStage> On(Scene scene, int apps = 1, Action<SocketApp, int>? edit = null)
    {
        var tenant = await scene.AddTenant("t" + RandomNumberGenerator.GetHexString(10, lowercase: true));
        var sockets = ImmutableArray.CreateBuilder<SocketApp>();
        for (var i = 0; i < apps; i++)
        {
            var app = new SocketApp { ClientId = $"app-{i:00}-{tenant.Slug}" };
            edit?.Invoke(app, i);
            sockets.Add(app);
            var row = new Client
            {
                ClientId = app.ClientId,
                TenantId = tenant.Id,
                Metadata = StoredJson.Write(new AppMetadata
                {
                    ClientName = app.ClientId,
                    RedirectUris = ["https://app.example/callback"],
                    BackchannelLogoutUri = app.LogoutUri,
                }),
                Version = 1,
                CreatedAt = scene.Clock.GetUtcNow(),
                UpdatedAt = scene.Clock.GetUtcNow(),
            };
            await scene.Db.Write(tx => ClientStore.Insert(tx, row, []), Stop);
        }

        return new(scene, tenant, sockets.ToImmutable());
    }

    /// <summary>More sessions; answers the id of the first.</summary>
    public async Task<string> SignedIn(int count = 1)
    {
        var first = sessions;
        sessions += count;
        await Crowd.Seed(Scene.Db, Tenant.Id, "con_none", [.. Apps.Select(a => a.ClientId)], count, Scene.Clock.GetUtcNow(), first);
        return Crowd.SessionId(Tenant.Id, first);
    }

    /// <summary>A session that has ended just now.</summary>
    public async Task<string> Ended()
    {
        var session = await SignedIn();
        await End(session);
        return session;
    }

    public async Task End(string session) =>
        Assert.Equal(204, (await Scene.Manage("DELETE", $"/tenants/{Tenant.Slug}/sessions/{session}")).Status);

    public Task<LogoutRow?> Receipt(string session) => Scene.Db.Read(tx => LogoutStore.OfSession(tx, Tenant.Id, session), Stop);

    public async Task<LogoutLeg> Leg(string session, SocketApp? app = null) => await Scene.Db.Read(
        async tx => (await LogoutStore.Legs(tx, [(await LogoutStore.OfSession(tx, Tenant.Id, session))!.Id]))
            .Single(l => l.Target == (app ?? App).ClientId), Stop);

    /// <summary>The leg, as soon as it is as asked.</summary>
    public async Task<LogoutLeg> Leg(string session, Func<LogoutLeg, bool> isSo, SocketApp? app = null)
    {
        for (var look = 0; ; look++)
        {
            var leg = await Leg(session, app);
            if (isSo(leg) || look == 1000)
                return leg;
            await Task.Delay(20, Stop);
        }
    }

    public async Task<OutboxMessage> Message(LogoutLeg leg) =>
        (await Scene.Db.Read(tx => OutboxStore.Find(tx, Tenant.Id, leg.Target, leg.Id), Stop))!;

    /// <summary>Moves the clock, and has the worker look at once.</summary>
    public void Wait(TimeSpan time)
    {
        Scene.Clock.Advance(time);
        Scene.Db.OutboxWritten!();
    }

    /// <summary>A management token of this tenant.</summary>
    public async Task<(string Name, string Value)> Token(string scope)
    {
        var made = await Wire.PostJson(Scene.Broker.Url + "/api/v1/tokens", $$"""{"scopes":["{{scope}}"],"tenant":"{{Tenant.Slug}}"}""",
            Wire.Bearer(TestBroker.BootstrapToken));
        return Wire.Bearer(made["token"]!);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var app in Apps)
            await app.DisposeAsync();
    }
}
