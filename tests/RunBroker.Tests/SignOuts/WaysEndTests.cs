using RunBroker.Http;
using RunBroker.Logout;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Tests.Flows;
using RunBroker.Tests.Upstream;

namespace RunBroker.Tests.SignOuts;

/// <summary>A browser's way through a sign-out is over in the end, and what it held goes with it.</summary>
public sealed class WaysEndTests
{
    [Fact]
    [Spec("S-114")]
    public async Task One_that_runs_out_while_a_provider_is_looked_for_ends_on_a_plain_page()
    {
        await using var scene = await Scene.Start();
        var stage = await Stage.On(scene);
        var (_, tokens) = await stage.SignIn();
        // Discovery has to be read again; the answer takes an hour, and then the provider cannot sign anybody out.
        scene.Clock.Advance(Limits.DiscoveryFresh);
        scene.Op.EditDiscovery = d =>
        {
            d.Remove("end_session_endpoint");
            scene.Clock.Advance(Limits.SignOut);
        };

        var page = await stage.Browser.Get(stage.App.EndSessionUrl(tokens.IdToken, p => p["federated"] = "1"));

        Assert.Equal(200, page.Status);
        Assert.StartsWith("/sign-out/", page.Url.AbsolutePath, StringComparison.Ordinal);
        Assert.Contains("You are signed out", page.Text, StringComparison.Ordinal);
        Assert.Equal(LegStates.NotPossible, (await scene.Leg(stage.Tenant, LogoutChannels.Oidc)).State);
        Assert.Equal("invalid_grant", (await stage.App.Refresh(tokens.RefreshToken)).Error);
    }

    [Fact]
    [Spec("AU-28"), Spec("P-003")]
    public async Task What_the_provider_needs_is_kept_while_it_can_be_used_and_no_longer()
    {
        await using var scene = await Scene.Start();
        var stage = await Stage.On(scene);
        var (_, tokens) = await stage.SignIn();
        var page = await stage.Browser.Get(stage.App.EndSessionUrl(tokens.IdToken, p => p["post_logout_redirect_uri"] = null));
        var id = stage.Browser.Cookies.Find(Cookies.SignOuts)!.Value.Split('.')[0];
        Assert.NotEmpty(Assert.Single((await Next(scene, id))!.Offers).Sealed);

        await stage.Browser.ClickLink("Sign out there too");

        Assert.Empty((await Next(scene, id))!.Offers);
        Assert.Null((await scene.Leg(stage.Tenant, LogoutChannels.Oidc)).Upstream);
        Assert.Contains($"You are signed out at {stage.Connection.Name} as well", (await stage.Browser.Get(page.Url.AbsoluteUri)).Text, StringComparison.Ordinal);
    }

    [Fact]
    [Spec("AU-28"), Spec("P-021")]
    public async Task An_offer_that_nobody_took_is_gone_with_the_page()
    {
        await using var scene = await Scene.Start();
        var stage = await Stage.On(scene);
        var (_, tokens) = await stage.SignIn();
        await stage.Browser.Get(stage.App.EndSessionUrl(tokens.IdToken, p => p["post_logout_redirect_uri"] = null));
        var id = stage.Browser.Cookies.Find(Cookies.SignOuts)!.Value.Split('.')[0];

        scene.Clock.Advance(Limits.SignOut - TimeSpan.FromSeconds(1));
        await scene.CleanUp();
        Assert.NotNull(await Next(scene, id));
        scene.Clock.Advance(TimeSpan.FromSeconds(1));
        await scene.CleanUp();

        // Not even for somebody with an older clock.
        Assert.Null(await scene.Db.Read(tx => LogoutStore.FindSignOut(tx, id, DateTimeOffset.UnixEpoch), CancellationToken.None));
    }

    private static async Task<SignOutNext?> Next(Scene scene, string id) =>
        await scene.Db.Read(tx => LogoutStore.FindSignOut(tx, id, scene.Clock.GetUtcNow()), CancellationToken.None) is { } row ? SignOutNext.Read(row.Next) : null;
}
