using RunBroker.Storage.Model;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;
using RunBroker.Tests.Upstream;

namespace RunBroker.Tests.SignOuts;

/// <summary>We sign the person out at an OIDC provider (RP-Initiated Logout 1.0, as the app).</summary>
public sealed class OidcUpstreamOutTests(SharedScene shared) : IClassFixture<SharedScene>
{
    [Theory]
    [InlineData("federated")]
    [InlineData("upstream_logout")]
    [Spec("OIDCRP-2"), Spec("AU-22"), Spec("AU-28")]
    public async Task It_is_asked_with_the_sessions_own_token_and_its_return_settles_the_receipt(string why)
    {
        var stage = await Stage.On(shared.Scene, s => s with { UpstreamLogout = why == "upstream_logout" });
        var (_, tokens) = await stage.SignIn();
        stage.Op.ForgetRequests();

        var page = await stage.Browser.Get(Url(stage, tokens, federated: why == "federated"));

        Assert.Equal(stage.App.PostLogoutRedirectUri + "?state=abc", page.Url.AbsoluteUri);
        var asked = Assert.Single(stage.Op.Requests, r => r.Query.Has("post_logout_redirect_uri")).Query;
        Assert.Equal($"broker-at-{stage.Tenant.Slug}", asked["client_id"]);
        Assert.Equal($"{shared.Scene.Broker.Url}/federation/oidc/{stage.Connection.Id}/signed-out", asked["post_logout_redirect_uri"]);
        Assert.Equal("alice", (string?)TestJws.Claims(asked["id_token_hint"]!)["sub"]);
        Assert.InRange(asked["state"]!.Length, 40, 100);
        Assert.False(stage.Op.Keeps(stage.Browser));
        var leg = await shared.Scene.Leg(stage.Tenant, LogoutChannels.Oidc);
        Assert.Equal((LegStates.Delivered, null, 1, stage.Connection.Id), (leg.State, leg.LastError, leg.Attempts, leg.Target));
        Assert.Null(leg.Upstream);
    }

    [Fact]
    [Spec("AU-22")]
    public async Task Unasked_it_is_left_alone()
    {
        var stage = await Stage.On(shared.Scene);
        var (_, tokens) = await stage.SignIn();

        await stage.Browser.Get(Url(stage, tokens, federated: false));

        Assert.True(stage.Op.Keeps(stage.Browser));
        Assert.DoesNotContain((await shared.Scene.Receipt(stage.Tenant)).Legs, l => l.Channel == LogoutChannels.Oidc);
    }

    [Fact]
    [Spec("AU-22")]
    public async Task A_provider_without_end_session_endpoint_is_told_as_such_and_the_person_is_back_at_the_app()
    {
        await using var op = await Own();
        op.EditDiscovery = d => d.Remove("end_session_endpoint");
        var stage = await Stage.On(shared.Scene, op: op);
        var (_, tokens) = await stage.SignIn();

        var page = await stage.Browser.Get(Url(stage, tokens));

        Assert.Equal(stage.App.PostLogoutRedirectUri + "?state=abc", page.Url.AbsoluteUri);
        var leg = await shared.Scene.Leg(stage.Tenant, LogoutChannels.Oidc);
        Assert.Equal((LegStates.NotPossible, "the provider has no end_session_endpoint"), (leg.State, leg.LastError));
    }

    [Fact]
    [Spec("AU-22")]
    public async Task A_provider_that_is_away_is_told_as_such_and_the_person_is_back_at_the_app()
    {
        await using var scene = await Scene.Start();
        var (_, tokens) = await scene.SignIn();
        await scene.Op.Stop();
        scene.Clock.Advance(TimeSpan.FromHours(25)); // the last good document is too old to be used

        var page = await scene.Browser.Get(scene.App.EndSessionUrl(tokens.IdToken, p => p["federated"] = "1"));

        Assert.Equal(scene.App.PostLogoutRedirectUri, page.Url.GetLeftPart(UriPartial.Path));
        var leg = await scene.Leg(scene.Tenant, LogoutChannels.Oidc);
        Assert.Equal(LegStates.Failed, leg.State);
        Assert.NotNull(leg.LastError);
    }

    [Fact]
    [Spec("OIDCRP-3")]
    public async Task Back_without_our_state_the_way_goes_on_and_nothing_is_said_to_be_done()
    {
        var stage = await Stage.On(shared.Scene);
        var (_, tokens) = await stage.SignIn();
        stage.Browser.StopAt = stage.Op.Origin;
        await stage.Browser.Get(Url(stage, tokens));
        stage.Browser.StopAt = null;

        var page = await stage.Browser.GetFrom(stage.Op.Origin, $"{shared.Scene.Broker.Url}/federation/oidc/{stage.Connection.Id}/signed-out?state=guess");

        Assert.Equal(stage.App.PostLogoutRedirectUri + "?state=abc", page.Url.AbsoluteUri);
        Assert.Equal(LegStates.Pending, (await shared.Scene.Leg(stage.Tenant, LogoutChannels.Oidc)).State);
        Assert.Equal(401, (await stage.App.UserInfo(tokens.AccessToken)).Status);
    }

    [Fact]
    [Spec("OIDCRP-3")]
    public async Task A_state_of_another_connection_settles_nothing()
    {
        var stage = await Stage.On(shared.Scene);
        var other = await Stage.On(shared.Scene);
        var (_, tokens) = await stage.SignIn();
        stage.Browser.StopAt = stage.Op.Origin;
        var state = (await stage.Browser.Get(Url(stage, tokens))).Query["state"];

        await shared.Scene.NewBrowser().Get($"{shared.Scene.Broker.Url}/federation/oidc/{other.Connection.Id}/signed-out?state={state}");

        Assert.Equal(LegStates.Pending, (await shared.Scene.Leg(stage.Tenant, LogoutChannels.Oidc)).State);
    }

    [Fact]
    [Spec("OIDCRP-2")]
    public async Task A_token_too_long_for_a_request_line_goes_by_POST()
    {
        await using var op = await Own();
        op.EditIdToken = (_, claims) => claims["padding"] = new string('x', 6000);
        var stage = await Stage.On(shared.Scene, op: op);
        var (_, tokens) = await stage.SignIn();

        var page = await stage.Browser.Get(Url(stage, tokens));

        Assert.Equal(stage.App.PostLogoutRedirectUri + "?state=abc", page.Url.AbsoluteUri);
        var asked = Assert.Single(op.Requests, r => r.Form.Has("post_logout_redirect_uri"));
        Assert.Equal("POST", asked.Method);
        Assert.NotNull(asked.Form["id_token_hint"]);
        Assert.Equal(LegStates.Delivered, (await shared.Scene.Leg(stage.Tenant, LogoutChannels.Oidc)).State);
    }

    private async Task<TestOp> Own()
    {
        var op = await TestOp.Start(new() { AcceptAnyClient = true, Clock = shared.Scene.Clock });
        op.Users.Add(TestUser.Person("alice", "Alice", "Liddell", "alice@acme.example"));
        return op;
    }

    private static string Url(Stage stage, AppAnswer tokens, bool federated = true) => stage.App.EndSessionUrl(tokens.IdToken, p =>
    {
        p["state"] = "abc";
        p["federated"] = federated ? "1" : null;
    });
}
