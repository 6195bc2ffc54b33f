using RunBroker.TestIdps;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.Conformance;

/// <summary>Odd, wrong and optional parameters, codes, refresh tokens.</summary>
public abstract partial class BasicOpModules
{
    /// <summary>An unsigned request object (alg none) that names the suite's redirect URI.</summary>
    private string RequestObject => TestJws.Sign(new() { ["alg"] = "none" }, new() { ["client_id"] = "suite-client", ["redirect_uri"] = Client.RedirectUri, ["scope"] = "openid" }, null);

    [Fact, Spec("RFC6749-3.1.1")]
    public async Task oidcc_response_type_missing() =>
        Assert.Contains(await Refused(p => p["response_type"] = null), (string[])["invalid_request", "unsupported_response_type"]);

    [Fact, Spec("O-011")]
    public async Task oidcc_ensure_request_with_unknown_parameter_succeeds() => await SignIn(Scene.NewBrowser(), p => p["extra"] = "foobar");

    [Fact, Spec("O-014")]
    public async Task oidcc_id_token_hint()
    {
        var browser = Scene.NewBrowser();
        var (first, tokens) = await SignIn(browser);
        var (second, _) = await SignIn(browser, p => (p["prompt"], p["id_token_hint"]) = ("none", tokens.IdToken));
        Assert.Equal((string?)first["sub"], (string?)second["sub"]);
    }

    [Fact, Spec("O-015")]
    public async Task oidcc_login_hint() => await SignIn(Scene.NewBrowser(), p => p["login_hint"] = "alice@acme.example");

    [Fact, Spec("O-015")]
    public async Task oidcc_ui_locales() => await SignIn(Scene.NewBrowser(), p => p["ui_locales"] = "se");

    [Fact, Spec("O-015")]
    public async Task oidcc_claims_locales() => await SignIn(Scene.NewBrowser(), p => p["claims_locales"] = "se");

    [Fact, Spec("O-015")]
    public async Task oidcc_ensure_request_with_acr_values_succeeds() =>
        Assert.Equal("1", (string?)(await SignIn(Scene.NewBrowser(), p => p["acr_values"] = "1 2")).Claims["acr"]);

    [Fact, Spec("O-006"), Spec("RFC6749-4.1.2")]
    public async Task oidcc_codereuse()
    {
        var (again, _) = await Reuse(TimeSpan.Zero);
        Assert.Equal((400, "invalid_grant"), (again.Status, again.Error));
    }

    [Fact, Spec("O-006"), Spec("RFC6749-4.1.2")]
    public async Task oidcc_codereuse_30seconds()
    {
        var (again, first) = await Reuse(TimeSpan.FromSeconds(30));
        Assert.Equal((400, "invalid_grant"), (again.Status, again.Error));
        Assert.Equal(401, (await Client.UserInfo(first.AccessToken)).Status);
    }

    [Fact, Spec("O-001"), Spec("OIDCC-3.1.2.1")]
    public async Task oidcc_ensure_registered_redirect_uri() =>
        await AssertOurPage(Certification.Begin(Client, mode, p => p["redirect_uri"] = Client.RedirectUri + "/unregistered").Url);

    [Fact, Spec("OIDCC-3.1.2.1")]
    public async Task oidcc_ensure_post_request_succeeds() => await SignIn(Scene.NewBrowser(), post: true);

    [Fact, Spec("OIDCC-9")]
    public async Task oidcc_server_client_secret_post()
    {
        var (claims, _) = await SignIn(Scene.NewBrowser(), app: stage.PostClient);
        Assert.Equal("suite-client-post", (string?)claims["aud"]);
    }

    [Fact, Spec("O-016"), Spec("OIDCC-6.2")]
    public async Task oidcc_request_uri_unsigned_supported_correctly_or_rejected_as_unsupported()
    {
        var fetched = Client.Requests.Length;
        Assert.Equal("request_uri_not_supported", await Refused(p => p["request_uri"] = Client.Origin + "/request.jwt"));
        Assert.Equal(false, (bool?)Client.Provider["request_uri_parameter_supported"]);
        Assert.DoesNotContain(Client.Requests.Skip(fetched), r => r.Path == "/request.jwt");
    }

    [Fact, Spec("O-016"), Spec("OIDCC-6.1")]
    public async Task oidcc_unsigned_request_object_supported_correctly_or_rejected_as_unsupported()
    {
        Assert.Equal("request_not_supported", await Refused(p => p["request"] = RequestObject));
        Assert.Equal(false, (bool?)Client.Provider["request_parameter_supported"]);
    }

    [Fact, Spec("OIDCC-5.5")]
    public async Task oidcc_claims_essential()
    {
        var (claims, tokens) = await SignIn(Scene.NewBrowser(), p => p["claims"] = """{"userinfo":{"name":{"essential":true}}}""");
        Assert.Equal("Alice Liddell", (string?)(await UserInfo(tokens))["name"]);
        Assert.Null(claims["name"]);
    }

    [Fact, Spec("O-016"), Spec("O-001")]
    public async Task oidcc_ensure_request_object_with_redirect_uri()
    {
        Assert.Equal("request_not_supported", await Refused(p => p["request"] = RequestObject));
        await AssertOurPage(Certification.Begin(Client, mode, p => (p["request"], p["redirect_uri"]) = (RequestObject, Client.Origin + "/elsewhere")).Url);
    }

    [Fact, Spec("RFC6749-6"), Spec("OIDCC-12.2"), Spec("O-038")]
    public async Task oidcc_refresh_token()
    {
        var (first, tokens) = await SignIn(Scene.NewBrowser(), p => p["scope"] = "openid offline_access");
        var foreign = await stage.Client2.Refresh(tokens.RefreshToken);
        Assert.Equal((400, "invalid_grant"), (foreign.Status, foreign.Error));

        var fresh = await Client.Refresh(tokens.RefreshToken);

        Assert.Equal(200, fresh.Status);
        var second = Client.Verify(fresh.IdToken, null, fresh.AccessToken);
        Assert.Equal(("suite-client", (string?)first["sub"], (string?)first["iss"], AuthTime(first)),
            ((string?)second["aud"], (string?)second["sub"], (string?)second["iss"], AuthTime(second)));
        Assert.NotEqual(tokens.AccessToken, fresh.AccessToken);
        Assert.Equal(200, (await Client.UserInfo(fresh.AccessToken)).Status);
    }

    [Fact, Spec("RFC7636-4.6")]
    public async Task oidcc_ensure_request_with_valid_pkce_succeeds()
    {
        var begun = Client.Begin(p => p["response_mode"] = mode);
        await Scene.NewBrowser().Get(begun.Url);
        Assert.True(begun.Sent.Has("code_challenge"));
        await Certification.Redeem(Client, Client.LastCallback);
    }

    private async Task<(AppAnswer Again, AppAnswer First)> Reuse(TimeSpan after)
    {
        var callback = await Ask(Scene.NewBrowser(), Client);
        var (_, first) = await Certification.Redeem(Client, callback);
        Scene.Clock.Advance(after);
        var again = await Client.Token(new() { ["grant_type"] = "authorization_code", ["code"] = callback.Code, ["redirect_uri"] = Client.RedirectUri });
        return (again, first);
    }
}
