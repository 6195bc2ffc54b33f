using RunBroker.Http;
using RunBroker.Logout;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;
using RunBroker.Tests.SignOuts;
using RunBroker.Tests.Upstream;

namespace RunBroker.Tests.MySessions;

/// <summary>A person ends their own sessions: one elsewhere, this browser's, all; and nobody else's, whatever a form says.</summary>
public sealed class EndMySessionsTests(SharedScene shared) : IClassFixture<SharedScene>
{
    [Fact]
    [Spec("AU-25"), Spec("O-106")]
    public async Task One_elsewhere_ends_at_once_and_the_page_says_who_knows_of_it()
    {
        var stage = await Stage.On(shared.Scene, s => s with { UpstreamLogout = true }, app: a => AppsTold.Front(AppsTold.Back(a)));
        var (desk, deskTokens, phone, phoneTokens) = await stage.TwoBrowsers();
        var (own, other) = (desk.SessionId(), phone.SessionId());
        desk.Op.ForgetRequests();

        var page = await Press(desk, "Safari on iPhone");

        Assert.Equal("/sessions", page.Url.AbsolutePath);
        Assert.Contains("Signed out: Safari on iPhone Every app of that session knows it.", page.Text, StringComparison.Ordinal);
        Assert.Contains($"That browser may still be signed in at {stage.Connection.Name}", page.Text, StringComparison.Ordinal);
        Assert.Single(page.Cards());
        var logout = (await desk.LogoutOf(other))!;
        Assert.Equal((Causes.User, $"user:{logout.UserId}", null), (logout.Cause, logout.Actor, logout.SignOutId));
        Assert.Contains(logout.ReceiptId, page.Text, StringComparison.Ordinal);
        var legs = await desk.Legs(other);
        Assert.Equal(LegStates.Delivered, legs.Single(l => l.Channel == LogoutChannels.Backchannel).State);
        foreach (var needsBrowser in new[] { LogoutChannels.Frontchannel, LogoutChannels.Oidc })
        {
            var leg = legs.Single(l => l.Channel == needsBrowser);
            Assert.Equal((LegStates.NotPossible, LogoutPlan.OtherBrowser), (leg.State, leg.LastError));
        }

        // The provider was not asked: it would have signed out this browser.
        Assert.DoesNotContain(desk.Op.Requests, r => r.Query.Has("post_logout_redirect_uri"));
        Assert.Equal("invalid_grant", (await phone.App.Refresh(phoneTokens.RefreshToken)).Error);
        await phone.Go(p => p["prompt"] = "none");
        Assert.Equal("login_required", phone.App.LastCallback.Error);
        Assert.Null(await desk.LogoutOf(own));
        Assert.Equal(200, (await desk.App.UserInfo(deskTokens.AccessToken)).Status);
    }

    [Fact]
    public async Task An_app_that_has_not_confirmed_is_named_with_its_next_try_and_a_reload_says_what_is_new()
    {
        var stage = await Stage.On(shared.Scene, app: AppsTold.Back);
        var (desk, _, _, _) = await stage.TwoBrowsers();
        stage.App.LogoutStatus = 503;

        var page = await Press(desk, "Safari on iPhone");

        Assert.Contains("Apps that have confirmed it so far: 0 of 1.", page.Text, StringComparison.Ordinal);
        Assert.Contains("Next try ", page.Text, StringComparison.Ordinal);
        stage.App.LogoutStatus = 200;
        shared.Scene.Clock.Advance(TimeSpan.FromMinutes(5));
        for (var look = 0; look < 100 && !page.Text.Contains("Every app of that session knows it", StringComparison.Ordinal); look++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
            page = await desk.Browser.Get(page.Url.AbsoluteUri);
        }

        Assert.Contains("Every app of that session knows it", page.Text, StringComparison.Ordinal);
        // Later the address shows the page alone.
        shared.Scene.Clock.Advance(TimeSpan.FromHours(1));
        Assert.DoesNotContain("Signed out:", (await desk.Browser.Get(page.Url.AbsoluteUri)).Text, StringComparison.Ordinal);
    }

    [Fact]
    [Spec("O-109")]
    public async Task What_came_of_another_persons_session_is_shown_to_nobody_else()
    {
        var stage = await Stage.On(shared.Scene, app: AppsTold.Back);
        var (desk, _, phone, _) = await stage.TwoBrowsers();
        var other = phone.SessionId();
        var page = await Press(desk, "Safari on iPhone");
        var bob = stage.InAnotherBrowser();
        bob.Op.SignInAs = "bob";
        await bob.SignIn();

        var seen = await bob.Browser.Get(page.Url.AbsoluteUri);

        Assert.Contains("Bob Stone", seen.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Signed out:", seen.Text, StringComparison.Ordinal);
        Assert.DoesNotContain((await desk.LogoutOf(other))!.ReceiptId, seen.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("Signed out:", (await desk.Sessions("?ended=lgo_nobody")).Text, StringComparison.Ordinal);
    }

    [Fact]
    [Spec("AU-22"), Spec("AU-25")]
    public async Task This_browsers_goes_by_the_journey_with_its_frames_and_its_provider_and_the_others_live_on()
    {
        var stage = await Stage.On(shared.Scene, s => s with { UpstreamLogout = true }, app: a => AppsTold.Front(AppsTold.Back(a)));
        var (desk, _, phone, phoneTokens) = await stage.TwoBrowsers();
        var own = desk.SessionId();

        var frames = await Press(desk, "Chrome on Windows");
        Assert.Single(frames.Html.QuerySelectorAll("iframe"));
        Assert.Null(desk.Browser.Cookies.Find(Cookies.Sessions));
        var page = await desk.Browser.FramesLoaded();

        Assert.StartsWith("/sign-out/", page.Url.AbsolutePath, StringComparison.Ordinal);
        Assert.Contains($"You are signed out at {stage.Connection.Name} as well", page.Text, StringComparison.Ordinal);
        Assert.False(stage.Op.Keeps(desk.Browser));
        var logout = (await desk.LogoutOf(own))!;
        Assert.Equal((Causes.User, $"user:{logout.UserId}"), (logout.Cause, logout.Actor));
        Assert.Contains(logout.ReceiptId, page.Text, StringComparison.Ordinal);
        Assert.Equal(200, (await phone.App.UserInfo(phoneTokens.AccessToken)).Status);
        Assert.Contains("You are not signed in here", (await desk.Sessions()).Text, StringComparison.Ordinal);
        Assert.Single((await phone.Sessions()).Cards());
    }

    [Fact]
    [Spec("O-009")]
    public async Task Where_the_provider_comes_first_a_page_goes_on_to_it()
    {
        var stage = await Stage.On(shared.Scene, s => s with { UpstreamLogout = true });
        await stage.At(PersonsBrowsers.Desk).SignIn();

        await Press(stage, "Chrome on Windows");
        var page = await stage.Browser.ClickLink("Continue");

        Assert.False(stage.Op.Keeps(stage.Browser));
        Assert.Contains("You are signed out", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    [Spec("AU-25"), Spec("O-104")]
    public async Task Everywhere_ends_all_of_them_under_one_number_and_only_this_browser_does_what_needs_one()
    {
        var stage = await Stage.On(shared.Scene, app: a => AppsTold.Front(AppsTold.Back(a)));
        var (desk, deskTokens, phone, phoneTokens) = await stage.TwoBrowsers();
        var (own, other) = (desk.SessionId(), phone.SessionId());
        var bob = stage.InAnotherBrowser();
        bob.Op.SignInAs = "bob";
        var (_, bobs) = await bob.SignIn();

        await desk.Sessions();
        var frames = await desk.Browser.Press("Sign out everywhere");
        Assert.Single(frames.Html.QuerySelectorAll("iframe"));
        var page = await desk.Browser.FramesLoaded();

        Assert.Contains("Both your sessions have ended. Apps that have confirmed it so far: 1 of 1.", page.Text, StringComparison.Ordinal);
        Assert.Contains($"Your other browsers may still be signed in at {stage.Connection.Name}", page.Text, StringComparison.Ordinal);
        Assert.Contains($"You are still signed in at {stage.Connection.Name}", page.Text, StringComparison.Ordinal);
        var (here, there) = ((await desk.LogoutOf(own))!, (await desk.LogoutOf(other))!);
        Assert.Equal((Causes.User, Causes.User), (here.Cause, there.Cause));
        Assert.Equal(here.ReceiptId, there.ReceiptId);
        Assert.Equal(here.SignOutId, there.SignOutId);
        Assert.Equal(LegStates.Delivered, (await desk.Legs(own)).Single(l => l.Channel == LogoutChannels.Frontchannel).State);
        var leg = (await desk.Legs(other)).Single(l => l.Channel == LogoutChannels.Frontchannel);
        Assert.Equal((LegStates.NotPossible, LogoutPlan.OtherBrowser), (leg.State, leg.LastError));
        foreach (var tokens in new[] { deskTokens, phoneTokens })
            Assert.Equal("invalid_grant", (await stage.App.Refresh(tokens.RefreshToken)).Error);
        Assert.Equal(200, (await stage.App.UserInfo(bobs.AccessToken)).Status);
        // What this browser has at the provider can be ended from the page; of the other's nothing is offered.
        Assert.Single(page.Html.QuerySelectorAll("a"), a => a.TextContent.Contains("Sign out there too", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("another person's session")]
    [InlineData("another tenant's session")]
    [InlineData("a session that nobody has")]
    [InlineData("a session that is over")]
    [InlineData("no session")]
    [InlineData("in another person's name")]
    [InlineData("without the token")]
    [InlineData("with another browser's token")]
    [InlineData("a field twice")]
    [InlineData("from another site's page")]
    [InlineData("from a page of the same site")]
    [InlineData("without the cookie")]
    [InlineData("no form")]
    [Spec("O-101"), Spec("O-109"), Spec("O-110")]
    public async Task A_form_that_does_not_hold_ends_nothing_and_gets_one_and_the_same_plain_page(string what)
    {
        var stage = await Stage.On(shared.Scene);
        var (desk, deskTokens, phone, phoneTokens) = await stage.TwoBrowsers();
        var bob = stage.InAnotherBrowser();
        bob.Op.SignInAs = "bob";
        var (_, bobs) = await bob.SignIn();
        var far = await Stage.On(shared.Scene);
        var (_, fars) = await far.SignIn();
        var form = (await desk.Sessions()).Card("Safari on iPhone").Form();
        var over = what == "a session that is over";
        if (over)
            await shared.Scene.Db.Write(tx => SessionStore.End(tx, stage.Tenant.Id, phone.SessionId(), "admin", shared.Scene.Clock.GetUtcNow()), CancellationToken.None);
        switch (what)
        {
            case "another person's session": form["session"] = bob.SessionId(); break;
            case "another tenant's session": form["session"] = far.SessionId(); break;
            case "a session that nobody has": form["session"] = "ses_nobody"; break;
            case "no session": form["session"] = null; break;
            case "in another person's name": (form["as"], form["session"]) = (bob.SessionId(), bob.SessionId()); break;
            case "without the token": form["form_token"] = null; break;
            case "with another browser's token": form["form_token"] = (await phone.Sessions()).Card("Safari on iPhone").Form()["form_token"]; break;
            case "a field twice": form.And("session", bob.SessionId()); break;
        }

        var url = shared.Scene.Broker.Url + "/sessions/end";
        var held = desk.Browser.Cookies.Find(Cookies.Sessions)!;
        (int Status, string Text) answer;
        if (what is "from a page of the same site" or "no form")
        {
            var cookie = ("Cookie", $"{held.Name}={held.Value}");
            var sent = what == "no form" ? await Wire.PostJson(url, "{}", cookie) : await Wire.Post(url, form, cookie, ("Sec-Fetch-Site", "same-site"));
            answer = (sent.Status, sent.Body);
        }
        else
        {
            if (what == "without the cookie")
                desk.Browser.Cookies.Remove(Cookies.Sessions);
            var page = await desk.Browser.Post(url, form, what == "from another site's page" ? "http://localhost:1/evil" : null);
            answer = (page.Status, page.Text);
            desk.Browser.Cookies.Put(held);
        }

        Assert.Equal(404, answer.Status);
        Assert.Contains("Nothing was signed out", answer.Text, StringComparison.Ordinal);
        Assert.Contains("See where you are signed in", answer.Text, StringComparison.Ordinal);
        foreach (var tokens in over ? [deskTokens, bobs, fars] : new[] { deskTokens, phoneTokens, bobs, fars })
            Assert.Equal(200, (await stage.App.UserInfo(tokens.AccessToken)).Status);
    }

    [Theory]
    [InlineData("without the token")]
    [InlineData("in another person's name")]
    [InlineData("from another site's page")]
    [Spec("O-110")]
    public async Task Everywhere_needs_a_form_of_ours_as_well(string what)
    {
        var stage = await Stage.On(shared.Scene);
        var (desk, deskTokens, phone, phoneTokens) = await stage.TwoBrowsers();
        var bob = stage.InAnotherBrowser();
        bob.Op.SignInAs = "bob";
        var (_, bobs) = await bob.SignIn();
        var form = (await desk.Sessions()).Card("Chrome on Windows").Form();
        if (what == "without the token")
            form["form_token"] = null;
        if (what == "in another person's name")
            form["as"] = bob.SessionId();

        var page = await desk.Browser.Post(shared.Scene.Broker.Url + "/sessions/end-all", form, what == "from another site's page" ? "http://localhost:1/evil" : null);

        Assert.Equal(404, page.Status);
        foreach (var tokens in new[] { deskTokens, phoneTokens, bobs })
            Assert.Equal(200, (await stage.App.UserInfo(tokens.AccessToken)).Status);
        Assert.Null(await desk.LogoutOf(phone.SessionId()));
    }

    [Fact]
    [Spec("O-110")]
    public async Task A_form_pressed_twice_or_after_a_new_sign_in_ends_nothing_more()
    {
        var stage = await Stage.On(shared.Scene);
        var (desk, _, _, _) = await stage.TwoBrowsers();
        var card = (await desk.Sessions()).Card("Safari on iPhone").Form();
        var url = shared.Scene.Broker.Url + "/sessions/end";
        Assert.Equal(200, (await desk.Browser.Post(url, card)).Status);
        Assert.Equal(404, (await desk.Browser.Post(url, card)).Status);

        // A new sign-in has a new secret: what an old page held is worth nothing.
        var own = (await desk.Sessions()).Card("Chrome on Windows").Form();
        var (_, tokens) = await desk.SignIn(p => p["prompt"] = "login");
        Assert.Equal(404, (await desk.Browser.Post(url, own)).Status);
        Assert.Equal(200, (await desk.App.UserInfo(tokens.AccessToken)).Status);
    }

    private static async Task<TestPage> Press(Stage stage, string device)
    {
        var page = await stage.Sessions();
        var form = page.Card(device).QuerySelector("form");
        return await stage.Browser.Submit((AngleSharp.Html.Dom.IHtmlFormElement)form!);
    }
}
