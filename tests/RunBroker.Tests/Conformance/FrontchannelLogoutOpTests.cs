using RunBroker.TestIdps;
using RunBroker.Tests.SignOuts;

namespace RunBroker.Tests.Conformance;

/// <summary>The Front-Channel Logout OP plan. Its second module in a browser: RunBroker.Interop.Tests, Broker/LogoutModulesTests.</summary>
public sealed class FrontchannelLogoutOpTests(Certification stage) : LogoutOpModules(stage), IClassFixture<Certification>
{
    [Fact, Spec("OIDCFC-3")]
    public void oidcc_frontchannel_logout_discovery_endpoint_verification()
    {
        AnnouncesEndSession();
        Assert.True((bool?)Client.Provider["frontchannel_logout_supported"]);
        Assert.True((bool?)Client.Provider["frontchannel_logout_session_supported"]);
    }

    [Fact, Spec("OIDCFC-2"), Spec("OIDCFC-3")]
    public async Task oidcc_frontchannel_rp_initiated_logout()
    {
        Client = await Scene.AddApp("suite-client-front", m => AppsTold.Front(m) with { RequirePkce = false });
        var (claims, tokens) = await SignIn();

        var page = await EndSession(tokens);

        var frame = new Uri(Assert.Single(page.Html.QuerySelectorAll("iframe")).GetAttribute("src")!);
        var told = Fields.Parse(frame.Query);
        Assert.Equal(Client.FrontchannelLogoutUri, frame.GetLeftPart(UriPartial.Path));
        Assert.Equal((Scene.Broker.Url, (string?)claims["sid"]), (told["iss"], told["sid"]));
        IsBackAtTheApp(await Scene.Browser.FramesLoaded(), State);
        Assert.Equal("login_required", await Silently());
    }
}
