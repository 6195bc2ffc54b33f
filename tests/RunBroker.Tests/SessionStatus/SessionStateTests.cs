using RunBroker.Http;
using RunBroker.Logout;
using RunBroker.Sessions;
using RunBroker.Storage;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.SessionStatus;

/// <summary>session_state, and the cookie that the frame compares it with.</summary>
public sealed class SessionStateTests
{
    [Theory]
    [InlineData("query"), InlineData("fragment"), InlineData("form_post")]
    [Spec("OIDCSession-2"), Spec("O-105")]
    public async Task Every_answer_with_a_code_has_the_state_of_this_app_in_this_browser(string mode)
    {
        await using var scene = await Scene.Start();
        foreach (var prompt in (string?[])["login", "none"])
        {
            var page = await scene.Browser.Get(scene.App.Begin(p => (p["response_mode"], p["prompt"]) = (mode, prompt)).Url);

            var state = mode == "fragment" ? System.Web.HttpUtility.ParseQueryString(page.Url.Fragment[1..])["session_state"] : scene.App.LastCallback.Fields["session_state"];
            Assert.Matches(@"^[\w-]{43}\.[\w-]{16,}$", state);
            Assert.Equal("unchanged", scene.Says(scene.App, state!));
            // Another app, another origin, another browser: worth nothing.
            Assert.Equal("changed", Frame.Says(scene.Browser, "app-two", scene.App.Origin, state!));
            Assert.Equal("changed", Frame.Says(scene.Browser, scene.App.Options.ClientId, "https://evil.example", state!));
            using var other = new TestBrowser(new() { Clock = scene.Clock });
            await other.Get(scene.App.Begin().Url);
            Assert.Equal("changed", Frame.Says(other, scene.App.Options.ClientId, scene.App.Origin, state!));
        }
    }

    [Fact]
    [Spec("OIDCSession-2"), Spec("AU-02"), Spec("O-012")]
    public async Task An_app_without_sso_and_an_error_get_none()
    {
        await using var scene = await Scene.Start();
        var alone = await scene.AddApp("app-alone", m => m with { Sso = false });

        Assert.Equal("login_required", await scene.Silent());
        Assert.False(scene.App.LastCallback.Fields.Has("session_state"));
        await scene.SignIn(alone);
        Assert.False(alone.LastCallback.Fields.Has("session_state"));
        Assert.Null(scene.Browser.Cookies.Find(Cookies.States));
    }

    [Fact]
    [Spec("O-105"), Spec("OIDCSession-3.2")]
    public async Task A_sign_out_changes_it_for_every_app_of_the_session_and_a_silent_request_fails_at_once()
    {
        await using var scene = await Scene.Start();
        var second = await scene.AddApp("app-two");
        var (_, tokens) = await scene.SignIn();
        var (one, two) = (scene.App.LastCallback.Fields["session_state"]!, (await scene.SilentState(second))!);
        Assert.Equal(("unchanged", "unchanged"), (scene.Says(scene.App, one), scene.Says(second, two)));

        await scene.Browser.Get(scene.App.EndSessionUrl(tokens.IdToken));

        Assert.Equal(("changed", "changed"), (scene.Says(scene.App, one), scene.Says(second, two)));
        Assert.Null(scene.Browser.Cookies.Find(Cookies.States));
        Assert.Equal(("login_required", "login_required"), (await scene.Silent(), await scene.Silent(second)));
    }

    [Fact]
    [Spec("O-105"), Spec("O-108")]
    public async Task A_sign_out_of_one_tenant_changes_nothing_for_anothers_apps()
    {
        await using var scene = await Scene.Start();
        var other = await scene.AddTenant("other");
        await scene.AddConnection(other, scene.Op);
        var app = await scene.AddApp("app-other", tenant: other);
        var (_, tokens) = await scene.SignIn();
        var mine = scene.App.LastCallback.Fields["session_state"]!;
        await scene.SignIn(app);
        var theirs = app.LastCallback.Fields["session_state"]!;
        Assert.Equal(("unchanged", "unchanged"), (scene.Says(scene.App, mine), scene.Says(app, theirs)));

        await scene.Browser.Get(scene.App.EndSessionUrl(tokens.IdToken));

        Assert.Equal(("changed", "unchanged"), (scene.Says(scene.App, mine), scene.Says(app, theirs)));
        Assert.Single(Frame.States(scene.Browser));
    }

    [Theory]
    [InlineData("bob"), InlineData("alice")]
    [Spec("O-105"), Spec("OIDCSession-3.1")]
    public async Task A_new_sign_in_changes_it_whoever_it_is_of_and_the_next_silent_answer_has_the_new_one(string who)
    {
        await using var scene = await Scene.Start();
        var (before, _) = await scene.SignIn();
        var state = scene.App.LastCallback.Fields["session_state"]!;
        var second = await scene.AddApp("app-two");
        scene.Op.SignInAs = who;

        await scene.SignIn(second, p => p["prompt"] = "login");

        Assert.Equal("changed", scene.Says(scene.App, state));
        var renewed = (await scene.SilentState())!;
        var (after, _) = await scene.App.Finish();
        Assert.Equal(who == "alice", (string?)before["sub"] == (string?)after["sub"]);
        Assert.Equal("unchanged", scene.Says(scene.App, renewed));
    }

    [Theory]
    [InlineData("ssodata"), InlineData("authorize"), InlineData("prompt=none"), InlineData("prompt=none in a frame")]
    [Spec("O-105"), Spec("O-109")]
    public async Task A_session_that_ended_without_the_browser_is_told_by_its_next_request(string request)
    {
        await using var scene = await Scene.Start();
        var app = await scene.AddApp("app-page", m => m with { AllowedOrigins = ["https://page.example"] });
        await scene.SignIn();
        var state = (await scene.SilentState(app))!;
        await scene.Db.Write(
            async tx => await EndSessions.Do(tx, await SessionStore.LiveOfConnection(tx, scene.Tenant.Id, scene.Connection.Id),
                new(Causes.Admin, "broker", null, scene.Clock.GetUtcNow())), CancellationToken.None);
        Assert.Equal("unchanged", scene.Says(app, state));

        switch (request)
        {
            case "ssodata":
                Assert.Equal("""{"sso":false}""", (await scene.Poll("https://page.example", "?client_id=app-page", crossSite: true)).Body);
                break;
            case "authorize":
                scene.Browser.StopAt = scene.Op.Origin;
                await scene.Browser.Get(app.Begin().Url);
                break;
            case "prompt=none":
                Assert.Equal("login_required", await scene.Silent(app));
                break;
            default:
                Assert.Equal("login_required", await scene.SilentInFrame(app));
                break;
        }

        Assert.Equal("changed", scene.Says(app, state));
    }

    [Theory]
    [InlineData(null), InlineData(3_600_000L)]
    [Spec("O-105"), Spec("AU-08")]
    public async Task Idle_and_lowered_limits_count_too_and_only_of_the_tenant_they_are_of(long? lowered)
    {
        await using var scene = await Scene.Start();
        var other = await scene.AddTenant("other", t => lowered is null ? t with { IdleTimeoutMs = 3_600_000 } : t);
        await scene.AddConnection(other, scene.Op);
        var app = await scene.AddApp("app-other", tenant: other);
        await scene.SignIn();
        await scene.SignIn(app);
        var (mine, theirs) = ((await scene.SilentState())!, (await scene.SilentState(app))!);
        if (lowered is not null)
            await scene.Change(other, t => t with { AbsoluteLifetimeMs = lowered });

        scene.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal("login_required", await scene.Silent(app));

        Assert.Equal(("unchanged", "changed"), (scene.Says(scene.App, mine), scene.Says(app, theirs)));
    }

    [Fact]
    [Spec("O-105"), Spec("O-107")]
    public async Task The_cookie_is_nobodys_identity_and_no_key_to_the_session()
    {
        await using var scene = await Scene.Start();
        var (claims, _) = await scene.SignIn();
        var line = scene.Browser.History.SelectMany(h => h.SetCookies).Single(c => c.StartsWith(Cookies.States, StringComparison.Ordinal));
        var session = await scene.SessionOf(scene.App, (string)claims["sid"]!);
        var value = Assert.Single(Frame.States(scene.Browser));

        Assert.Contains("; secure; samesite=none", line, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("httponly", line, StringComparison.OrdinalIgnoreCase);
        Assert.Matches(@"^[\w-]{22}$", value);
        foreach (var known in (string[])[session.Id, session.UserId, session.TenantId.Value, (string)claims["sid"]!, .. scene.Browser.Cookies.All.Where(c => c.Name != Cookies.States).Select(c => c.Value)])
            Assert.False(known.Contains(value, StringComparison.Ordinal) || value.Contains(known, StringComparison.Ordinal));
        // The same person in another browser has another one.
        scene.NewBrowser();
        await scene.SignIn();
        Assert.NotEqual(value, Assert.Single(Frame.States(scene.Browser)));
        // Alone it opens nothing.
        var thief = scene.NewBrowser();
        thief.Cookies.Put(new(Cookies.Sessions, $"{session.Id}.{value}{value}", new Uri(scene.Broker.Url).Host, true, "/") { Secure = true });
        Assert.Equal("login_required", await scene.Silent());
        Assert.Equal(value, BrowserState.Of(session));
    }

    [Fact]
    [Spec("O-108")]
    public async Task It_is_written_when_it_changes_and_not_each_time_it_is_read()
    {
        await using var scene = await Scene.Start();
        await scene.SignIn();
        var before = scene.Browser.History.Length;

        await scene.SilentState();
        await scene.SilentState();

        Assert.Empty(scene.Browser.History[before..].SelectMany(h => h.SetCookies));
        // Lost or forged, it is put right by the next request that brings the sessions.
        var kept = scene.Browser.Cookies.Find(Cookies.States)!;
        foreach (var wrong in (string?[])[null, "forged", new string('~', 500), new string('x', 3000)])
        {
            scene.Browser.Cookies.Remove(Cookies.States);
            if (wrong is not null)
                scene.Browser.Cookies.Put(kept with { Value = wrong });
            await scene.SilentState();
            Assert.Equal(kept.Value, scene.Browser.Cookies.Find(Cookies.States)!.Value);
        }
    }

    [Fact]
    [Spec("O-105"), Spec("O-107")]
    public async Task A_request_without_the_first_cookie_leaves_the_state_of_the_session_alone()
    {
        await using var scene = await Scene.Start();
        await scene.SignIn();
        var state = scene.App.LastCallback.Fields["session_state"]!;
        scene.Browser.StopAt = scene.Op.Origin;

        // A form of another site: SameSite=Lax cookies stay at home, so the person is sent upstream; the session is there all the same.
        var asked = scene.App.Begin();
        await scene.Browser.Post(scene.Broker.Url + "/connect/authorize", asked.Sent, fromUrl: Frame.AnotherSite + "/");

        Assert.True(scene.Browser.Page.Stopped);
        Assert.Equal("unchanged", scene.Says(scene.App, state));
    }
}
