using RunBroker.TestIdps;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.Conformance;

/// <summary>Happy flows, scopes, userinfo, and what the person is asked.</summary>
public abstract partial class BasicOpModules
{
    [Fact, Spec("OIDCC-3.1.3.7")]
    public async Task oidcc_server()
    {
        var (claims, tokens) = await SignIn(Scene.NewBrowser());

        Assert.Equal(((string?)Client.Provider["issuer"], "suite-client"), ((string?)claims["iss"], (string?)claims["aud"]));
        Assert.Equal(("Bearer", "no-store"), (tokens["token_type"], tokens.Headers["cache-control"]));
        Assert.InRange((long)tokens.Json["expires_in"]!, 1, 3600);
        Assert.True((long)claims["exp"]! > (long)claims["iat"]!);
        Assert.Equal((string?)claims["sub"], (string?)(await UserInfo(tokens))["sub"]);
    }

    [Fact, Spec("OIDCC-2")]
    public async Task oidcc_idtoken_signature()
    {
        var header = TestJws.Header((await SignIn(Scene.NewBrowser())).Tokens.IdToken);

        Assert.Equal("RS256", (string?)header["alg"]);
        Assert.Single(Client.ProviderKeys["keys"]!.AsArray(), k => (string?)k!["kid"] == (string?)header["kid"] && (string?)k["use"] == "sig");
    }

    [Fact, Spec("OIDCC-2")]
    public void oidcc_idtoken_unsigned() =>
        Assert.DoesNotContain("none", Client.Provider["id_token_signing_alg_values_supported"]!.AsArray().Select(a => (string?)a));

    [Fact, Spec("OIDCC-5.3.1"), Spec("O-044")]
    public async Task oidcc_userinfo_get()
    {
        var (claims, tokens) = await SignIn(Scene.NewBrowser());
        var info = await Wire.Get(UserInfoUrl, Wire.Bearer(tokens.AccessToken));
        Assert.Equal((200, (string?)claims["sub"]), (info.Status, info["sub"]));
    }

    [Fact, Spec("OIDCC-5.3.1")]
    public async Task oidcc_userinfo_post_header()
    {
        var (claims, tokens) = await SignIn(Scene.NewBrowser());
        var info = await Wire.Post(UserInfoUrl, new(), Wire.Bearer(tokens.AccessToken));
        Assert.Equal((200, (string?)claims["sub"]), (info.Status, info["sub"]));
    }

    [Fact, Spec("RFC6750-2.2")]
    public async Task oidcc_userinfo_post_body()
    {
        var (claims, tokens) = await SignIn(Scene.NewBrowser());
        var info = await Wire.Post(UserInfoUrl, new() { ["access_token"] = tokens.AccessToken });
        Assert.Equal((200, (string?)claims["sub"]), (info.Status, info["sub"]));
    }

    [Fact, Spec("OIDCC-3.1.2.1")]
    public async Task oidcc_ensure_request_without_nonce_succeeds_for_code_flow() =>
        Assert.Null((await SignIn(Scene.NewBrowser(), p => p["nonce"] = null)).Claims["nonce"]);

    [Fact, Spec("OIDCC-5.4")]
    public async Task oidcc_scope_profile() => await AssertUserInfo("openid profile", "given_name", "family_name", "name", "updated_at");

    [Fact, Spec("OIDCC-5.4")]
    public async Task oidcc_scope_email() => await AssertUserInfo("openid email", "email", "email_verified");

    [Fact, Spec("OIDCC-5.4")]
    public async Task oidcc_scope_address() => await AssertUserInfo("openid address");

    [Fact, Spec("OIDCC-5.4")]
    public async Task oidcc_scope_phone() => await AssertUserInfo("openid phone");

    [Fact, Spec("OIDCC-5.4")]
    public async Task oidcc_scope_all() => await AssertUserInfo("openid profile email address phone", "given_name", "name", "email");

    [Fact, Spec("OIDCC-3.1.2.1")]
    public async Task oidcc_alternate_happy_flow()
    {
        var (_, tokens) = await SignIn(Scene.NewBrowser(), sent =>
        {
            var reversed = sent.Pairs.Reverse().ToArray();
            foreach (var (name, value) in reversed)
                sent[name] = name == "scope" ? "phone address email profile openid" : value;
        });
        Assert.Equal("alice@acme.example", (string?)(await UserInfo(tokens))["email"]);
    }

    [Fact, Spec("O-015")]
    public async Task oidcc_display_page() => await AssertLoginPage(p => p["display"] = "page");

    [Fact, Spec("O-015")]
    public async Task oidcc_display_popup() => await AssertLoginPage(p => p["display"] = "popup");

    [Fact, Spec("O-013"), Spec("OIDCC-3.1.2.1")]
    public async Task oidcc_prompt_login()
    {
        var browser = Scene.NewBrowser();
        var (first, _) = await SignIn(browser);
        Scene.Clock.Advance(TimeSpan.FromSeconds(2));
        Scene.Op.ForgetRequests();

        var (second, _) = await SignIn(browser, p => p["prompt"] = "login");

        Assert.Equal("login", Assert.Single(Scene.Op.RequestsTo("/authorize")).Query["prompt"]);
        Assert.True(AuthTime(second) > AuthTime(first));
        Assert.Equal((string?)first["sub"], (string?)second["sub"]);
    }

    [Fact, Spec("O-012"), Spec("OIDCC-3.1.2.6")]
    public async Task oidcc_prompt_none_not_logged_in()
    {
        Scene.Op.ForgetRequests();
        Assert.Contains(await Refused(p => p["prompt"] = "none"), NotLoggedIn);
        Assert.Empty(Scene.Op.Requests);
    }

    [Fact, Spec("O-012"), Spec("OIDCC-3.1.2.1")]
    public async Task oidcc_prompt_none_logged_in()
    {
        var browser = Scene.NewBrowser();
        var (first, _) = await SignIn(browser);
        Scene.Clock.Advance(TimeSpan.FromSeconds(2));
        var (second, _) = await SignIn(browser, p => p["prompt"] = "none");
        Assert.Equal(((string?)first["sub"], AuthTime(first)), ((string?)second["sub"], AuthTime(second)));
    }

    [Fact, Spec("O-013")]
    public async Task oidcc_max_age_1()
    {
        var browser = Scene.NewBrowser();
        var (first, _) = await SignIn(browser);
        Scene.Clock.Advance(TimeSpan.FromSeconds(2));
        Scene.Op.ForgetRequests();

        var (second, _) = await SignIn(browser, p => p["max_age"] = "1");

        Assert.Equal("1", Assert.Single(Scene.Op.RequestsTo("/authorize")).Query["max_age"]);
        Assert.True(AuthTime(second) > AuthTime(first));
    }

    [Fact, Spec("O-013")]
    public async Task oidcc_max_age_10000()
    {
        var browser = Scene.NewBrowser();
        var (first, _) = await SignIn(browser);
        Scene.Clock.Advance(TimeSpan.FromSeconds(2));
        Scene.Op.ForgetRequests();

        var (second, _) = await SignIn(browser, p => p["max_age"] = "10000");

        Assert.Empty(Scene.Op.RequestsTo("/authorize"));
        Assert.Equal(AuthTime(first), AuthTime(second));
    }

    private string UserInfoUrl => (string)Client.Provider["userinfo_endpoint"]!;

    private async Task AssertUserInfo(string scope, params string[] names)
    {
        var (claims, tokens) = await SignIn(Scene.NewBrowser(), p => p["scope"] = scope);
        var info = await UserInfo(tokens);
        Assert.Equal((string?)claims["sub"], (string?)info["sub"]);
        Assert.All(names, name => Assert.NotNull(info[name]));
        Assert.Equal(names.Contains("email"), info.ContainsKey("email"));
        Assert.Equal(names.Contains("name"), info.ContainsKey("name"));
    }

    /// <summary>For review: the page where the person signs in is shown, and the sign-in succeeds from there.</summary>
    private async Task AssertLoginPage(Action<Fields> edit)
    {
        Scene.Op.SignInAs = null;
        try
        {
            var before = Client.Callbacks.Length;
            var browser = Scene.NewBrowser();
            await browser.Get(Certification.Begin(Client, mode, edit).Url);
            Assert.Equal((200, Scene.Op.Port), (browser.Page.Status, browser.Page.Url.Port));
            await browser.Press("Alice");
            Assert.Equal(before + 1, Client.Callbacks.Length);
            await Certification.Redeem(Client, Client.LastCallback);
        }
        finally
        {
            Scene.Op.SignInAs = "alice";
        }
    }
}
