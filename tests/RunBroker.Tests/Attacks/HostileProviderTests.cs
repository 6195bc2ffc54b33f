using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;
using RunBroker.Tests.Upstream;

namespace RunBroker.Tests.Attacks;

/// <summary>A provider, or the tenant admin who chose it, that wants more than its own people's sign-ins.</summary>
public sealed class HostileProviderTests(SharedScene shared) : IClassFixture<SharedScene>
{
    [Fact]
    [Spec("S-067")]
    public async Task An_answer_held_back_does_not_undo_a_disconnection()
    {
        var stage = await Stage.On(shared.Scene, s => s with { RoleRules = [new RoleRuleSettings("groups", "contains", "admins", "admin")] });
        var (claims, _) = await stage.SignIn();
        Assert.Equal("admin", (await stage.User((string)claims["sub"]!))!.Role);
        var (reached, released) = (Signal(), Signal());
        stage.Op.BreakOnce(TestOpFaults.Answer(OpPlace.Token, a =>
        {
            reached.SetResult();
            a.Until = released.Task;
        }));
        var late = stage.InAnotherBrowser();
        var going = late.Go();
        await reached.Task;

        var api = $"{shared.Scene.Broker.Url}/api/v1/tenants/{stage.Tenant.Slug}/connections/{stage.Connection.Id}";
        Assert.Equal(204, (await Wire.Send("DELETE", api, null, Wire.Bearer(TestBroker.BootstrapToken))).Status);
        released.SetResult();
        var page = await going;

        Assert.Equal(403, page.Status);
        Assert.Equal("connection.Disabled", (await stage.LastCase()).Error);
        var user = Assert.Single(await stage.Users());
        Assert.Equal("viewer", user.Role);
        Assert.All(await stage.Db.Read(tx => IdentityStore.OfUser(tx, stage.Tenant.Id, user.Id), CancellationToken.None), i => Assert.False(i.Active));
        Assert.Null(late.Browser.Cookies.Find("__Host-rb_sso"));
    }

    [Fact]
    [Spec("O-084")]
    public async Task A_code_of_the_old_provider_is_not_sent_to_the_new_one()
    {
        var stage = await Stage.On(shared.Scene);
        await using var evil = await TestOp.Start(new TestOpOptions { AcceptAnyClient = true, Clock = shared.Scene.Clock });
        var callback = await stage.GoUpToTheCallback();
        await Change(stage, s => s with { IssuerUrl = evil.Issuer });

        await stage.Refused(await stage.Browser.Get(callback), "connection.Changed", "access_denied");

        Assert.Empty(evil.RequestsTo("/token"));
    }

    [Fact]
    [Spec("O-082")]
    public async Task A_tenant_admin_with_a_provider_of_his_own_does_not_become_the_tenants_people()
    {
        var stage = await Stage.On(shared.Scene);
        var person = stage.Newcomer("Vera", "admins");
        var (victim, _) = await stage.SignIn();
        await using var evil = await TestOp.Start(new TestOpOptions { AcceptAnyClient = true, Clock = shared.Scene.Clock });
        // The same subject, the same address, the same names, at an issuer of the attacker.
        evil.Users.Add(person);
        evil.SignInAs = person.Login;

        await Change(stage, s => s with { IssuerUrl = evil.Issuer });
        var (edited, _) = await stage.InAnotherBrowser().SignIn();
        Assert.NotEqual((string?)victim["sub"], (string?)edited["sub"]);

        // As a new connection after a disconnection, when identities wait to be taken over.
        await stage.Db.Write(tx => IdentityStore.Deactivate(tx, stage.Tenant.Id, stage.Connection.Id), CancellationToken.None);
        var third = await TestOp.Start(new TestOpOptions { AcceptAnyClient = true, Clock = shared.Scene.Clock });
        await using var _ = third;
        third.Users.Add(person);
        third.SignInAs = person.Login;
        await Change(stage, s => s with { IssuerUrl = third.Issuer });
        var (taken, _) = await stage.InAnotherBrowser().SignIn();
        Assert.NotEqual((string?)victim["sub"], (string?)taken["sub"]);
        Assert.NotEqual((string?)edited["sub"], (string?)taken["sub"]);
    }

    [Fact]
    [Spec("O-082")]
    public async Task Inactive_identities_of_one_tenant_are_nothing_to_another()
    {
        var stage = await Stage.On(shared.Scene);
        stage.Newcomer();
        var (victim, _) = await stage.SignIn();
        await stage.Db.Write(tx => IdentityStore.Deactivate(tx, stage.Tenant.Id, stage.Connection.Id), CancellationToken.None);
        var login = stage.Op.SignInAs;
        var other = await Stage.On(shared.Scene);
        other.Op.SignInAs = login;
        var (claims, _) = await other.SignIn();
        Assert.NotEqual((string?)victim["sub"], (string?)claims["sub"]);
        Assert.Equal(other.Tenant.Slug, (string?)claims["tenant"]);
    }

    [Theory]
    [Spec("O-121")]
    [InlineData("https://evil.example/a\r\nSet-Cookie: __Host-rb_sso=x")]
    [InlineData("https://evil.example/é")]
    [InlineData("https://evil.example/a b")]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,hello")]
    [InlineData("//evil.example/")]
    public async Task An_authorization_endpoint_that_no_header_can_hold_is_refused(string endpoint)
    {
        var stage = await Stage.On(shared.Scene);
        stage.Op.BreakOnce(TestOpFaults.Member(OpPlace.Discovery, "authorization_endpoint", endpoint));
        var page = await stage.Go();
        await stage.Refused(page, "discovery.EndpointNotUrl", "server_error");
        Assert.DoesNotContain(page.Hops, h => h.Location is not null);
    }

    [Fact]
    [Spec("O-162")]
    public async Task A_token_endpoint_cannot_lead_us_elsewhere()
    {
        var stage = await Stage.On(shared.Scene);
        var seen = stage.App.Requests.Length;
        stage.Op.BreakOnce(TestOpFaults.RedirectsTo(OpPlace.Token, stage.App.Origin + "/jwks"));
        Assert.NotEqual(200, (await stage.Go()).Status);
        Assert.Equal(seen, stage.App.Requests.Length);
    }

    [Fact]
    [Spec("O-160")]
    public async Task Without_the_operators_leave_nothing_inside_is_ever_asked()
    {
        await using var scene = await Scene.Start(new TestBrokerOptions { AllowPrivate = false });
        var app = await scene.AddApp("app-jwks", method: "private_key_jwt");
        var seen = app.Requests.Length;

        await scene.Browser.Get(scene.App.Begin().Url);
        await app.Token(new Fields { ["grant_type"] = "authorization_code", ["code"] = "x" });

        Assert.Empty(scene.Op.Requests);
        Assert.Equal(seen, app.Requests.Length);
        Assert.Equal("failed", (await scene.LastCase()).State);
    }

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static Task Change(Stage stage, Func<OidcSettings, OidcSettings> edit) => stage.Db.Write(
        async tx =>
        {
            Connection row = (await ConnectionStore.Find(tx, stage.Tenant.Id, stage.Connection.Id))!;
            var changed = row with { Settings = StoredJson.Write(edit(StoredJson.Oidc(row.Settings))), Version = row.Version + 1 };
            Assert.True(await ConnectionStore.Update(tx, changed, row.Version));
        },
        CancellationToken.None);
}
