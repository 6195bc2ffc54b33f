using RunBroker.Storage;

namespace RunBroker.Tests.Flows;

/// <summary>The main job, from the first click to the tokens.</summary>
public sealed class MainJobTests
{
    [Fact]
    public async Task A_person_signs_in_through_the_tenants_own_provider()
    {
        await using var scene = await Scene.Start();

        var (claims, tokens) = await scene.SignIn();

        Assert.StartsWith("usr_", (string?)claims["sub"], StringComparison.Ordinal);
        Assert.Equal("alice@acme.example", (string?)claims["email"]);
        Assert.Equal("Alice", (string?)claims["given_name"]);
        Assert.Equal("acme", (string?)claims["tenant"]);
        Assert.Equal(scene.Connection.Id, (string?)claims["idp"]);
        Assert.Equal("sso", (string?)claims["tags"]!["source"]);
        var info = await scene.App.UserInfo(tokens.AccessToken);
        Assert.Equal((string?)claims["sub"], info["sub"]);
        Assert.Equal("succeeded", (await scene.LastCase()).State);
    }

    [Fact]
    public async Task A_second_app_is_signed_in_without_asking_anyone()
    {
        await using var scene = await Scene.Start();
        var second = await scene.AddApp("app-two");
        var (first, _) = await scene.SignIn();
        scene.Op.ForgetRequests();

        var (claims, _) = await scene.SignIn(second, p => p["prompt"] = "none");

        Assert.Equal((string?)first["sub"], (string?)claims["sub"]);
        Assert.NotEqual((string?)first["sid"], (string?)claims["sid"]);
        Assert.Empty(scene.Op.RequestsTo("/authorize"));
    }

    [Fact]
    public async Task Refresh_rotates_and_a_second_use_ends_the_family()
    {
        await using var scene = await Scene.Start();
        var (_, tokens) = await scene.SignIn();

        var fresh = await scene.App.Refresh(tokens.RefreshToken);
        Assert.Equal(200, fresh.Status);
        Assert.NotEqual(tokens.RefreshToken, fresh.RefreshToken);

        var replay = await scene.App.Refresh(tokens.RefreshToken);
        Assert.Equal((400, "invalid_grant"), (replay.Status, replay.Error));
        var after = await scene.App.Refresh(fresh.RefreshToken);
        Assert.Equal((400, "invalid_grant"), (after.Status, after.Error));
        Assert.Equal(401, (await scene.App.UserInfo(fresh.AccessToken)).Status);
    }

    [Fact]
    public async Task The_broker_restarts_between_the_legs_of_a_sign_in()
    {
        await using var scene = await Scene.Start();
        scene.Browser.StopAt = scene.Op.Origin;
        var waiting = (await scene.Browser.Get(scene.App.Begin().Url)).Url.AbsoluteUri;

        await scene.Restart();
        scene.Browser.StopAt = null;
        await scene.Browser.Get(waiting);

        var (claims, _) = await scene.App.Finish();
        Assert.Equal("alice@acme.example", (string?)claims["email"]);
        Assert.Single(await scene.Db.Read(tx => UserStore.Page(tx, scene.Tenant.Id, "source", "sso", null, "", 10), CancellationToken.None));
    }
}
