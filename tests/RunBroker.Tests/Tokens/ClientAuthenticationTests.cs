using System.Text.Json.Nodes;
using RunBroker.Storage;
using RunBroker.Tenancy;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.Tokens;

/// <summary>How apps prove who they are, over the wire.</summary>
[Spec("RFC6749-2.3"), Spec("O-031"), Spec("O-032")]
public sealed class ClientAuthenticationTests(TokenStage stage) : IClassFixture<TokenStage>
{
    private string TokenUrl => stage.Issuer + "/connect/token";

    [Theory]
    [InlineData("client_secret_basic"), InlineData("client_secret_post"), InlineData("private_key_jwt"), InlineData("none")]
    public async Task Every_announced_method_works_and_no_other_does_for_that_app(string method)
    {
        var app = await stage.Scene.AddApp("method-" + method, method: method);
        var tokens = await stage.Tokens(app);
        Assert.Equal(200, (await app.Refresh(tokens.RefreshToken)).Status);

        foreach (var other in ((string[])["client_secret_basic", "client_secret_post", "private_key_jwt", "none"]).Where(m => m != method))
        {
            app.Options = app.Options with { AuthMethod = other, ClientSecret = app.Options.ClientSecret ?? "a-secret-nobody-gave" };
            var refused = await app.Token(new() { ["grant_type"] = "refresh_token", ["refresh_token"] = "x" });
            Assert.Equal((401, "invalid_client"), (refused.Status, refused.Error));
        }
    }

    [Fact, Spec("O-033"), Spec("RFC7523-3")]
    public async Task Keys_of_a_jwks_uri_are_fetched_and_fetched_again_after_a_rotation()
    {
        var app = await stage.Scene.AddApp("rotating", method: "private_key_jwt");
        var (first, second) = (TestKey.Ec("k1"), TestKey.Ec("k2"));
        var host = await LoopbackKeys.Start(first);
        await stage.Scene.Db.Write(async tx =>
        {
            var row = (await ClientStore.Find(tx, "rotating"))!.Client;
            var metadata = StoredJson.App(row.Metadata) with { JwksUri = host.Url };
            await ClientStore.Update(tx, row with { Metadata = StoredJson.Write(metadata), Version = 2 }, [], 1);
        }, TestContext.Current.CancellationToken);
        Assert.Equal("invalid_grant", (await Ask(app, first)).Error);
        Assert.Equal("invalid_client", (await Ask(app, second)).Error);

        stage.Scene.Clock.Advance(TimeSpan.FromMinutes(2));
        host.Key = second;

        Assert.Equal("invalid_grant", (await Ask(app, second)).Error);
        Assert.Equal("invalid_client", (await Ask(app, first)).Error);
        await host.DisposeAsync();
    }

    [Fact, Spec("O-034")]
    public async Task An_assertion_serves_once_also_of_sixteen_at_once()
    {
        var app = await stage.Scene.AddApp("asserting", method: "private_key_jwt");
        var once = app.Assertion();
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Present(app, once)));
        // With a nonsense token the one that was let in hears invalid_grant.
        Assert.Single(answers, a => a.Error == "invalid_grant");
        Assert.Equal(15, answers.Count(a => a is { Status: 401, Error: "invalid_client" }));
        Assert.Equal("invalid_client", (await Present(app, once)).Error);
        Assert.Equal("invalid_grant", (await Present(app, app.Assertion())).Error);
    }

    [Theory, Spec("O-035"), Spec("D7")]
    [InlineData("/connect/token", false, "invalid_client"), InlineData("/connect/par", false, "invalid_client"), InlineData("", false, "invalid_grant")]
    [InlineData("/connect/token", true, "invalid_grant"), InlineData("/connect/par", true, "invalid_client")]
    public async Task The_audience_is_the_issuer_unless_the_app_is_weakened(string path, bool weakened, string error)
    {
        var app = await stage.Scene.AddApp($"audience{path.Replace('/', '-')}-{weakened}", m => m with { DangerTokenEndpointAudience = weakened }, method: "private_key_jwt");
        Assert.Equal(error, (await Present(app, app.Assertion((_, c) => c["aud"] = stage.Issuer + path))).Error);
        if (!weakened)
            Assert.Equal("invalid_client", (await Present(app, app.Assertion((_, c) => c["aud"] = new JsonArray(stage.Issuer)))).Error);
    }

    [Fact]
    public async Task An_unknown_app_and_a_wrong_secret_get_the_same_bytes()
    {
        AppAnswer[] answers = await Task.WhenAll(
            Wire.Post(TokenUrl, Grant(), Wire.Basic("app-one", "wrong")), Wire.Post(TokenUrl, Grant(), Wire.Basic("nobody", "wrong")),
            Wire.Post(TokenUrl, Grant(), Wire.Basic(new string('x', 300), "wrong")));
        Assert.All(answers, a =>
        {
            Assert.Equal((401, answers[0].Body, "Basic realm=\"runbroker\"", "no-store"), (a.Status, a.Body, a.Headers["www-authenticate"], a.Headers["cache-control"]));
            Assert.Equal("invalid_client", a.Error);
        });
        var inBody = await Wire.Post(TokenUrl, Grant(("client_id", "app-one"), ("client_secret", "wrong")));
        Assert.Equal((401, answers[0].Body, null), (inBody.Status, inBody.Body, inBody.Headers["www-authenticate"]));
    }

    [Fact]
    public async Task Two_methods_at_once_and_another_client_id_are_invalid_requests()
    {
        var basic = Wire.Basic("app-one", stage.App.Options.ClientSecret!);
        foreach (var form in (Fields[])[Grant(("client_id", "app-one"), ("client_secret", stage.App.Options.ClientSecret!)), Grant(("client_secret", "x")), Grant(("client_id", "app-other"))])
        {
            var answer = await Wire.Post(TokenUrl, form, basic);
            Assert.Equal((400, "invalid_request"), (answer.Status, answer.Error));
        }

        Assert.Equal("invalid_grant", (await Wire.Post(TokenUrl, Grant(("client_id", "app-one")), basic)).Error);
    }

    [Theory, Spec("RFC6749-2.3.1"), Spec("O-040")]
    [InlineData("/connect/token"), InlineData("/connect/introspect"), InlineData("/connect/revocation")]
    public async Task Credentials_in_the_URL_are_refused_and_parameters_there_do_not_count(string path)
    {
        var secret = stage.App.Options.ClientSecret!;
        var inUrl = await Wire.Post($"{stage.Issuer}{path}?client_id=app-one&client_secret={secret}", Grant(("token", "x")));
        Assert.Contains(inUrl.Error, (string[])["invalid_request", "invalid_client"]);
        Assert.Equal("invalid_request", (await Wire.Post($"{stage.Issuer}{path}?client_secret={secret}", Grant(("client_id", "app-one")))).Error);
        Assert.Equal("invalid_request", (await Wire.Post($"{stage.Issuer}{path}?client_assertion=x", Grant(("client_id", "app-one")))).Error);
        // Neither does a token or grant type in the URL.
        Assert.Equal("invalid_request", (await Wire.Post($"{stage.Issuer}{path}?grant_type=refresh_token&token=x", new(), Wire.Basic("app-one", secret))).Error);
        Assert.Equal(405, (await Wire.Get($"{stage.Issuer}{path}?token=x", Wire.Basic("app-one", secret))).Status);
    }

    [Theory]
    [InlineData("/connect/token"), InlineData("/connect/introspect"), InlineData("/connect/revocation")]
    public async Task What_is_no_form_or_says_a_thing_twice_is_an_invalid_request_and_never_cached(string path)
    {
        var basic = Wire.Basic("app-one", stage.App.Options.ClientSecret!);
        AppAnswer[] answers = [await Wire.Send("POST", stage.Issuer + path, null, basic), await Wire.Post(stage.Issuer + path, Grant(("token", "a")).And("token", "b"), basic)];
        Assert.All(answers, a => Assert.Equal((400, "invalid_request", "no-store", "no-cache"), (a.Status, a.Error, a.Headers["cache-control"], a.Headers["pragma"])));
    }

    [Fact]
    public async Task A_rotated_secret_ends_when_it_is_told_to()
    {
        var app = await stage.Scene.AddApp("rotated-secret");
        Assert.Equal("invalid_grant", (await app.Refresh("x")).Error);
        var end = stage.Scene.Clock.GetUtcNow().AddMinutes(1);
        await stage.Scene.Db.Write(tx => ClientStore.ExpireSecrets(tx, "rotated-secret", end), TestContext.Current.CancellationToken);
        Assert.Equal("invalid_grant", (await app.Refresh("x")).Error);
        stage.Scene.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("invalid_client", (await app.Refresh("x")).Error);
    }

    [Fact, Spec("RFC6749-4.4"), Spec("O-037")]
    public async Task Client_credentials_give_management_scopes_to_whom_an_operator_gave_them_and_no_persons_data()
    {
        var service = await stage.Scene.AddApp("service", m => m with { GrantTypes = ["client_credentials"], Scope = "openid email tenant:read" });
        Assert.Equal("invalid_scope", (await service.Token(new() { ["grant_type"] = "client_credentials", ["scope"] = "operator tenant:write" })).Error);
        Assert.Equal("invalid_scope", (await service.Token(new() { ["grant_type"] = "client_credentials", ["scope"] = "openid" })).Error);

        var token = await service.Token(new() { ["grant_type"] = "client_credentials" });

        Assert.Equal((200, "tenant:read", "no-store"), (token.Status, token["scope"], token.Headers["cache-control"]));
        Assert.False(token.Json.ContainsKey("id_token") || token.Json.ContainsKey("refresh_token"));
        Assert.Equal(("service", "service"), TestJws.Claims(token.AccessToken) is var c ? ((string?)c["sub"], (string?)c["client_id"]) : default);
        Assert.Equal(401, (await service.UserInfo(token.AccessToken)).Status);
        Assert.Equal("true", (await service.Introspect(token.AccessToken))["active"]);
        await service.Revoke(token.AccessToken);
        Assert.Equal("{\"active\":false}", (await service.Introspect(token.AccessToken)).Body);
        var spa = await stage.Scene.AddApp("service-spa", m => m with { GrantTypes = ["client_credentials"], Scope = "tenant:read" }, method: "none");
        Assert.Equal("unauthorized_client", (await spa.Token(new() { ["grant_type"] = "client_credentials" })).Error);
    }

    private static Fields Grant(params (string Name, string Value)[] more) =>
        new([KeyValuePair.Create("grant_type", "refresh_token"), KeyValuePair.Create("refresh_token", "x"), .. more.Select(m => KeyValuePair.Create(m.Name, m.Value))]);

    private Task<AppAnswer> Present(TestApp app, string assertion) => Wire.Post(TokenUrl, Grant(
        ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"), ("client_assertion", assertion), ("client_id", app.Options.ClientId)));

    /// <summary>A good assertion by this key.</summary>
    private Task<AppAnswer> Ask(TestApp app, TestKey key) =>
        Present(app, TestJws.Sign(new() { ["alg"] = "ES256", ["kid"] = key.Kid }, TestJws.Claims(app.Assertion()), key));
}
