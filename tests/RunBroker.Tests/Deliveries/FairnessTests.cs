using System.Diagnostics;
using System.Globalization;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Tests.Flows;
using RunBroker.Tests.SignOuts;

namespace RunBroker.Tests.Deliveries;

/// <summary>A backlog is felt by whose it is.</summary>
public sealed class FairnessTests(MatrixScenes scenes, ITestOutputHelper output) : IClassFixture<MatrixScenes>
{
    private const int Backlog = 5000;

    /// <summary>A second is meant; twice that on a machine that does other things as well.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Five_thousand_messages_to_an_app_that_hangs_hold_up_nobody_else(bool onPostgres)
    {
        var scene = scenes.On(onPostgres).Scene;
        await using var full = await DeliveryStage.On(scene, 2, (app, i) => app.Answer = i == 0 ? SocketApp.Hang : SocketApp.Status(200));
        await using var other = await DeliveryStage.On(scene);
        await Told(other, other.App); // compiled, and connected to the database
        var session = await full.SignedIn();
        await Pile(scene, full);
        await full.App.Next();

        var late = await Told(other, other.App);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"another tenant: {late.TotalMilliseconds:0} ms"));
        Assert.True(late < Soon, $"another tenant's app was told after {late}");

        var ended = Stopwatch.GetTimestamp();
        await full.End(session);
        late = Stopwatch.GetElapsedTime(ended, (await full.Apps[1].Next()).At);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the same tenant, another host: {late.TotalMilliseconds:0} ms"));
        Assert.True(late < Soon, $"the same tenant's other app was told after {late}");
        await scene.Db.Write(tx => OutboxStore.Abandon(tx, full.Tenant.Id, "backchannel_logout", full.App.ClientId, scene.Clock.GetUtcNow()), Stop);
    }

    /// <summary>From the end being asked for to the token at the socket.</summary>
    private static async Task<TimeSpan> Told(DeliveryStage stage, SocketApp app)
    {
        var session = await stage.SignedIn();
        var asked = Stopwatch.GetTimestamp();
        await stage.End(session);
        var heard = await app.Next();
        Assert.Equal(LegStates.Delivered, (await stage.Leg(session, l => l.State != LegStates.Pending, app)).State);
        return Stopwatch.GetElapsedTime(asked, heard.At);
    }

    /// <summary>Messages for the tenant's first app, all due since long ago.</summary>
    private static Task Pile(Scene scene, DeliveryStage stage) => scene.Db.Write(
        async tx =>
        {
            var now = scene.Clock.GetUtcNow();
            await OutboxStore.Insert(tx, [.. Enumerable.Range(0, Backlog).Select(i => new OutboxMessage
            {
                Id = $"leg_{stage.Tenant.Slug}_{i}",
                TenantId = stage.Tenant.Id,
                Kind = "backchannel_logout",
                Target = stage.App.ClientId,
                Lane = OutboxLane.Of(stage.Tenant.Id, stage.App.LogoutUri, stage.App.ClientId),
                Payload = """{"leg":"leg_x","logout":"lgo_x","subject":"usr_x","sid":"sid_x"}""",
                State = "pending",
                RoundAt = now,
                NextAt = now.AddMinutes(-1),
                CreatedAt = now,
            })]);
        }, Stop);
}
