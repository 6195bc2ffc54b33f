using RunBroker.Http;
using RunBroker.Storage;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.Sessions;

/// <summary>What one browser holds: sessions of several tenants, of one person after another, in frames, and of apps that want none.</summary>
public sealed class BrowserSessionTests
{
    [Fact]
    [Spec("TG-15")]
    public async Task Sessions_of_two_tenants_live_side_by_side_each_as_long_as_its_own_limits()
    {
        await using var scene = await Scene.Start();
        var other = await scene.AddTenant("brief", t => t with { AbsoluteLifetimeMs = 3_600_000 });
        await scene.AddConnection(other, scene.Op);
        var app = await scene.AddApp("app-brief", tenant: other);
        await scene.SignIn();
        await scene.SignIn(app);
        Assert.Null(await scene.Silent());
        Assert.Null(await scene.Silent(app));

        scene.Clock.Advance(TimeSpan.FromHours(2));

        Assert.Null(await scene.Silent());
        Assert.Equal("login_required", await scene.Silent(app));
    }

    [Fact]
    [Spec("AU-02")]
    public async Task An_app_without_sso_always_goes_upstream_and_keeps_out_of_the_cookie()
    {
        await using var scene = await Scene.Start();
        var alone = await scene.AddApp("app-alone", m => m with { Sso = false });
        await scene.SignIn();
        var cookie = scene.Browser.Cookies.Find(Cookies.Sessions)!.Value;
        scene.Op.ForgetRequests();

        var (first, _) = await scene.SignIn(alone);
        var (second, _) = await scene.SignIn(alone);

        Assert.Equal(2, scene.Op.RequestsTo("/authorize").Length);
        Assert.NotEqual((string?)first["sid"], (string?)second["sid"]);
        Assert.Equal(cookie, scene.Browser.Cookies.Find(Cookies.Sessions)!.Value);
        Assert.Equal("login_required", await scene.Silent(alone));
        var live = await scene.Db.Read(tx => SessionStore.PageLive(tx, scene.Tenant.Id, null, scene.Clock.GetUtcNow(), null, 10), CancellationToken.None);
        Assert.Equal(3, live.Length);
        Assert.Equal(2, live.Count(s => !s.Sso && s.SecretHash is null));
    }

    [Fact]
    [Spec("O-107")]
    [Spec("O-109")]
    [Spec("O-020")]
    public async Task The_same_person_signing_in_again_keeps_the_session_under_new_secrets()
    {
        await using var scene = await Scene.Start();
        var second = await scene.AddApp("app-two");
        var (before, tokens) = await scene.SignIn();
        await scene.SignIn(second);
        using var thief = new TestBrowser(new() { Clock = scene.Clock });
        thief.Cookies.CopyFrom(scene.Browser.Cookies);

        var (after, _) = await scene.SignIn(edit: p => p["prompt"] = "login");

        Assert.Equal((string?)before["sid"], (string?)after["sid"]);
        var session = await scene.SessionOf(scene.App, (string)after["sid"]!);
        Assert.Equal(2, (await scene.Db.Read(tx => SessionStore.Participants(tx, session.Id), CancellationToken.None)).Length);
        Assert.Equal(200, (await scene.App.Refresh(tokens.RefreshToken)).Status);
        Assert.Null(await scene.Silent(second));
        await thief.Get(second.Begin(p => p["prompt"] = "none").Url);
        Assert.Equal("login_required", second.LastCallback.Error);
        await thief.GetInFrame(second.Begin(p => p["prompt"] = "none").Url, "http://localhost:1/");
        Assert.Equal("login_required", second.LastCallback.Error);
    }

    [Fact]
    [Spec("O-020")]
    public async Task Another_person_in_the_same_browser_ends_the_session_before()
    {
        await using var scene = await Scene.Start();
        var (alice, tokens) = await scene.SignIn();
        scene.Op.SignInAs = "bob";

        var (bob, _) = await scene.SignIn(edit: p => p["prompt"] = "login");

        Assert.NotEqual((string?)alice["sub"], (string?)bob["sub"]);
        Assert.NotEqual((string?)alice["sid"], (string?)bob["sid"]);
        Assert.Equal("user", (await scene.SessionOf(scene.App, (string)alice["sid"]!)).EndCause);
        Assert.Equal("invalid_grant", (await scene.App.Refresh(tokens.RefreshToken)).Error);
        Assert.Equal(401, (await scene.App.UserInfo(tokens.AccessToken)).Status);
        Assert.DoesNotContain('~', scene.Browser.Cookies.Find(Cookies.Sessions)!.Value);
        var (silent, _) = await scene.SignIn(edit: p => p["prompt"] = "none");
        Assert.Equal((string?)bob["sub"], (string?)silent["sub"]);
    }

    [Fact]
    [Spec("O-107")]
    [Spec("AU-10")]
    public async Task A_silent_sign_in_in_a_frame_uses_the_second_cookie_only()
    {
        await using var scene = await Scene.Start();
        await scene.SignIn();
        Assert.Null(await scene.SilentInFrame());

        scene.Browser.Cookies.Remove(Cookies.FrameSessions);

        Assert.Equal("login_required", await scene.SilentInFrame());
        Assert.Null(await scene.Silent());
    }

    [Fact]
    [Spec("O-107")]
    public async Task The_second_cookie_never_stands_in_for_the_first()
    {
        await using var scene = await Scene.Start();
        await scene.SignIn();
        var (main, frame) = (scene.Browser.Cookies.Find(Cookies.Sessions)!, scene.Browser.Cookies.Find(Cookies.FrameSessions)!);
        scene.Op.ForgetRequests();

        scene.NewBrowser().Cookies.Put(main with { Value = frame.Value });
        Assert.Equal("login_required", await scene.Silent());
        scene.NewBrowser().Cookies.Put(frame with { Value = main.Value });
        Assert.Equal("login_required", await scene.SilentInFrame());

        // Alone, outside of a frame and not silent: the person signs in as if there were no session.
        scene.NewBrowser().Cookies.Put(frame);
        await scene.SignIn();
        Assert.Single(scene.Op.RequestsTo("/authorize"));
    }

    [Fact]
    [Spec("O-012")]
    public async Task A_silent_answer_tells_nothing_of_other_tenants_sessions()
    {
        await using var scene = await Scene.Start();
        var other = await scene.AddTenant("other");
        await scene.AddConnection(other, scene.Op);
        var app = await scene.AddApp("app-other", tenant: other);
        var shared = await scene.AddApp("app-shared", allowed: [other.Id]);
        await scene.SignIn();
        var holder = scene.Browser;
        using var stranger = new TestBrowser(new() { Clock = scene.Clock });

        foreach (var asks in new[] { app, shared })
        {
            var answers = new List<string>();
            foreach (var browser in new[] { holder, stranger })
            {
                await browser.Get(asks.Begin(p => (p["prompt"], p["state"]) = ("none", "the-same-state")).Url);
                answers.Add(browser.Page.Hops[^1].Url.AbsoluteUri);
                Assert.Empty(browser.Page.Hops.SelectMany(h => h.SetCookies));
            }

            Assert.Equal("login_required", asks.LastCallback.Error);
            Assert.Equal(answers[0], answers[1]);
        }
    }

    [Fact]
    [Spec("OIDCC-3.1.2.1")]
    public async Task An_id_token_hint_of_another_person_does_not_get_this_ones_session()
    {
        await using var scene = await Scene.Start();
        scene.Op.SignInAs = "bob";
        var (_, bob) = await scene.SignIn();
        scene.Op.SignInAs = "alice";
        var (_, alice) = await scene.SignIn(edit: p => p["prompt"] = "login");
        scene.Op.ForgetRequests();

        Assert.Null(await scene.Silent(edit: p => p["id_token_hint"] = alice.IdToken));
        Assert.Equal("login_required", await scene.Silent(edit: p => p["id_token_hint"] = bob.IdToken));
        Assert.Empty(scene.Op.RequestsTo("/authorize"));

        // Asked upstream, alice comes back again: the app hears so, and gets nothing of hers.
        await scene.Browser.Get(scene.App.Begin(p => p["id_token_hint"] = bob.IdToken).Url);
        Assert.Single(scene.Op.RequestsTo("/authorize"));
        Assert.Equal("login_required", scene.App.LastCallback.Error);
        scene.Op.SignInAs = "bob";
        var (claims, _) = await scene.SignIn(edit: p => p["id_token_hint"] = bob.IdToken);
        Assert.Equal("bob@acme.example", (string?)claims["email"]);
    }
}
