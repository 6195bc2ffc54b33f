using RunBroker.Tests.Flows;
using RunBroker.Tests.SessionStatus;

namespace RunBroker.Tests.Conformance;

/// <summary>The Session Management OP plan. Its second module in a real browser: RunBroker.Interop.Tests, Broker/LogoutModulesTests.</summary>
public sealed class SessionManagementOpTests(Certification stage) : IClassFixture<Certification>
{
    [Fact, Spec("OIDCSession-3.3")]
    public async Task oidcc_session_management_discovery_endpoint_verification()
    {
        var frame = (string?)stage.Client.Provider["check_session_iframe"];

        Assert.StartsWith(stage.Scene.Broker.Url + "/", frame, StringComparison.Ordinal);
        Assert.Equal(200, (await Wire.Get(frame!)).Status);
        Assert.NotNull(stage.Client.Provider["end_session_endpoint"]);
    }

    [Fact, Spec("OIDCSession-3.2"), Spec("OIDCRPLogout-2")]
    public async Task oidcc_session_management_rp_initiated_logout()
    {
        var (scene, client) = (stage.Scene, stage.Client);
        scene.NewBrowser();
        await scene.Browser.Get(Certification.Begin(client, null).Url);
        var state = client.LastCallback.Fields["session_state"]!;
        var (_, tokens) = await Certification.Redeem(client, client.LastCallback);
        Assert.DoesNotContain(' ', state);
        Assert.Equal("unchanged", scene.Says(client, state));

        var page = await scene.Browser.Get(client.EndSessionUrl(tokens.IdToken, p => p["state"] = "suite"));

        Assert.Equal((client.PostLogoutRedirectUri, "suite"), (page.Url.GetLeftPart(UriPartial.Path), page.Query["state"]));
        Assert.Equal("changed", scene.Says(client, state));
        await scene.Browser.Get(Certification.Begin(client, null, p => p["prompt"] = "none").Url);
        Assert.Equal("login_required", client.LastCallback.Error);
    }
}
