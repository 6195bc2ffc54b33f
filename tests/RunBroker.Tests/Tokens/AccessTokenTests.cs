using RunBroker.TestIdps;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.Tokens;

/// <summary>Access tokens, JWT and opaque, and userinfo.</summary>
[Spec("O-042"), Spec("O-044")]
public sealed class AccessTokenTests(TokenStage stage) : IClassFixture<TokenStage>
{
    private TestApp App => stage.App;

    private string UserInfoUrl => stage.Issuer + "/connect/userinfo";

    [Fact, Spec("RFC9068-2")]
    public async Task A_JWT_says_what_it_is_and_for_whom()
    {
        var tokens = await stage.Tokens(App);
        var (header, claims, id) = (TestJws.Header(tokens.AccessToken), TestJws.Claims(tokens.AccessToken), TestJws.Claims(tokens.IdToken));

        Assert.Equal(("at+jwt", "RS256"), ((string?)header["typ"], (string?)header["alg"]));
        Assert.Equal((stage.Issuer, stage.Issuer, "app-one"), ((string?)claims["iss"], (string?)claims["aud"], (string?)claims["client_id"]));
        Assert.Equal(((string?)id["sub"], (string?)id["sid"], tokens["scope"]), ((string?)claims["sub"], (string?)claims["sid"], (string?)claims["scope"]));
        Assert.All((string[])["exp", "iat", "jti", "auth_time"], name => Assert.NotNull(claims[name]));
        Assert.All((string[])["email", "name", "given_name", "roles", "tags"], name => Assert.Null(claims[name]));
    }

    [Fact]
    public async Task An_opaque_token_says_nothing_and_works_alike()
    {
        var tokens = await stage.Tokens(stage.Opaque);
        Assert.StartsWith("at_", tokens.AccessToken, StringComparison.Ordinal);
        Assert.Equal("alice@acme.example", (await stage.Opaque.UserInfo(tokens.AccessToken))["email"]);

        await stage.Opaque.Revoke(tokens.AccessToken);

        Assert.Equal(401, (await stage.Opaque.UserInfo(tokens.AccessToken)).Status);
        Assert.Equal(200, (await stage.Opaque.Refresh(tokens.RefreshToken)).Status);
    }

    [Fact]
    public async Task A_revoked_JWT_is_refused_and_the_others_go_on()
    {
        var tokens = await stage.Tokens(App);
        var fresh = await App.Refresh(tokens.RefreshToken);

        await App.Revoke(tokens.AccessToken);

        Assert.Equal(401, (await App.UserInfo(tokens.AccessToken)).Status);
        Assert.Equal("{\"active\":false}", (await App.Introspect(tokens.AccessToken)).Body);
        Assert.Equal(200, (await App.UserInfo(fresh.AccessToken)).Status);
    }

    [Fact]
    public async Task An_ID_token_is_no_access_token_and_an_access_token_no_ID_token()
    {
        var browser = stage.Scene.NewBrowser();
        await browser.Get(App.Begin().Url);
        var (_, tokens) = await App.Finish();

        Assert.Equal(401, (await App.UserInfo(tokens.IdToken)).Status);
        Assert.Equal("{\"active\":false}", (await App.Introspect(tokens.IdToken)).Body);
        var hinted = await stage.Answer(browser, p => (p["prompt"], p["id_token_hint"]) = ("none", tokens.AccessToken));
        Assert.Equal(("invalid_request", null), (hinted.Error, hinted.Code));
    }

    [Fact]
    public async Task A_changed_a_foreign_and_an_expired_token_are_refused_alike()
    {
        var tokens = await stage.Tokens(App);
        var parts = tokens.AccessToken.Split('.');
        var stranger = TestKey.Rsa((string)TestJws.Header(tokens.AccessToken)["kid"]!);
        string[] bad =
        [
            TestJws.Sign(TestJws.Header(tokens.AccessToken), TestJws.Claims(tokens.AccessToken), stranger),
            TestJws.Sign(new() { ["alg"] = "none", ["typ"] = "at+jwt" }, TestJws.Claims(tokens.AccessToken), null),
            $"{parts[0]}.{parts[1]}.", $"{parts[0]}.{parts[1]}", tokens.AccessToken + "A", "x", "at_x", "at_x.y", tokens.RefreshToken,
        ];
        foreach (var token in bad)
        {
            var answer = await App.UserInfo(token);
            Assert.Equal((401, "invalid_token"), (answer.Status, answer.Error));
        }

        stage.Scene.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal((401, "invalid_token"), await App.UserInfo(tokens.AccessToken) is var late ? (late.Status, late.Error) : default);
    }

    [Fact, Spec("RFC6750-2")]
    public async Task Userinfo_takes_the_token_by_GET_POST_header_and_POST_body()
    {
        var tokens = await stage.Tokens(App);
        AppAnswer[] answers =
        [
            await Wire.Get(UserInfoUrl, Wire.Bearer(tokens.AccessToken)),
            await Wire.Get(UserInfoUrl, ("Authorization", "bearer " + tokens.AccessToken)),
            await Wire.Post(UserInfoUrl, new(), Wire.Bearer(tokens.AccessToken)),
            await Wire.Post(UserInfoUrl, new() { ["access_token"] = tokens.AccessToken }),
        ];
        Assert.All(answers, a => Assert.Equal((200, answers[0].Body, "no-store", "application/json"), (a.Status, a.Body, a.Headers["cache-control"], a.Headers["content-type"])));
        var id = TestJws.Claims(tokens.IdToken);
        foreach (var name in (string[])["sub", "sid", "auth_time", "amr", "idp", "tenant_id", "tenant", "email", "given_name", "roles", "tags"])
            Assert.Equal(id[name]?.ToJsonString(), answers[0].Json[name]?.ToJsonString());
    }

    [Fact, Spec("RFC6750-3.1")]
    public async Task Without_a_token_there_is_a_challenge_and_no_error_code()
    {
        var tokens = await stage.Tokens(App);
        AppAnswer[] answers =
        [
            await Wire.Get(UserInfoUrl), await Wire.Post(UserInfoUrl, new()), await Wire.Get(UserInfoUrl, ("Authorization", "Basic YTpi")),
            // A token in the URL ends in logs, so it is none (O-040).
            await Wire.Get($"{UserInfoUrl}?access_token={tokens.AccessToken}"), await Wire.Post($"{UserInfoUrl}?access_token={tokens.AccessToken}", new()),
            await Wire.Get(UserInfoUrl, ("Authorization", "DPoP " + tokens.AccessToken)),
        ];
        Assert.All(answers, a => Assert.Equal((401, null, "Bearer realm=\"runbroker\"", "no-store"), (a.Status, a.Error, a.Headers["www-authenticate"], a.Headers["cache-control"])));
    }

    [Fact, Spec("RFC6750-2")]
    public async Task A_token_in_two_ways_or_twice_is_an_invalid_request()
    {
        var tokens = await stage.Tokens(App);
        var both = await Wire.Post(UserInfoUrl, new() { ["access_token"] = tokens.AccessToken }, Wire.Bearer(tokens.AccessToken));
        Assert.Equal((400, "invalid_request"), (both.Status, both.Error));
        var twice = await Wire.Post(UserInfoUrl, new Fields().And("access_token", tokens.AccessToken).And("access_token", tokens.AccessToken));
        Assert.Equal((400, "invalid_request"), (twice.Status, twice.Error));
    }

    [Fact, Spec("OIDCC-5.4")]
    public async Task Claims_follow_the_scope_that_was_granted()
    {
        var tokens = await stage.Tokens(App, p => p["scope"] = "openid email unknown");
        Assert.Equal("openid email", tokens["scope"]);
        var info = await App.UserInfo(tokens.AccessToken);
        Assert.NotNull(info["email"]);
        Assert.Equal("false", info["email_verified"]);
        Assert.All((string[])["name", "given_name", "family_name", "updated_at", "roles", "tags"], name => Assert.False(info.Json.ContainsKey(name)));
    }
}
