using System.Text.Json.Nodes;
using RunBroker.TestIdps;

namespace RunBroker.Tests.Tokens;

/// <summary>prompt, max_age, id_token_hint, acr and the claims parameter: what a session may answer, and what it may not.</summary>
[Spec("O-012"), Spec("O-013"), Spec("O-014"), Spec("OIDCC-3.1.2.1")]
public sealed class FreshnessTests(TokenStage stage) : IClassFixture<TokenStage>
{
    private TestApp App => stage.App;

    private TestOp Op => stage.Scene.Op;

    /// <summary>Whether the upstream is asked although there is a session of this very moment.</summary>
    [Theory]
    [InlineData("prompt", "login", true), InlineData("prompt", "select_account", true), InlineData("prompt", "login consent", true), InlineData("max_age", "0", true)]
    [InlineData("prompt", "consent", false), InlineData("max_age", "1", false), InlineData("prompt", null, false), InlineData("acr_values", "whatever", false)]
    public async Task What_asks_for_a_new_sign_in_gets_one_and_nothing_else_does(string name, string? value, bool upstream)
    {
        var (browser, first) = await SignedIn();
        Op.ForgetRequests();

        var (claims, _) = await App.Finish(await stage.Answer(browser, p => p[name] = value));

        Assert.Equal(upstream ? 1 : 0, Op.RequestsTo("/authorize").Length);
        Assert.Equal((string?)first["sub"], (string?)claims["sub"]);
    }

    [Theory]
    [InlineData("prompt", "login"), InlineData("max_age", "1"), InlineData("max_age", "0")]
    public async Task An_upstream_that_ignores_it_gets_nobody_in(string name, string value)
    {
        var (browser, _) = await SignedIn();
        stage.Scene.Clock.Advance(TimeSpan.FromMinutes(5));
        var callbacks = App.Callbacks.Length;
        Op.BreakOnce(TestOpFaults.IgnoresPromptAndMaxAge);

        await browser.Get(App.Begin(p => p[name] = value).Url);

        Assert.Equal((403, callbacks), (browser.Page.Status, App.Callbacks.Length));
        Assert.Equal("failed", (await stage.Scene.LastCase()).State);
    }

    [Fact]
    public async Task Prompt_none_says_the_same_whatever_stands_in_the_way()
    {
        var globex = await stage.Scene.AddTenant("globex-silent");
        await stage.Scene.AddConnection(globex, Op);
        var stranger = await stage.Scene.AddApp("app-of-globex-silent", tenant: globex);
        var lonely = await stage.Scene.AddApp("app-lonely", m => m with { Sso = false });
        var nobody = await Silent(stage.Scene.NewBrowser(), App);
        var (browser, _) = await SignedIn();

        var otherTenant = await Silent(browser, stranger);
        var alone = await Silent(browser, lonely);
        stage.Scene.Clock.Advance(TimeSpan.FromSeconds(10));
        var stale = await Silent(browser, App, p => p["max_age"] = "5");

        Assert.Equal("login_required", nobody.Error);
        foreach (var other in (AppCallback[])[otherTenant, alone, stale])
            Assert.Equal((nobody.Error, nobody.Fields["error_description"]), (other.Error, other.Fields["error_description"]));
        Assert.NotNull((await Silent(browser, App)).Code);
    }

    [Fact, Spec("OIDCC-3.1.2.2")]
    public async Task Nobody_but_the_hinted_person_is_let_in()
    {
        var (_, bobs) = await TokensOf("bob");
        var (browser, alice) = await SignedIn();

        var silent = await Silent(browser, App, p => p["id_token_hint"] = bobs.IdToken);
        Assert.Equal("login_required", silent.Error);
        var asked = await stage.Answer(browser, p => p["id_token_hint"] = bobs.IdToken);
        Assert.Equal(("login_required", null), (asked.Error, asked.Code));

        Op.SignInAs = "bob";
        var bob = (await App.Finish(await stage.Answer(browser, p => p["id_token_hint"] = bobs.IdToken))).Claims;
        Op.SignInAs = "alice";
        Assert.Equal((string?)TestJws.Claims(bobs.IdToken)["sub"], (string?)bob["sub"]);
        Assert.NotEqual((string?)alice["sub"], (string?)bob["sub"]);
    }

    [Fact, Spec("OIDCC-5.5.1")]
    public async Task Nobody_but_the_person_of_a_sub_value_is_let_in()
    {
        var (bob, _) = await TokensOf("bob");
        var wanted = new JsonObject { ["id_token"] = new JsonObject { ["sub"] = new JsonObject { ["value"] = (string?)bob["sub"] } } }.ToJsonString();
        var (browser, _) = await SignedIn();

        Assert.Equal("login_required", (await Silent(browser, App, p => p["claims"] = wanted)).Error);
        Assert.Equal("login_required", (await stage.Answer(browser, p => p["claims"] = wanted)).Error);
    }

    [Fact]
    public async Task A_hint_that_is_not_ours_or_not_the_apps_is_an_invalid_request_and_an_expired_one_is_good()
    {
        var browser = stage.Scene.NewBrowser();
        await browser.Get(App.Begin().Url);
        var (claims, tokens) = await App.Finish();
        await browser.Get(stage.Other.Begin().Url);
        var (_, others) = await stage.Other.Finish();
        var stranger = TestKey.Rsa((string)TestJws.Header(tokens.IdToken)["kid"]!);
        string[] bad =
        [
            others.IdToken, "x", tokens.IdToken[..^4], TestJws.Sign(new() { ["alg"] = "none" }, TestJws.Claims(tokens.IdToken), null),
            TestJws.Sign(TestJws.Header(tokens.IdToken), TestJws.Claims(tokens.IdToken), stranger),
        ];
        foreach (var hint in bad)
            Assert.Equal("invalid_request", (await Silent(browser, App, p => p["id_token_hint"] = hint)).Error);

        stage.Scene.Clock.Advance(TimeSpan.FromHours(2));
        var again = await App.Finish(await Silent(browser, App, p => p["id_token_hint"] = tokens.IdToken));
        Assert.Equal((string?)claims["sub"], (string?)again.Claims["sub"]);
    }

    [Fact, Spec("OIDCC-5.5.1.1")]
    public async Task An_essential_acr_is_met_or_nobody_gets_in()
    {
        const string Wanted = """{"id_token":{"acr":{"essential":true,"values":["urn:mfa"]}}}""";
        var (browser, plain) = await SignedIn();
        Assert.Null(plain["acr"]);
        Assert.Equal("login_required", (await Silent(browser, App, p => p["claims"] = Wanted)).Error);

        var (met, _) = await App.Finish(await stage.Answer(browser, p => (p["claims"], p["acr_values"]) = (Wanted, "urn:mfa")));
        Assert.Equal("urn:mfa", (string?)met["acr"]);
        // Now the session has it.
        Assert.NotNull((await Silent(browser, App, p => p["claims"] = Wanted)).Code);

        Op.EditIdToken = (_, claims) => claims.Remove("acr");
        var callbacks = App.Callbacks.Length;
        var page = await stage.Scene.NewBrowser().Get(App.Begin(p => p["claims"] = Wanted).Url);
        Op.EditIdToken = null;
        Assert.Equal((403, callbacks), (page.Status, App.Callbacks.Length));
    }

    [Fact, Spec("OIDCC-5.5")]
    public async Task Claims_by_name_go_where_they_were_asked_for()
    {
        var tokens = await stage.Tokens(App, p => (p["scope"], p["claims"]) = ("openid",
            """{"id_token":{"email":{"essential":true},"unknown":null},"userinfo":{"given_name":null,"roles":{"value":"x"}}}"""));
        var id = TestJws.Claims(tokens.IdToken);
        var info = (await App.UserInfo(tokens.AccessToken)).Json;

        Assert.Equal((true, false, false), (id.ContainsKey("email"), id.ContainsKey("given_name"), id.ContainsKey("unknown")));
        Assert.Equal((false, true, true), (info.ContainsKey("email"), info.ContainsKey("given_name"), info.ContainsKey("roles")));
    }

    [Fact, Spec("OIDCC-5.5")]
    public async Task A_claim_of_a_scope_the_app_may_not_ask_for_is_not_given()
    {
        var narrow = await stage.Scene.AddApp("app-narrow", m => m with { Scope = "openid" });
        var tokens = await stage.Tokens(narrow, p => p["claims"] = """{"id_token":{"email":{"essential":true},"tags":null},"userinfo":{"email":null,"roles":null,"name":null}}""");

        Assert.Equal("openid", tokens["scope"]);
        var (id, info) = (TestJws.Claims(tokens.IdToken), (await narrow.UserInfo(tokens.AccessToken)).Json);
        Assert.All((string[])["email", "email_verified", "name", "roles", "tags"], name => Assert.False(id.ContainsKey(name) || info.ContainsKey(name), name));
    }

    private async Task<(TestBrowser Browser, JsonObject Claims)> SignedIn()
    {
        // On a whole second: auth_time has no fractions, and a fraction would make every session older than max_age=0.
        var clock = stage.Scene.Clock;
        clock.Advance(TimeSpan.FromTicks(TimeSpan.TicksPerSecond - (clock.GetUtcNow().Ticks % TimeSpan.TicksPerSecond)));
        var browser = stage.Scene.NewBrowser();
        return (browser, (await App.Finish(await stage.Answer(browser))).Claims);
    }

    private async Task<(JsonObject Claims, AppAnswer Tokens)> TokensOf(string person)
    {
        Op.SignInAs = person;
        var finished = await App.Finish(await stage.Answer(stage.Scene.NewBrowser()));
        Op.SignInAs = "alice";
        return finished;
    }

    private Task<AppCallback> Silent(TestBrowser browser, TestApp app, Action<Fields>? edit = null) => stage.Answer(browser, p =>
    {
        p["prompt"] = "none";
        edit?.Invoke(p);
    }, app);
}
