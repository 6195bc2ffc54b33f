using System.Text.Json.Nodes;
using RunBroker.Storage.Model;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;
using RunBroker.Tests.Processes;
using RunBroker.Tests.Upstream;

namespace RunBroker.Tests.SignOuts;

/// <summary>
/// What people have reported of sign-outs at other brokers, where the provider speaks OpenID Connect or none is concerned: each as it
/// happened to them, with the end that it should have had. The thread is each test's trait.
/// </summary>
public sealed class ReportedOfOidcTests(SharedScene shared) : IClassFixture<SharedScene>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Spec("zitadel/zitadel#9228"), Spec("AU-22"), Spec("AU-26")]
    public async Task At_a_shared_computer_the_next_person_is_asked_who_they_are_or_the_last_one_reads_what_is_left_to_do(bool upstreamLogout)
    {
        var stage = await Stage.On(shared.Scene, s => s with { UpstreamLogout = upstreamLogout }, AppsTold.Back);
        stage.Op.SignInAs = null;
        await stage.Go();
        await stage.Browser.Press("Alice");
        var (alice, tokens) = await stage.App.Finish();
        var session = await stage.SessionOf(alice);

        var page = await stage.Browser.Get(stage.App.EndSessionUrl(tokens.IdToken, p => p["post_logout_redirect_uri"] = null));

        await stage.Settled(session.Id);
        var receipt = await stage.ReadReceipt(session.Id);
        Assert.Equal((LegStates.Delivered, null), receipt.Leg("backchannel"));
        if (!upstreamLogout)
        {
            // Nobody asked the provider: the page says so, and one press does it.
            Assert.Contains($"You are still signed in at {stage.Connection.Name}", page.Text, StringComparison.Ordinal);
            Assert.Single(receipt["legs"]!.AsArray());
            page = await stage.Browser.ClickLink("Sign out there too");
            receipt = await stage.ReadReceipt(session.Id);
        }

        Assert.Contains($"You are signed out at {stage.Connection.Name} as well", page.Text, StringComparison.Ordinal);
        Assert.Equal((LegStates.Delivered, null), receipt.Leg("oidc"));
        var login = await stage.Go();
        Assert.StartsWith(stage.Op.Origin, login.Url.AbsoluteUri, StringComparison.Ordinal);
        await stage.Browser.Press("Bob");
        var (bob, _) = await stage.App.Finish();
        Assert.NotEqual((string?)alice["sub"], (string?)bob["sub"]);
        await stage.InAnotherBrowser().IsDead(tokens);
    }

    [Fact]
    [Spec("DuendeArchive/Support#178")]
    public async Task A_provider_that_knows_no_logout_breaks_nobodys_and_the_receipt_says_that_it_cannot()
    {
        await using var op = await TestOp.Start(new() { AcceptAnyClient = true, Clock = shared.Scene.Clock });
        op.EditDiscovery = d => d.Remove("end_session_endpoint");
        op.Users.Add(TestUser.Person("alice", "Alice", "Liddell", "alice@acme.example"));
        var stage = await Stage.On(shared.Scene, s => s with { UpstreamLogout = true }, AppsTold.Back, op);
        var (claims, tokens) = await stage.SignIn();
        var session = await stage.SessionOf(claims);

        var page = await stage.Browser.Get(stage.App.EndSessionUrl(tokens.IdToken, p => (p["state"], p["federated"]) = ("abc", "1")));

        Assert.Equal(stage.App.PostLogoutRedirectUri + "?state=abc", page.Url.AbsoluteUri);
        await stage.Settled(session.Id);
        var receipt = await stage.ReadReceipt(session.Id);
        Assert.Equal((LegStates.NotPossible, "the provider has no end_session_endpoint"), receipt.Leg("oidc"));
        Assert.Equal((LegStates.Delivered, null), receipt.Leg("backchannel"));
        await stage.IsDead(tokens);
    }

    [Theory]
    [InlineData("https://${host}/backchannel-logout")]
    [InlineData("https://{tenant}.app.example/backchannel-logout")]
    [InlineData("/backchannel-logout")]
    [Spec("keycloak/keycloak#34104")]
    public async Task An_address_with_a_placeholder_is_refused_when_it_is_registered(string address)
    {
        var stage = await Stage.On(shared.Scene);
        var body = new JsonObject
        {
            ["client_name"] = "App",
            ["tenant"] = stage.Tenant.Slug,
            ["redirect_uris"] = new JsonArray("https://app.example/callback"),
            ["backchannel_logout_uri"] = address,
        };

        var answer = await Wire.PostJson(shared.Scene.Broker.Url + "/api/v1/clients", body.ToJsonString(), Wire.Bearer(TestBroker.BootstrapToken));

        Assert.Equal(422, answer.Status);
        Assert.NotNull(answer.Json["errors"]!["backchannel_logout_uri"]);
    }

    [Fact]
    [Spec("keycloak/keycloak#34104")]
    public async Task An_app_that_cannot_be_reached_stops_nobodys_sign_out_and_the_receipt_says_what_is_wrong()
    {
        var stage = await Stage.On(shared.Scene, app: AppsTold.Back);
        var nobody = $"http://127.0.0.1:{FreePort.Take()}/backchannel-logout";
        var lost = await shared.Scene.AddApp("lost-" + stage.Tenant.Slug, m => m with { BackchannelLogoutUri = nobody }, tenant: stage.Tenant);
        var (claims, tokens) = await stage.SignIn();
        var session = await stage.SessionOf(claims);
        await stage.Browser.Get(lost.Begin().Url);
        await lost.Finish();

        var page = await stage.Browser.Get(stage.App.EndSessionUrl(tokens.IdToken, p => p["post_logout_redirect_uri"] = null));

        Assert.Contains("Apps that have confirmed it so far: 1 of 2.", page.Text, StringComparison.Ordinal);
        var legs = (await stage.ReadReceipt(session.Id))["legs"]!.AsArray();
        var told = legs.Single(l => (string?)l!["target"] == stage.App.Options.ClientId)!;
        var failed = legs.Single(l => (string?)l!["target"] == lost.Options.ClientId)!;
        Assert.Equal((LegStates.Delivered, null), ((string?)told["state"], (string?)told["last_error"]));
        Assert.Equal((LegStates.Pending, 1), ((string?)failed["state"], (int?)failed["attempts"]));
        Assert.NotEqual("", (string?)failed["last_error"] ?? "");
        Assert.DoesNotContain("Exception", failed.ToJsonString(), StringComparison.Ordinal);
        await stage.IsDead(tokens);
    }
}
