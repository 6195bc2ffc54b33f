using RunBroker.Logout;
using RunBroker.Storage;
using RunBroker.Tests.Upstream;

namespace RunBroker.Tests.Attacks;

/// <summary>What was stolen of a session must be worth nothing after it, whatever its owner does next.</summary>
public sealed class OldSessionTests(SharedScene shared) : IClassFixture<SharedScene>
{
    [Fact]
    [Spec("O-038")]
    public async Task A_refresh_token_of_an_idle_session_does_not_come_back_when_its_owner_does()
    {
        var stage = await Stage.On(shared.Scene);
        var (before, stolen) = await stage.SignIn();
        shared.Scene.Clock.Advance(TimeSpan.FromDays(4));
        Assert.NotNull(stage.Browser.Cookies.Find("__Host-rb_sso"));

        var (after, _) = await stage.SignIn();

        Assert.Equal((string?)before["sub"], (string?)after["sub"]);
        Assert.NotEqual((string?)before["sid"], (string?)after["sid"]);
        Assert.Equal("invalid_grant", (await stage.App.Refresh(stolen.RefreshToken)).Error);
        Assert.Equal(401, (await stage.App.UserInfo(stolen.AccessToken)).Status);
        var end = Assert.Single(await stage.Events("session.ended"));
        Assert.Contains("\"idle\"", end.Data, StringComparison.Ordinal);
    }

    [Fact]
    [Spec("O-107")]
    public async Task A_frame_cookie_is_no_session_cookie()
    {
        var stage = await Stage.On(shared.Scene);
        await stage.SignIn();
        var frame = stage.Browser.Cookies.Find("__Host-rb_frame")!;
        var thief = stage.InAnotherBrowser();
        thief.Browser.Cookies.Put(frame with { Name = "__Host-rb_sso" });
        await thief.Go(p => p["prompt"] = "none");
        Assert.Equal("login_required", thief.App.LastCallback.Error);

        thief.Browser.Cookies.Clear();
        thief.Browser.Cookies.Put(frame);
        thief.Browser.StopAt = thief.Op.Origin;
        Assert.True((await thief.Go()).Stopped);
    }

    [Fact]
    [Spec("O-109")]
    public async Task A_cookie_copied_before_the_sign_out_is_worth_nothing()
    {
        var stage = await Stage.On(shared.Scene);
        var (_, tokens) = await stage.SignIn();
        var thief = stage.InAnotherBrowser();
        thief.Browser.Cookies.CopyFrom(stage.Browser.Cookies);
        await stage.Browser.Get(stage.App.EndSessionUrl(tokens.IdToken));

        await thief.Go(p => p["prompt"] = "none");
        Assert.Equal("login_required", thief.App.LastCallback.Error);
    }

    [Fact]
    [Spec("O-020")]
    public async Task A_cookie_planted_before_the_sign_in_is_not_the_one_after()
    {
        var stage = await Stage.On(shared.Scene);
        await stage.SignIn();
        var planted = stage.Browser.Cookies.Find("__Host-rb_sso")!;
        await stage.SignIn(p => p["prompt"] = "login");
        Assert.NotEqual(planted.Value, stage.Browser.Cookies.Find("__Host-rb_sso")!.Value);

        var thief = stage.InAnotherBrowser();
        thief.Browser.Cookies.Put(planted);
        await thief.Go(p => p["prompt"] = "none");
        Assert.Equal("login_required", thief.App.LastCallback.Error);
    }

    [Fact]
    [Spec("O-106")]
    public async Task A_session_of_one_tenant_is_none_at_another_in_the_same_browser()
    {
        var stage = await Stage.On(shared.Scene);
        var other = await Stage.On(shared.Scene) with { Browser = stage.Browser };
        await stage.SignIn();
        await other.Go(p => p["prompt"] = "none");
        Assert.Equal("login_required", other.App.LastCallback.Error);
        Assert.Empty(await other.Users());
    }

    [Fact]
    [Spec("O-039")]
    public async Task Refreshing_while_the_session_ends_leaves_no_living_token()
    {
        var stage = await Stage.On(shared.Scene);
        var (claims, tokens) = await stage.SignIn();
        var ending = stage.Db.Write(
            async tx => await EndSessions.Do(tx, await SessionStore.LiveOfUser(tx, stage.Tenant.Id, (string)claims["sub"]!),
                new(Causes.Admin, "broker", null, shared.Scene.Clock.GetUtcNow())), CancellationToken.None);
        var refreshed = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => stage.App.Refresh(tokens.RefreshToken)));
        await ending;

        foreach (var won in refreshed.Where(r => r.Status == 200))
        {
            Assert.Equal(401, (await stage.App.UserInfo(won.AccessToken)).Status);
            Assert.Equal("invalid_grant", (await stage.App.Refresh(won.RefreshToken)).Error);
        }

        Assert.InRange(refreshed.Count(r => r.Status == 200), 0, 1);
    }
}
