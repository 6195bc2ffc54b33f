using RunBroker.Tests.Upstream;

namespace RunBroker.Tests.Conformance;

/// <summary>The modules of the plans for relying parties that a provider's sign-out is about, by their names.</summary>
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
    public Task Oidcc_client_test_rp_backchannel_rpinitlogout_wrong_issuer() => Refused("wrong iss");

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

    private async Task Refused(string what)
    {
        var stage = await Stage.On(shared.Scene);
        var (session, _) = await stage.Session();
        Assert.Equal(400, (await stage.LogoutToken(null, session.UpstreamSid, BackchannelLogoutTests.Wrong(what))).Status);
        Assert.Null(await stage.CauseOf(session));
    }
}
