using RunBroker.Storage.Model;
using RunBroker.Tests.Flows;
using RunBroker.Tests.SignOuts;
using RunBroker.Tests.Upstream;

namespace RunBroker.Tests.Deliveries;

/// <summary>A tenant is deleted, and its apps with it: they are told all the same, and the operator can see what came of it.</summary>
public sealed class DeletedTenantTests(MatrixScenes scenes) : IClassFixture<MatrixScenes>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Its_apps_are_told_of_what_ends_now_and_of_what_they_could_not_be_told_before(bool onPostgres)
    {
        var scene = scenes.On(onPostgres).Scene;
        await using var stage = await DeliveryStage.On(scene, edit: (app, _) => app.Answer = SocketApp.Status(503));
        await stage.SignedIn(2);
        var (before, now) = (Crowd.SessionId(stage.Tenant.Id, 0), Crowd.SessionId(stage.Tenant.Id, 1));
        await stage.End(before);
        await stage.Leg(before, l => l.Attempts == 1);
        var (own, other) = (await stage.Token("tenant:read"), await (await DeliveryStage.On(scene, 0)).Token("tenant:write"));

        Assert.Equal(204, (await scene.Manage("DELETE", $"/tenants/{stage.Tenant.Slug}")).Status);
        await stage.Leg(now, l => l.Attempts == 1);
        stage.App.Answer = SocketApp.Status(200);
        stage.Wait(TimeSpan.FromMinutes(1));

        foreach (var session in (string[])[before, now])
        {
            Assert.Equal((LegStates.Delivered, 2), States(await stage.Leg(session, l => l.State != LegStates.Pending)));
            var id = (await stage.Receipt(session))!.Id;
            var shown = await scene.Manage("GET", $"/logouts/{id}");
            Assert.Equal((200, stage.Tenant.Id.Value, session), (shown.Status, shown["tenant_id"], shown["session_id"]));
            Assert.Equal(200, (await scene.Manage("GET", $"/logouts/{id}/receipt")).Status);
            Assert.Equal(404, (await Wire.Get($"{scene.Broker.Url}/api/v1/logouts/{id}", other)).Status);
            Assert.Equal(401, (await Wire.Get($"{scene.Broker.Url}/api/v1/logouts/{id}", own)).Status);
        }

        Assert.Equal(4, stage.App.Heard.Length);
        Assert.Equal(2, stage.App.Heard.Select(h => h.Jti).Distinct().Count());
        var list = await scene.Manage("GET", $"/logouts?tenant_id={stage.Tenant.Id}");
        Assert.Equal(2, list.Json["items"]!.AsArray().Count);
        Assert.Empty((await Wire.Get($"{scene.Broker.Url}/api/v1/logouts?tenant_id={stage.Tenant.Id}", other)).Json["items"]!.AsArray());
        Assert.Equal(404, (await scene.Manage("GET", $"/tenants/{stage.Tenant.Slug}/logouts")).Status);
    }

    [Fact]
    public async Task The_receipts_go_when_their_time_is_over()
    {
        await using var scene = await Scene.Start();
        await using var stage = await DeliveryStage.On(scene);
        var session = await stage.SignedIn();
        Assert.Equal(204, (await scene.Manage("DELETE", $"/tenants/{stage.Tenant.Slug}")).Status);
        await stage.Leg(session, l => l.State == LegStates.Delivered);
        var id = (await stage.Receipt(session))!.Id;
        scene.Clock.Advance(TimeSpan.FromDays(89));
        await scene.CleanUp();
        Assert.Equal(200, (await scene.Manage("GET", $"/logouts/{id}")).Status);
        scene.Clock.Advance(TimeSpan.FromDays(2));
        await scene.CleanUp();
        Assert.Equal(404, (await scene.Manage("GET", $"/logouts/{id}")).Status);
        Assert.Equal(0, await scene.Db.Read(
            tx => tx.One<long>("select count(*) from logout_leg where logout_id = @id", new { id }), TestContext.Current.CancellationToken));
    }

    private static (string State, int Attempts) States(LogoutLeg leg) => (leg.State, leg.Attempts);
}
