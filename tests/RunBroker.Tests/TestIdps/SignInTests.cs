using RunBroker.TestIdps;

namespace RunBroker.Tests.TestIdps;

/// <summary>The test provider, the test app and the test browser with nothing of the product between them.</summary>
public sealed class SignInTests
{
    [Theory]
    [InlineData("client_secret_basic", "query")]
    [InlineData("client_secret_post", "form_post")]
    [InlineData("private_key_jwt", "query")]
    [InlineData("none", "form_post")]
    public async Task A_person_signs_in_by_the_login_page(string method, string mode)
    {
        await using var peers = await Peers.Start(method);
        await peers.Browser.Get(peers.App.Begin(p => p["response_mode"] = mode).Url);
        Assert.Contains("Acme: demo identity provider", peers.Browser.Page.Text, StringComparison.Ordinal);

        await peers.Browser.Press("Sign in as Maria");
        Assert.Equal(mode == "query" ? "GET" : "POST", peers.App.LastCallback.Method);
        var (claims, tokens) = await peers.App.Finish();

        Assert.Equal("maria", (string?)claims["sub"]);
        Assert.Equal("maria@acme.example", (string?)claims["email"]);
        Assert.Equal("maria", (await peers.App.UserInfo(tokens.AccessToken))["sub"]);
        Assert.DoesNotContain("client_secret", peers.Op.RequestsTo("/authorize")[0].Everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_is_refused_and_the_right_one_signs_in()
    {
        await using var peers = await Peers.Start();
        await peers.Browser.Get(peers.App.Begin().Url);
        var form = peers.Browser.Page.Html.Forms.Single(f => f.QuerySelector("input[name=password]") is not null);

        await peers.Browser.Submit(form, ("login", "maria"), ("password", "wrong"));
        Assert.Contains("Wrong user name or password", peers.Browser.Page.Text, StringComparison.Ordinal);
        Assert.Empty(peers.App.Callbacks);

        form = peers.Browser.Page.Html.Forms.Single(f => f.QuerySelector("input[name=password]") is not null);
        await peers.Browser.Submit(form, ("login", "maria"), ("password", "maria-password"));
        Assert.Equal("maria", (string?)(await peers.App.Finish()).Claims["sub"]);
    }

    [Fact]
    public async Task Cancel_is_told_to_the_app()
    {
        await using var peers = await Peers.Start();
        await peers.Browser.Get(peers.App.Begin().Url);
        await peers.Browser.Press("Cancel");
        Assert.Equal("access_denied", peers.App.LastCallback.Error);
        Assert.Null(peers.App.LastCallback.Code);
    }

    [Fact]
    public async Task A_session_answers_at_once_until_something_asks_for_a_fresh_sign_in()
    {
        await using var peers = await Peers.Start();
        await peers.SignIn("Maria");
        var first = (await peers.App.Finish()).Claims;
        peers.Clock.Advance(TimeSpan.FromMinutes(10));

        await peers.Browser.Get(peers.App.Begin(p => p["prompt"] = "none").Url);
        Assert.Equal((long?)first["auth_time"], (long?)(await peers.App.Finish()).Claims["auth_time"]);

        await peers.Browser.Get(peers.App.Begin(p => p["max_age"] = "3600").Url);
        Assert.Equal((long?)first["auth_time"], (long?)(await peers.App.Finish()).Claims["auth_time"]);

        foreach (var (name, value) in new[] { ("prompt", "login"), ("max_age", "60") })
        {
            peers.Clock.Advance(TimeSpan.FromMinutes(10));
            await peers.SignIn("Maria", p => p[name] = value);
            Assert.Equal(peers.Clock.GetUtcNow().ToUnixTimeSeconds(), (long?)(await peers.App.Finish()).Claims["auth_time"]);
        }

        await peers.Browser.Get(peers.App.Begin(p => p["prompt"] = "select_account").Url);
        Assert.Contains("signed in here", peers.Browser.Page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_session_prompt_none_says_login_required()
    {
        await using var peers = await Peers.Start();
        await peers.Browser.Get(peers.App.Begin(p => p["prompt"] = "none").Url);
        Assert.Equal("login_required", peers.App.LastCallback.Error);
    }

    [Fact]
    public async Task Refresh_gives_the_same_person_and_rotation_ends_the_old_token()
    {
        await using var peers = await Peers.Start(op: o => o with { RotatesRefreshTokens = true });
        peers.Op.SignInAs = "tom";
        await peers.Browser.Get(peers.App.Begin(p => p["scope"] = "openid offline_access").Url);
        var (claims, tokens) = await peers.App.Finish();
        Assert.Null(claims["email"]);

        var refreshed = await peers.App.Refresh(tokens.RefreshToken);
        Assert.Equal("tom", (string?)peers.App.Verify(refreshed.IdToken, nonce: null)["sub"]);
        Assert.Equal("invalid_grant", (await peers.App.Refresh(tokens.RefreshToken)).Error);

        peers.Op.Lock("tom");
        Assert.Equal("invalid_grant", (await peers.App.Refresh(refreshed.RefreshToken)).Error);
    }

    [Fact]
    public async Task The_provider_checks_code_verifier_redirect_uri_and_single_use()
    {
        await using var peers = await Peers.Start();
        peers.Op.SignInAs = "maria";
        foreach (var (name, value) in new[] { ("code_verifier", "x"), ("code_verifier", null), ("redirect_uri", "http://127.0.0.1/other") })
        {
            var signIn = peers.App.Begin();
            await peers.Browser.Get(signIn.Url);
            Assert.Equal("invalid_grant", (await peers.App.Exchange(peers.App.LastCallback, signIn, f => f[name] = value)).Error);
            Assert.Equal("invalid_grant", (await peers.App.Exchange(peers.App.LastCallback, signIn)).Error);
        }
    }

    [Fact]
    public async Task An_assertion_is_good_once_and_only_for_the_issuer()
    {
        await using var peers = await Peers.Start("private_key_jwt");
        Task<AppAnswer> By(string assertion) => peers.App.Refresh("none such", f => f["client_assertion"] = assertion);
        var good = peers.App.Assertion();
        Assert.Equal("invalid_grant", (await By(good)).Error);
        Assert.Equal("invalid_client", (await By(good)).Error);

        var forTwo = peers.App.Assertion((_, c) => c["aud"] = peers.Op.Origin + "/token");
        Assert.Equal("invalid_client", (await By(forTwo)).Error);
    }

    [Fact]
    public async Task End_session_ends_the_session_and_goes_back_only_where_registered()
    {
        await using var peers = await Peers.Start();
        await peers.SignIn("Tom");
        var (_, tokens) = await peers.App.Finish();

        await peers.Browser.Get(peers.App.EndSessionUrl(tokens.IdToken));
        Assert.Contains("You have left the app", peers.Browser.Page.Text, StringComparison.Ordinal);
        Assert.False(peers.Op.IsSignedIn("tom"));

        await peers.Browser.Get(peers.App.EndSessionUrl(tokens.IdToken, p => p["post_logout_redirect_uri"] = "http://127.0.0.1:9/x"));
        Assert.Contains("You are signed out", peers.Browser.Page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restarted_provider_keeps_port_and_sessions()
    {
        await using var peers = await Peers.Start();
        await peers.SignIn("Maria");
        await peers.Op.Stop();
        await Assert.ThrowsAsync<HttpRequestException>(() => peers.Browser.Get(peers.App.Begin().Url));
        await peers.Op.StartAgain();
        await peers.Browser.Get(peers.App.Begin(p => p["prompt"] = "none").Url);
        Assert.NotNull(peers.App.LastCallback.Code);
    }

    [Fact]
    public async Task A_logout_token_arrives_signed_and_typed()
    {
        await using var peers = await Peers.Start();
        var sent = peers.Op.SendBackchannelLogout(peers.App.BackchannelLogoutUri, peers.App.Options.ClientId, "maria", "sid-1");
        var token = await peers.App.NextLogoutToken(TimeSpan.FromSeconds(20));
        Assert.Equal(200, (await sent).Status);
        Assert.Equal("logout+jwt", (string?)TestJws.Header(token)["typ"]);
        Assert.True(TestJws.Verify(token, peers.Op.Keys[0]));
        Assert.Equal("sid-1", (string?)TestJws.Claims(token)["sid"]);
        Assert.Null(TestJws.Claims(token)["nonce"]);
    }

    [Fact]
    public async Task As_Entra_does_the_issuer_is_a_template_and_tokens_name_their_tenant()
    {
        await using var op = await TestOp.Start(new() { Entra = true });
        await using var app = await TestApp.Start();
        var document = (await Peers.Json(op.Authority("common") + "/.well-known/openid-configuration"))["issuer"];
        Assert.EndsWith("/{tenantid}/v2.0", (string?)document, StringComparison.Ordinal);

        op.Clients.Add(new(app.Options.ClientId, app.Options.ClientSecret, app.RedirectUri));
        op.Users.Add(new("eve", "p") { Claims = new() { ["tid"] = "t-1", ["oid"] = "o-1" } });
        op.SignInAs = "eve";
        await app.Discover(op.Authority("t-1"));
        using var browser = new TestBrowser();
        await browser.Get(app.Begin().Url);
        var (claims, _) = await app.Finish();
        Assert.Equal((op.Authority("t-1"), "t-1", "o-1"), ((string?)claims["iss"], (string?)claims["tid"], (string?)claims["oid"]));
    }

    [Fact]
    public async Task Userinfo_is_a_signed_JWT_for_clients_that_want_it()
    {
        await using var peers = await Peers.Start();
        peers.Op.Clients[0] = peers.Op.Clients[0] with { UserInfoAlg = "ES256" };
        peers.Op.SignInAs = "maria";
        await peers.Browser.Get(peers.App.Begin().Url);
        var answer = await peers.App.UserInfo((await peers.App.Finish()).Tokens.AccessToken);
        Assert.StartsWith("application/jwt", answer.Headers["content-type"], StringComparison.Ordinal);
        Assert.True(TestJws.Verify(answer.Body, peers.Op.KeyFor("ES256")));
        Assert.Equal(("maria", peers.Op.Issuer), ((string?)TestJws.Claims(answer.Body)["sub"], (string?)TestJws.Claims(answer.Body)["iss"]));
    }

    [Fact]
    public async Task A_webhook_receiver_records_and_answers_as_told()
    {
        await using var receiver = await TestWebhookReceiver.Start();
        receiver.Status = 500;
        using var browser = new TestBrowser();
        var page = await browser.Post(receiver.Url, new(new KeyValuePair<string, string>("event", "one")), receiver.Url);
        Assert.Equal(500, page.Status);
        Assert.Equal("one", (await receiver.Next(TimeSpan.FromSeconds(20))).Form["event"]);
    }
}
