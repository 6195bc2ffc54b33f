using RunBroker.TestIdps;

namespace RunBroker.Tests.Conformance;

/// <summary>
/// The RP-Initiated Logout OP plan. Where a module has no hint that holds, the person is asked before anything ends (O-101), and a page of
/// ours is what a reviewer sees; nothing goes back to the app.
/// </summary>
public sealed class RpInitiatedLogoutOpTests(Certification stage) : LogoutOpModules(stage), IClassFixture<Certification>
{
    private const string Asks = "Do you want to sign out?";
    private const string SignedOut = "You are signed out";

    [Fact, Spec("OIDCRPLogout-2.1")]
    public void oidcc_rp_initiated_logout_discovery_endpoint_verification() => AnnouncesEndSession();

    [Fact, Spec("OIDCRPLogout-3")]
    public async Task oidcc_rp_initiated_logout()
    {
        var (_, tokens) = await SignIn();
        IsBackAtTheApp(await EndSession(tokens), State);
        Assert.Equal("login_required", await Silently());
    }

    [Fact, Spec("OIDCRPLogout-3"), Spec("O-100")]
    public async Task oidcc_rp_initiated_logout_bad_post_logout_redirect_uri()
    {
        var (_, tokens) = await SignIn();
        IsOurPage(await EndSession(tokens, p => p["post_logout_redirect_uri"] = Client.Origin + "/another-page"), Asks);
    }

    [Fact, Spec("OIDCRPLogout-2"), Spec("O-100")]
    public async Task oidcc_rp_initiated_logout_modified_id_token_hint()
    {
        var (_, tokens) = await SignIn();
        var unsigned = TestJws.Sign(new() { ["alg"] = "none" }, TestJws.Claims(tokens.IdToken), null);
        IsOurPage(await EndSession(tokens, p => p["id_token_hint"] = unsigned), Asks);
    }

    [Fact, Spec("OIDCRPLogout-3"), Spec("O-101")]
    public async Task oidcc_rp_initiated_logout_no_id_token_hint()
    {
        var (_, tokens) = await SignIn();
        IsOurPage(await EndSession(tokens, p => p["id_token_hint"] = null), Asks);
    }

    [Fact, Spec("OIDCRPLogout-2"), Spec("O-101")]
    public async Task oidcc_rp_initiated_logout_no_params()
    {
        var (_, tokens) = await SignIn();
        IsOurPage(await EndSession(tokens, p => (p["id_token_hint"], p["post_logout_redirect_uri"], p["state"]) = (null, null, null)), Asks);
        await SaysYes();
    }

    [Fact, Spec("OIDCRPLogout-2")]
    public async Task oidcc_rp_initiated_logout_no_post_logout_redirect_uri()
    {
        var (_, tokens) = await SignIn();
        IsOurPage(await EndSession(tokens, p => p["post_logout_redirect_uri"] = null), SignedOut);
        Assert.Equal("login_required", await Silently());
    }

    [Fact, Spec("OIDCRPLogout-3")]
    public async Task oidcc_rp_initiated_logout_no_state()
    {
        var (_, tokens) = await SignIn();
        IsBackAtTheApp(await EndSession(tokens, p => p["state"] = null), null);
        Assert.Equal("login_required", await Silently());
    }

    [Fact, Spec("OIDCRPLogout-2"), Spec("O-101")]
    public async Task oidcc_rp_initiated_logout_only_state()
    {
        var (_, tokens) = await SignIn();
        IsOurPage(await EndSession(tokens, p => (p["id_token_hint"], p["post_logout_redirect_uri"]) = (null, null)), Asks);
        await SaysYes();
    }

    [Fact, Spec("OIDCRPLogout-3"), Spec("O-102")]
    public async Task oidcc_rp_initiated_logout_query_added_to_post_logout_redirect_uri()
    {
        var (_, tokens) = await SignIn();
        IsOurPage(await EndSession(tokens, p => p["post_logout_redirect_uri"] += "?foo=bar"), Asks);
    }

    [Fact, Spec("OIDCRPLogout-2"), Spec("O-100")]
    public async Task oidcc_rp_initiated_logout_bad_id_token_hint()
    {
        var (_, tokens) = await SignIn();
        var foreign = TestJws.Sign(TestJws.Header(tokens.IdToken), TestJws.Claims(tokens.IdToken), TestKey.Rsa("the suite's own"));
        IsOurPage(await EndSession(tokens, p => p["id_token_hint"] = foreign), Asks);
    }

    private async Task SaysYes()
    {
        IsOurPage(await Scene.Browser.Press("Sign out of all apps"), SignedOut);
        Assert.Equal("login_required", await Silently());
    }
}
