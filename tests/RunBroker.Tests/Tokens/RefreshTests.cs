using RunBroker.Storage;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.Tokens;

/// <summary>Refresh tokens: rotation, reuse, scope, and what ends them.</summary>
[Spec("O-038"), Spec("RFC6749-6"), Spec("RFC9700-4.14")]
public sealed class RefreshTests(TokenStage stage) : IClassFixture<TokenStage>
{
    private TestApp App => stage.App;

    [Fact]
    public async Task Every_use_gives_a_new_one_and_the_family_goes_on()
    {
        var tokens = await stage.Tokens(App);
        var seen = new HashSet<string> { tokens.RefreshToken };
        for (var i = 0; i < 3; i++)
        {
            tokens = await App.Refresh(tokens.RefreshToken);
            Assert.Equal((200, "no-store"), (tokens.Status, tokens.Headers["cache-control"]));
            Assert.True(seen.Add(tokens.RefreshToken));
            Assert.Null(App.Verify(tokens.IdToken, null, tokens.AccessToken)["nonce"]);
        }
    }

    [Fact]
    public async Task Of_sixteen_uses_at_once_one_wins_and_the_family_ends()
    {
        var tokens = await stage.Tokens(App);

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => App.Refresh(tokens.RefreshToken)));

        var winner = Assert.Single(answers, a => a.Status == 200);
        Assert.All(answers.Where(a => a != winner), TokenStage.AssertInvalidGrant);
        TokenStage.AssertInvalidGrant(await App.Refresh(winner.RefreshToken));
        Assert.Equal(401, (await App.UserInfo(winner.AccessToken)).Status);
        Assert.Equal(401, (await App.UserInfo(tokens.AccessToken)).Status);
        Assert.Contains(await stage.Events("grant.revoked"), e => e.Data.Contains("token_reuse", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("openid profile email roles tags offline_access extra"), InlineData("operator"), InlineData("openid tenant:write")]
    public async Task The_scope_cannot_widen_and_the_token_stays_good(string scope)
    {
        var tokens = await stage.Tokens(App);
        var wider = await App.Refresh(tokens.RefreshToken, f => f["scope"] = scope);
        Assert.Equal((400, "invalid_scope"), (wider.Status, wider.Error));
        Assert.Equal(200, (await App.Refresh(tokens.RefreshToken)).Status);
    }

    [Fact]
    public async Task A_narrower_scope_counts_for_this_answer_only()
    {
        var tokens = await stage.Tokens(App);

        var narrow = await App.Refresh(tokens.RefreshToken, f => f["scope"] = "email");

        Assert.Equal((200, "email"), (narrow.Status, narrow["scope"]));
        Assert.False(narrow.Json.ContainsKey("id_token"));
        var refused = await App.UserInfo(narrow.AccessToken);
        Assert.Equal((403, "insufficient_scope"), (refused.Status, refused.Error));
        Assert.Contains("insufficient_scope", refused.Headers["www-authenticate"], StringComparison.Ordinal);
        Assert.Equal(tokens["scope"], (await App.Refresh(narrow.RefreshToken))["scope"]);
    }

    [Fact]
    public async Task Another_apps_token_is_refused_and_untouched()
    {
        var tokens = await stage.Tokens(App);
        TokenStage.AssertInvalidGrant(await stage.Other.Refresh(tokens.RefreshToken));
        Assert.Equal(200, (await App.Refresh(tokens.RefreshToken)).Status);
    }

    [Theory]
    [InlineData("rt_x.y"), InlineData("x"), InlineData("")]
    public async Task Nonsense_is_no_token(string token) => Assert.Equal(400, (await App.Refresh(token)).Status);

    [Fact]
    public async Task Who_knows_only_the_id_of_a_token_cannot_use_or_end_it()
    {
        var tokens = await stage.Tokens(App);
        TokenStage.AssertInvalidGrant(await App.Refresh(tokens.RefreshToken.Split('.')[0] + "." + new string('A', 43)));
        Assert.Equal(200, (await App.Refresh(tokens.RefreshToken)).Status);
    }

    [Fact]
    public async Task None_is_given_without_offline_access_or_to_an_app_that_is_not_registered_for_it()
    {
        Assert.False((await stage.Tokens(App, p => p["scope"] = "openid")).Json.ContainsKey("refresh_token"));
        var plain = await stage.Scene.AddApp("app-plain", m => m with { GrantTypes = ["authorization_code"] });
        Assert.False((await stage.Tokens(plain)).Json.ContainsKey("refresh_token"));
    }

    [Fact, Spec("O-039")]
    public async Task It_ends_with_the_session_the_user_and_the_connection()
    {
        stage.Scene.Op.SignInAs = "bob";
        var tokens = await stage.Tokens(App, p => p["nonce"] = null);
        var bob = (string)App.Verify(tokens.IdToken, null)["sub"]!;

        await stage.Deactivate(bob);
        TokenStage.AssertInvalidGrant(await App.Refresh(tokens.RefreshToken));
        Assert.Equal(401, (await App.UserInfo(tokens.AccessToken)).Status);
        await stage.Deactivate(bob, active: true);

        await stage.Enable(false);
        TokenStage.AssertInvalidGrant(await App.Refresh(tokens.RefreshToken));
        Assert.Equal(401, (await App.UserInfo(tokens.AccessToken)).Status);
        await stage.Enable(true);
        Assert.Equal(200, (await App.UserInfo(tokens.AccessToken)).Status);

        await stage.EndSessions(bob);
        TokenStage.AssertInvalidGrant(await App.Refresh(tokens.RefreshToken));
        Assert.Equal(401, (await App.UserInfo(tokens.AccessToken)).Status);
        Assert.Equal("{\"active\":false}", (await App.Introspect(tokens.RefreshToken)).Body);
        stage.Scene.Op.SignInAs = "alice";
    }

    [Fact]
    public async Task Refreshing_is_no_activity_and_no_token_outlives_the_session()
    {
        await using var scene = await Scene.Start(new TestBrokerOptions { Idle = TimeSpan.FromHours(2) });
        var (_, tokens) = await scene.SignIn();
        scene.Clock.Advance(TimeSpan.FromMinutes(90));

        var fresh = await scene.App.Refresh(tokens.RefreshToken);

        Assert.Equal(200, fresh.Status);
        // 30 minutes are left, and the 1 % by which the stored time may lag.
        Assert.InRange((long)fresh.Json["expires_in"]!, 1, 30 * 60 + 72);
        scene.Clock.Advance(TimeSpan.FromMinutes(32));
        TokenStage.AssertInvalidGrant(await scene.App.Refresh(fresh.RefreshToken));
        Assert.Equal(401, (await scene.App.UserInfo(fresh.AccessToken)).Status);
    }

    [Fact]
    public async Task An_app_may_have_shorter_lifetimes()
    {
        var app = await stage.Scene.AddApp("app-short", m => m with { AccessTokenLifetimeSeconds = 60, RefreshTokenLifetimeSeconds = 300 });
        var tokens = await stage.Tokens(app);
        Assert.Equal(60, (long)tokens.Json["expires_in"]!);

        stage.Scene.Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(401, (await app.UserInfo(tokens.AccessToken)).Status);
        stage.Scene.Clock.Advance(TimeSpan.FromSeconds(240));
        TokenStage.AssertInvalidGrant(await app.Refresh(tokens.RefreshToken));
    }

    [Fact]
    public async Task A_shared_app_gets_nothing_more_from_a_tenant_that_was_taken_from_it()
    {
        var shared = await stage.Scene.AddApp("app-shared", allowed: [stage.Scene.Tenant.Id]);
        var tokens = await stage.Tokens(shared, p => p["organization"] = "acme");

        await stage.Scene.Db.Write(async tx =>
        {
            var row = (await ClientStore.Find(tx, "app-shared"))!.Client;
            Assert.True(await ClientStore.Update(tx, row with { Version = row.Version + 1 }, [], row.Version));
        }, TestContext.Current.CancellationToken);

        TokenStage.AssertInvalidGrant(await shared.Refresh(tokens.RefreshToken));
    }
}
