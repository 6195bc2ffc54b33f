using RunBroker.Http;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.Upstream;

/// <summary>The provider's frame: it ends the session of this browser, when issuer and sid are right, and of no other.</summary>
[Spec("O-104"), Spec("O-107")]
public sealed class FrontchannelLogoutTests(SharedScene shared) : IClassFixture<SharedScene>
{
    private const string Provider = "http://localhost:1/";

    [Fact]
    public async Task In_a_frame_the_session_ends_by_the_second_cookie()
    {
        var stage = await Stage.On(shared.Scene);
        var (session, tokens) = await stage.Session();

        var page = await stage.Browser.GetInFrame(stage.FrontchannelUrl(stage.Op.Issuer, session.UpstreamSid!), Provider);

        Assert.Equal((200, "no-store"), (page.Status, page.Header("Cache-Control")));
        Assert.Null(page.Header("X-Frame-Options"));
        Assert.DoesNotContain("frame-ancestors", page.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", page.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Empty(page.Html.QuerySelectorAll("iframe, script, a, form"));
        Assert.Equal("upstream", await stage.CauseOf(session));
        // It stays while the first may be there, which a frame cannot see, and opens nothing.
        Assert.Equal(session.Id, stage.Browser.Cookies.Find(Cookies.FrameSessions)!.Value.Split('.')[0]);
        Assert.Null(stage.Browser.Cookies.Find(Cookies.States));
        await stage.IsDead(tokens);
    }

    [Fact]
    public async Task Apps_that_registered_a_frame_are_shown_in_it_and_the_receipt_does_not_claim_more()
    {
        var stage = await Stage.On(shared.Scene, app: m => m with { FrontchannelLogoutUri = "https://app.example/out?a=\"b" });
        var (session, _) = await stage.Session();

        var page = await stage.Browser.GetInFrame(stage.FrontchannelUrl(stage.Op.Issuer, session.UpstreamSid!), Provider);

        var (_, legs) = await stage.Receipt(session.Id);
        var leg = Assert.Single(legs, l => l.Channel == LogoutChannels.Frontchannel);
        Assert.Equal(LegStates.NotPossible, leg.State);
        Assert.Contains("tells nobody", leg.LastError, StringComparison.Ordinal);
        var frame = Assert.Single(page.Html.QuerySelectorAll("iframe"));
        var url = new Uri(frame.GetAttribute("src")!);
        var query = Fields.Parse(url.Query);
        Assert.Equal(("app.example", shared.Scene.Broker.Url, leg.Sid), (url.Host, query["iss"], query["sid"]));
        Assert.Equal("allow-scripts allow-same-origin", frame.GetAttribute("sandbox"));
        Assert.Contains("frame-src https://app.example", page.Header("Content-Security-Policy"), StringComparison.Ordinal);
    }

    [Fact]
    [Spec("S-116")]
    public async Task A_frame_holds_no_more_of_them_than_a_page_of_ours()
    {
        var stage = await Stage.On(shared.Scene, app: m => m with { FrontchannelLogoutUri = "https://app.example/out" });
        var (session, _) = await stage.Session();
        await stage.Db.Write(
            async tx =>
            {
                var app = (await ClientStore.Find(tx, stage.App.Options.ClientId))!.Client;
                for (var i = 0; i < Limits.SignOutFrames; i++)
                {
                    await ClientStore.Insert(tx, app with { ClientId = $"{app.ClientId}-{i}" }, []);
                    await SessionStore.Join(tx, session.Id, $"{app.ClientId}-{i}", $"sid-{app.ClientId}-{i}", stage.Scene.Clock.GetUtcNow());
                }
            }, CancellationToken.None);

        var page = await stage.Browser.GetInFrame(stage.FrontchannelUrl(stage.Op.Issuer, session.UpstreamSid!), Provider);

        Assert.Equal(Limits.SignOutFrames, page.Html.QuerySelectorAll("iframe").Length);
        Assert.Equal("upstream", await stage.CauseOf(session));
    }

    [Theory]
    [InlineData("wrong iss", 400)]
    [InlineData("no iss", 400)]
    [InlineData("no sid", 400)]
    [InlineData("iss twice", 400)]
    [InlineData("wrong sid", 200)]
    [InlineData("another browser", 200)]
    [InlineData("without cookies", 200)]
    public async Task With_one_thing_wrong_nothing_ends(string what, int status)
    {
        var stage = await Stage.On(shared.Scene);
        var (session, _) = await stage.Session();
        var url = stage.FrontchannelUrl(what == "wrong iss" ? "https://other.example" : stage.Op.Issuer, what == "wrong sid" ? "another" : session.UpstreamSid!);
        url = what switch
        {
            "no iss" => url.Replace("iss=", "x=", StringComparison.Ordinal),
            "no sid" => url.Replace("sid=", "x=", StringComparison.Ordinal),
            "iss twice" => url + "&iss=x",
            _ => url,
        };
        // Somebody who learnt the sid, and has no browser of that person's.
        var answered = what switch
        {
            "another browser" => (await stage.InAnotherBrowser().Browser.GetInFrame(url, Provider)).Status,
            "without cookies" => (await Wire.Get(url)).Status,
            _ => (await stage.Browser.GetInFrame(url, Provider)).Status,
        };
        Assert.Equal(status, answered);
        Assert.Null(await stage.CauseOf(session));
    }

    [Fact]
    [Spec("S-067")]
    public async Task A_disabled_connection_ends_nothing_and_an_unknown_one_is_404()
    {
        var stage = await Stage.On(shared.Scene);
        var (session, _) = await stage.Session();
        var url = stage.FrontchannelUrl(stage.Op.Issuer, session.UpstreamSid!);
        Assert.Equal(404, (await stage.Browser.Get(url.Replace(stage.Connection.Id, "con_nobody", StringComparison.Ordinal))).Status);
        await shared.Scene.Change(stage.Connection, c => c with { Enabled = false });
        Assert.Equal(400, (await stage.Browser.Get(url)).Status);
        Assert.Null(await stage.CauseOf(session));
    }

    [Fact]
    public async Task Sessions_of_other_tenants_in_the_same_browser_stay()
    {
        var one = await Stage.On(shared.Scene);
        var two = await Stage.On(shared.Scene) with { Browser = one.Browser };
        var (ones, _) = await one.Session();
        var (twos, _) = await two.Session();

        await one.Browser.GetInFrame(one.FrontchannelUrl(one.Op.Issuer, ones.UpstreamSid!), Provider);

        Assert.Equal(("upstream", null), (await one.CauseOf(ones), await two.CauseOf(twos)));
        await two.Go(p => p["prompt"] = "none");
        Assert.Null(two.App.LastCallback.Error);
    }

    [Fact]
    public async Task A_sign_in_under_way_to_that_provider_ends_and_one_to_another_goes_on()
    {
        var one = await Stage.On(shared.Scene);
        var two = await Stage.On(shared.Scene) with { Browser = one.Browser };
        var (session, _) = await one.Session();
        var ownHeld = await one.GoUpToTheCallback(p => p["prompt"] = "login");
        var otherHeld = await two.GoUpToTheCallback();

        await one.Browser.GetInFrame(one.FrontchannelUrl(one.Op.Issuer, session.UpstreamSid!), Provider);

        Assert.Equal("sign_in.SignedOut", (await one.CaseOn(await one.Browser.Get(ownHeld))).Error);
        Assert.StartsWith(two.App.RedirectUri, (await two.Browser.Get(otherHeld)).Url.AbsoluteUri, StringComparison.Ordinal);
    }
}

internal static class FrontchannelSteps
{
    public static string FrontchannelUrl(this Stage stage, string issuer, string sid) => new Fields { ["iss"] = issuer, ["sid"] = sid }
        .AddTo($"{stage.Scene.Broker.Url}/federation/oidc/{stage.Connection.Id}/frontchannel-logout");
}
