using RunBroker.TestIdps;
using RunBroker.Tests.Upstream;

namespace RunBroker.Tests.Conformance;

/// <summary>The modules of `oidcc-client-config-certification-test-plan`, named as there, over the whole flow.</summary>
public sealed class RelyingPartyConfigTests(SharedScene shared) : IClassFixture<SharedScene>
{
    [Fact]
    [Spec("OIDCD-4.2")]
    public async Task Oidcc_client_test_discovery_openid_config()
    {
        var stage = await Stage.On(shared.Scene);
        stage.Op.ForgetRequests();
        await stage.SignIn();
        await stage.InAnotherBrowser().SignIn();
        // One look for both: the document is kept.
        Assert.Single(stage.Op.RequestsTo("/.well-known/openid-configuration"));
    }

    [Fact]
    [Spec("O-089")]
    public async Task Oidcc_client_test_discovery_jwks_uri_keys()
    {
        var stage = await Stage.On(shared.Scene);
        stage.Op.ForgetRequests();
        await stage.SignIn();
        await stage.InAnotherBrowser().SignIn();
        Assert.Single(stage.Op.RequestsTo("/jwks"));
    }

    [Fact]
    [Spec("O-080")]
    public async Task Oidcc_client_test_discovery_issuer_mismatch()
    {
        var stage = await Stage.On(shared.Scene);
        stage.Op.Break(TestOpFaults.DiscoveryIssuerOther);
        stage.Op.ForgetRequests();

        var step = await stage.Refused(await stage.Go(), "discovery.IssuerMismatch", "server_error");

        Assert.Equal((stage.Op.Issuer, "https://other.example"), (step.Wanted, step.Got));
        Assert.Empty(stage.Op.RequestsTo("/authorize"));
    }

    [Fact]
    [Spec("O-060")]
    public async Task Oidcc_client_test_idtoken_sig_none()
    {
        var stage = await Stage.On(shared.Scene);
        // Even where the provider announces none, and nothing but none.
        stage.Op.Break(TestOpFaults.Answer(OpPlace.Discovery, a => a.Json["id_token_signing_alg_values_supported"] = new System.Text.Json.Nodes.JsonArray("none")));
        var step = await stage.Refused(await stage.Go(), "discovery.AlgorithmUnsupported", "server_error");
        Assert.Equal("none", step.Got);
    }

    [Fact]
    [Spec("O-089")]
    public async Task Oidcc_client_test_signing_key_rotation_just_before_signing()
    {
        await using var op = await Provider();
        var stage = await Stage.On(shared.Scene, op: op);
        // The key changes after the person was sent off, so that the key set was never read before it.
        var callback = await stage.GoUpToTheCallback();
        op.RotateKeys(keepOld: false);
        await stage.Browser.Get(callback);
        await stage.App.Finish();
    }

    [Fact]
    [Spec("O-089")]
    public async Task Oidcc_client_test_signing_key_rotation()
    {
        await using var op = await Provider();
        var stage = await Stage.On(shared.Scene, op: op);
        await stage.SignIn();
        op.RotateKeys(keepOld: true);
        await stage.InAnotherBrowser().SignIn();
        shared.Scene.Clock.Advance(TimeSpan.FromSeconds(61));
        op.RotateKeys(keepOld: false);
        await stage.InAnotherBrowser().SignIn();
        Assert.Equal(3, op.RequestsTo("/jwks").Length);
    }

    private async Task<TestOp> Provider()
    {
        var op = await TestOp.Start(new TestOpOptions { AcceptAnyClient = true, Clock = shared.Scene.Clock });
        op.Users.Add(TestUser.Person("alice", "Alice", "Liddell", "alice@acme.example"));
        op.SignInAs = "alice";
        return op;
    }
}
