using RunBroker.TestIdps;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.Tokens;

/// <summary>Introspection and revocation: whose tokens an app may ask about and end.</summary>
[Spec("O-043"), Spec("RFC7662-2"), Spec("RFC7009-2")]
public sealed class IntrospectionTests(TokenStage stage) : IClassFixture<TokenStage>
{
    private const string Inactive = "{\"active\":false}";

    private TestApp App => stage.App;

    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task An_app_may_ask_about_its_own_tokens(bool opaque)
    {
        var app = opaque ? stage.Opaque : App;
        var tokens = await stage.Tokens(app);
        var id = TestJws.Claims(tokens.IdToken);

        var access = await app.Introspect(tokens.AccessToken);

        Assert.Equal((200, "true", "no-store"), (access.Status, access["active"], access.Headers["cache-control"]));
        Assert.Equal(((string?)id["sub"], app.Options.ClientId, tokens["scope"], "Bearer"), (access["sub"], access["client_id"], access["scope"], access["token_type"]));
        Assert.Equal((stage.Issuer, stage.Issuer, (string?)id["sid"], "acme"), (access["iss"], access["aud"], access["sid"], access["tenant"]));
        Assert.True((long)access.Json["exp"]! > (long)access.Json["iat"]!);

        var refresh = await app.Introspect(tokens.RefreshToken);
        Assert.Equal(("true", (string?)id["sub"], app.Options.ClientId), (refresh["active"], refresh["sub"], refresh["client_id"]));
        await app.Refresh(tokens.RefreshToken);
        Assert.Equal(Inactive, (await app.Introspect(tokens.RefreshToken)).Body);
    }

    [Fact]
    public async Task Whatever_an_app_may_not_see_reads_as_inactive_with_the_same_bytes()
    {
        var tokens = await stage.Tokens(App);
        var opaque = await stage.Tokens(stage.Opaque);
        string[] hidden = [tokens.AccessToken, tokens.RefreshToken, tokens.IdToken, opaque.AccessToken, opaque.RefreshToken, "x", "at_x.y", "rt_x.y", "a.b.c", new('x', 5000)];
        foreach (var token in hidden)
        {
            var answer = await stage.Other.Introspect(token);
            Assert.Equal((200, Inactive), (answer.Status, answer.Body));
        }
    }

    [Fact]
    public async Task An_app_with_introspect_sees_its_tenants_tokens_and_no_other_tenants()
    {
        var resource = await stage.Scene.AddApp("resource-server", m => m with { Introspect = true });
        var globex = await stage.Scene.AddTenant("globex");
        var stranger = await stage.Scene.AddApp("resource-of-globex", m => m with { Introspect = true }, tenant: globex);
        var tokens = await stage.Tokens(App);
        foreach (var token in (string[])[tokens.AccessToken, tokens.RefreshToken, (await stage.Tokens(stage.Opaque)).AccessToken])
        {
            Assert.Equal("true", (await resource.Introspect(token))["active"]);
            Assert.Equal(Inactive, (await stranger.Introspect(token)).Body);
        }

        // Seeing is not ending.
        Assert.Equal(200, (await resource.Revoke(tokens.AccessToken)).Status);
        Assert.Equal("true", (await App.Introspect(tokens.AccessToken))["active"]);
    }

    [Fact]
    public async Task A_public_client_and_a_stranger_cannot_introspect()
    {
        var tokens = await stage.Tokens(App);
        var spa = await stage.Scene.AddApp("public-asker", method: "none");
        Assert.Equal((401, "invalid_client"), await spa.Introspect(tokens.AccessToken) is var a ? (a.Status, a.Error) : default);
        var nobody = await Wire.Post(stage.Issuer + "/connect/introspect", new() { ["token"] = tokens.AccessToken });
        Assert.Equal((401, "invalid_client"), (nobody.Status, nobody.Error));
    }

    [Fact]
    public async Task A_foreign_token_is_revoked_with_200_and_no_effect()
    {
        var tokens = await stage.Tokens(App);
        var opaque = await stage.Tokens(stage.Opaque);
        string[] foreign = [tokens.AccessToken, tokens.RefreshToken, opaque.AccessToken, opaque.RefreshToken, "x", "rt_x.y", "at_x.y", "a.b.c"];
        foreach (var token in foreign)
        {
            var answer = await stage.Other.Revoke(token);
            Assert.Equal((200, "", "no-store"), (answer.Status, answer.Body, answer.Headers["cache-control"]));
        }

        Assert.Equal(200, (await App.UserInfo(tokens.AccessToken)).Status);
        Assert.Equal(200, (await stage.Opaque.UserInfo(opaque.AccessToken)).Status);
        Assert.Equal(200, (await App.Refresh(tokens.RefreshToken)).Status);
        Assert.Equal(200, (await stage.Opaque.Refresh(opaque.RefreshToken)).Status);
    }

    [Fact, Spec("RFC7009-2.1")]
    public async Task A_revoked_refresh_token_takes_its_family_along()
    {
        var tokens = await stage.Tokens(App);
        Assert.Equal(200, (await App.Revoke(tokens.RefreshToken)).Status);
        Assert.Equal(200, (await App.Revoke(tokens.RefreshToken)).Status);

        TokenStage.AssertInvalidGrant(await App.Refresh(tokens.RefreshToken));
        Assert.Equal(401, (await App.UserInfo(tokens.AccessToken)).Status);
    }

    [Theory]
    [InlineData("introspection_endpoint"), InlineData("revocation_endpoint")]
    public async Task Without_a_token_it_is_an_invalid_request(string endpoint)
    {
        var answer = await App.PostAuthenticated(endpoint, new());
        Assert.Equal((400, "invalid_request"), (answer.Status, answer.Error));
    }
}
