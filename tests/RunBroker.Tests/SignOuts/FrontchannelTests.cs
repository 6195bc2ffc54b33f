using RunBroker.Http;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;
using RunBroker.Tests.Upstream;

namespace RunBroker.Tests.SignOuts;

/// <summary>OpenID Connect Front-Channel Logout 1.0: apps are told in frames, and the receipt says no more than a frame can.</summary>
public sealed class FrontchannelTests(SharedScene shared) : IClassFixture<SharedScene>
{
    [Fact]
    [Spec("OIDCFC-3"), Spec("O-104")]
    public async Task The_app_is_told_in_a_frame_with_iss_and_sid_and_then_the_person_is_back_with_the_state()
    {
        var stage = await Stage.On(shared.Scene, app: AppsTold.Front);
        var (claims, tokens) = await stage.SignIn();

        var page = await stage.Browser.Get(stage.App.EndSessionUrl(tokens.IdToken, p => p["state"] = "abc"));

        var frame = Assert.Single(page.Html.QuerySelectorAll("iframe"));
        var query = Fields.Parse(new Uri(frame.GetAttribute("src")!).Query);
        Assert.StartsWith(stage.App.FrontchannelLogoutUri + "?", frame.GetAttribute("src"), StringComparison.Ordinal);
        Assert.Equal((stage.App.Issuer, (string?)claims["sid"]), (query["iss"], query["sid"]));
        Assert.Contains($"frame-src {stage.App.Origin};", page.Header("Content-Security-Policy"), StringComparison.Ordinal);
        // Over before the first frame loads.
        Assert.Null(stage.Browser.Cookies.Find(Cookies.Sessions));
        Assert.Equal(401, (await stage.App.UserInfo(tokens.AccessToken)).Status);

        var end = await stage.Browser.FramesLoaded();

        Assert.Equal(stage.App.PostLogoutRedirectUri + "?state=abc", end.Url.AbsoluteUri);
        var leg = await shared.Scene.Leg(stage.Tenant, LogoutChannels.Frontchannel);
        Assert.Equal((LegStates.Delivered, 1), (leg.State, leg.Attempts));
        Assert.Contains("has loaded", leg.LastError, StringComparison.Ordinal);
    }

    [Fact]
    [Spec("O-104")]
    public async Task A_frame_that_was_not_seen_to_load_is_told_as_such_and_holds_nobody_up()
    {
        var stage = await Stage.On(shared.Scene, app: AppsTold.Front);
        var (_, tokens) = await stage.SignIn();
        var page = await stage.Browser.Get(stage.App.EndSessionUrl(tokens.IdToken));
        Assert.Contains("5;url=", page.Body, StringComparison.Ordinal);

        var end = await stage.Browser.ClickLink("Continue");

        Assert.Equal(stage.App.PostLogoutRedirectUri, end.Url.GetLeftPart(UriPartial.Path));
        Assert.Equal((LegStates.Failed, "its frame was not seen to load"), Said(await shared.Scene.Leg(stage.Tenant, LogoutChannels.Frontchannel)));
    }

    [Fact]
    [Spec("O-104")]
    public async Task Only_the_browser_on_the_way_says_that_a_frame_has_loaded()
    {
        var stage = await Stage.On(shared.Scene, app: AppsTold.Front);
        var (_, tokens) = await stage.SignIn();
        var page = await stage.Browser.Get(stage.App.EndSessionUrl(tokens.IdToken));
        var report = new Uri(page.Url, page.Html.QuerySelector("a[data-report]")!.GetAttribute("data-report")).AbsoluteUri;
        var told = new Fields { ["leg"] = page.Html.QuerySelector("iframe")!.GetAttribute("data-leg") };

        Assert.Equal(404, (await shared.Scene.NewBrowser().Post(report, told)).Status);
        Assert.Equal(404, (await stage.Browser.Post(report, told, fromUrl: "http://localhost:1/evil")).Status);

        Assert.Equal(LegStates.Pending, (await shared.Scene.Leg(stage.Tenant, LogoutChannels.Frontchannel)).State);
    }

    [Fact]
    [Spec("O-104"), Spec("S-116")]
    public async Task Of_a_browser_that_was_closed_the_receipt_says_so_after_ten_minutes()
    {
        await using var scene = await Scene.Start();
        var app = await scene.AddApp("app-front", AppsTold.Front);
        var (_, tokens) = await scene.SignIn(app);
        await scene.Browser.Get(app.EndSessionUrl(tokens.IdToken));

        scene.Clock.Advance(TimeSpan.FromMinutes(9));
        await scene.CleanUp();
        Assert.Equal(LegStates.Pending, (await scene.Leg(scene.Tenant, LogoutChannels.Frontchannel)).State);
        scene.Clock.Advance(TimeSpan.FromMinutes(2));
        await scene.CleanUp();

        Assert.Equal((LegStates.Failed, "the browser did not come back with an answer"), Said(await scene.Leg(scene.Tenant, LogoutChannels.Frontchannel)));
        // Whoever comes back all the same is let on.
        Assert.Equal(app.PostLogoutRedirectUri, (await scene.Browser.ClickLink("Continue")).Url.GetLeftPart(UriPartial.Path));
    }

    [Fact]
    [Spec("OIDCFC-3")]
    public async Task An_app_that_is_no_longer_registered_for_it_has_no_frame()
    {
        var stage = await Stage.On(shared.Scene, app: AppsTold.Front);
        var (_, tokens) = await stage.SignIn();
        stage.Browser.StopAt = shared.Scene.Broker.Url + "/sign-out/";
        await stage.Browser.Get(stage.App.EndSessionUrl(tokens.IdToken));
        stage.Browser.StopAt = null;
        await shared.Scene.Db.Write(tx => ClientStore.Delete(tx, stage.App.Options.ClientId), CancellationToken.None);

        var end = await stage.Browser.Get(stage.Browser.Page.Url.AbsoluteUri);

        Assert.Equal(stage.App.PostLogoutRedirectUri, end.Url.GetLeftPart(UriPartial.Path));
        Assert.Equal(LegStates.Gone, (await shared.Scene.Leg(stage.Tenant, LogoutChannels.Frontchannel)).State);
    }

    [Fact]
    [Spec("O-104")]
    public async Task A_browser_without_our_cookie_gets_back_to_the_app_all_the_same()
    {
        var stage = await Stage.On(shared.Scene, app: AppsTold.Front);
        var (_, tokens) = await stage.SignIn();
        stage.Browser.StopAt = shared.Scene.Broker.Url + "/sign-out/";
        var way = (await stage.Browser.Get(stage.App.EndSessionUrl(tokens.IdToken))).Url.AbsoluteUri;

        var end = await shared.Scene.NewBrowser().Get(way);

        Assert.Equal(stage.App.PostLogoutRedirectUri, end.Url.GetLeftPart(UriPartial.Path));
        Assert.Equal(LegStates.Pending, (await shared.Scene.Leg(stage.Tenant, LogoutChannels.Frontchannel)).State);
    }

    [Fact]
    [Spec("OIDCFC-3"), Spec("OIDCBC-2.1")]
    public void Discovery_says_that_both_channels_are_supported_with_sessions()
    {
        foreach (var name in new[] { "backchannel_logout_supported", "backchannel_logout_session_supported", "frontchannel_logout_supported", "frontchannel_logout_session_supported" })
            Assert.True((bool?)shared.Scene.App.Provider[name], name);
    }

    private static (string, string?) Said(LogoutLeg leg) => (leg.State, leg.LastError);
}
