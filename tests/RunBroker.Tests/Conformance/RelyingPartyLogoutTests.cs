using RunBroker.Storage.Model;
using RunBroker.TestIdps;
using RunBroker.Tests.SignOuts;
using RunBroker.Tests.Upstream;

namespace RunBroker.Tests.Conformance;

/// <summary>
/// The modules of the plans for relying parties that a sign-out is about, by their names. Not here: oidcc-client-test-session-management,
/// since between sign-ins a broker has no page open in which it could watch the provider's frame; the provider's back channel tells us.
/// </summary>
public sealed class RelyingPartyLogoutTests(SharedScene shared) : IClassFixture<SharedScene>
{
    [Fact]
    [Spec("OIDCBC-2.8")]
    public async Task Oidcc_client_test_rp_backchannel_rpinitlogout()
    {
        var stage = await Stage.On(shared.Scene);
        var (session, tokens) = await stage.Session();
        Assert.Equal(200, (await stage.LogoutToken(stage.Subject(), session.UpstreamSid)).Status);
        await stage.IsDead(tokens);
    }

    [Fact]
    [Spec("O-092")]
    public Task Oidcc_client_test_rp_backchannel_rpinitlogout_alg_none() => Refused("alg none");

    [Fact]
    [Spec("O-092")]
    public Task Oidcc_client_test_rp_backchannel_rpinitlogout_no_event() => Refused("no events");

    [Fact]
    [Spec("O-092")]
    public Task Oidcc_client_test_rp_backchannel_rpinitlogout_with_nonce() => Refused("nonce");

    [Fact]
    [Spec("O-092")]
    public Task Oidcc_client_test_rp_backchannel_rpinitlogout_wrong_alg() => Refused("another algorithm");

    [Fact]
    [Spec("O-092")]
    public Task Oidcc_client_test_rp_backchannel_rpinitlogout_wrong_aud() => Refused("wrong aud");

    [Fact]
    [Spec("O-092")]
    public Task Oidcc_client_test_rp_backchannel_rpinitlogout_wrong_event() => Refused("another event");

    [Fact]
    [Spec("O-092")]
    public Task Oidcc_client_test_rp_backchannel_rpinitlogout_wrong_iss() => Refused("wrong iss");

    [Fact]
    [Spec("O-104")]
    public async Task Oidcc_client_test_rp_frontchannel_rpinitlogout()
    {
        var stage = await Stage.On(shared.Scene);
        var (session, tokens) = await stage.Session();
        var page = await stage.Browser.GetInFrame(stage.FrontchannelUrl(stage.Op.Issuer, session.UpstreamSid!), "http://localhost:1/");
        Assert.Equal(200, page.Status);
        await stage.IsDead(tokens);
    }

    [Fact]
    [Spec("OIDCRPLogout-2"), Spec("OIDCRPLogout-3")]
    public async Task Oidcc_client_test_rp_init_logout()
    {
        var (stage, back) = await BackFromTheProvider();
        Assert.True(back.Query.Has("state"));
        await IsOver(stage, await stage.Browser.GetFrom(stage.Op.Origin, back.Url.AbsoluteUri), LegStates.Delivered);
    }

    [Fact]
    [Spec("OIDCRPLogout-3")]
    public async Task Oidcc_client_test_rp_init_logout_other_state()
    {
        var (stage, back) = await BackFromTheProvider();
        var other = back.Url.GetLeftPart(UriPartial.Path) + "?state=another";
        await IsOver(stage, await stage.Browser.GetFrom(stage.Op.Origin, other), LegStates.Pending);
    }

    [Fact]
    [Spec("OIDCRPLogout-3")]
    public async Task Oidcc_client_test_rp_init_logout_no_state()
    {
        var (stage, back) = await BackFromTheProvider();
        await IsOver(stage, await stage.Browser.GetFrom(stage.Op.Origin, back.Url.GetLeftPart(UriPartial.Path)), LegStates.Pending);
    }

    /// <summary>We have sent the person to the provider's end_session endpoint, and it is about to send them back.</summary>
    private async Task<(Stage Stage, TestPage Back)> BackFromTheProvider()
    {
        var stage = await Stage.On(shared.Scene);
        var (_, tokens) = await stage.SignIn();
        stage.Op.ForgetRequests();
        stage.Browser.StopAt = $"{shared.Scene.Broker.Url}/federation/oidc/{stage.Connection.Id}/signed-out";
        var back = await stage.Browser.Get(stage.App.EndSessionUrl(tokens.IdToken, p => p["federated"] = "1"));
        stage.Browser.StopAt = null;
        var asked = Assert.Single(stage.Op.Requests, r => r.Query.Has("post_logout_redirect_uri")).Query;
        Assert.True(asked.Has("id_token_hint") && asked.Has("state"));
        return (stage, back);
    }

    /// <summary>The person is back at the app and signed out, whatever came back; only our own state counts as the provider's word.</summary>
    private async Task IsOver(Stage stage, TestPage page, string leg)
    {
        Assert.Equal(stage.App.PostLogoutRedirectUri, page.Url.GetLeftPart(UriPartial.Path));
        Assert.Equal(leg, (await shared.Scene.Leg(stage.Tenant, LogoutChannels.Oidc)).State);
        await stage.Go(p => p["prompt"] = "none");
        Assert.Equal("login_required", stage.App.LastCallback.Error);
    }

    private async Task Refused(string what)
    {
        var stage = await Stage.On(shared.Scene);
        var (session, _) = await stage.Session();
        Assert.Equal(400, (await stage.LogoutToken(null, session.UpstreamSid, BackchannelLogoutTests.Wrong(what))).Status);
        Assert.Null(await stage.CauseOf(session));
    }
}
