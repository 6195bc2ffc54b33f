using System.Text.Json.Nodes;
using RunBroker.TestIdps;
using RunBroker.Tests.SignOuts;

namespace RunBroker.Tests.Conformance;

/// <summary>The Back-Channel Logout OP plan.</summary>
public sealed class BackchannelLogoutOpTests(Certification stage) : LogoutOpModules(stage), IClassFixture<Certification>
{
    [Fact, Spec("OIDCBC-2.1")]
    public void oidcc_backchannel_logout_discovery_endpoint_verification()
    {
        AnnouncesEndSession();
        Assert.True((bool?)Client.Provider["backchannel_logout_supported"]);
        Assert.True((bool?)Client.Provider["backchannel_logout_session_supported"]);
    }

    [Fact, Spec("OIDCBC-2.4"), Spec("OIDCBC-2.5")]
    public async Task oidcc_backchannel_rp_initiated_logout()
    {
        Client = await Scene.AddApp("suite-client-back", m => AppsTold.Back(m) with { RequirePkce = false });
        var (claims, tokens) = await SignIn();
        Assert.NotNull(claims["sid"]);

        var page = await EndSession(tokens);

        var jwt = await Client.NextLogoutToken(TimeSpan.FromSeconds(20));
        var (header, told) = (TestJws.Header(jwt), TestJws.Claims(jwt));
        var key = Client.ProviderKeys["keys"]!.AsArray().Single(k => (string?)k!["kid"] == (string?)header["kid"])!.AsObject();
        Assert.True(TestJws.Verify(jwt, TestKey.FromJwk(key)!));
        Assert.Equal(((string?)TestJws.Header(tokens.IdToken)["alg"], "logout+jwt"), ((string?)header["alg"], (string?)header["typ"]));
        Assert.Equal((Scene.Broker.Url, Client.Options.ClientId), ((string?)told["iss"], (string?)told["aud"]));
        Assert.Equal(((string?)claims["sub"], (string?)claims["sid"]), ((string?)told["sub"], (string?)told["sid"]));
        Assert.Equal(Scene.Clock.GetUtcNow().ToUnixTimeSeconds(), (long)told["iat"]!);
        Assert.InRange((long)told["exp"]! - (long)told["iat"]!, 1, 120);
        Assert.NotEqual("", (string?)told["jti"] ?? "");
        Assert.Equal("{}", Assert.IsType<JsonObject>(told["events"])["http://schemas.openid.net/event/backchannel-logout"]!.ToJsonString());
        Assert.False(told.ContainsKey("nonce"));
        IsBackAtTheApp(page, State);
        Assert.Equal("login_required", await Silently());
    }
}
