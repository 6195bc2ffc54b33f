using RunBroker.Storage;
using RunBroker.Tenancy;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;
using RunBroker.Tests.Upstream;

namespace RunBroker.Tests.Attacks;

/// <summary>One kind of credential shown where another is wanted, and credentials that should have died.</summary>
public sealed class TokenConfusionTests(SharedScene shared) : IClassFixture<SharedScene>
{
    private const string Management = "openid profile email offline_access tenant:write tenant:read";

    private string Api => shared.Scene.Broker.Url + "/api/v1/tenants";

    [Fact]
    [Spec("P-013")]
    public async Task A_persons_token_never_opens_the_management_API()
    {
        var stage = await Stage.On(shared.Scene, app: a => a with { Scope = Management, GrantTypes = ["authorization_code", "refresh_token", "client_credentials"] });
        var (_, tokens) = await stage.SignIn(p => p["scope"] = Management);
        foreach (var token in (string[])[tokens.AccessToken, tokens.IdToken, tokens.RefreshToken, stage.App.Options.ClientSecret!, "", "rbt_x.y", "at_x.y"])
            Assert.Equal(401, (await Wire.Get(Api, Wire.Bearer(token))).Status);
    }

    [Fact]
    [Spec("P-014")]
    public async Task An_apps_management_token_reaches_its_tenant_alone_and_ends_with_the_scope()
    {
        var stage = await Stage.On(shared.Scene, app: a => a with { Scope = Management, GrantTypes = ["authorization_code", "client_credentials"] });
        var other = await Stage.On(shared.Scene);
        var own = await stage.App.Token(new Fields { ["grant_type"] = "client_credentials", ["scope"] = "operator tenant:write" });
        Assert.Equal("tenant:write", own["scope"]);
        Assert.Equal(200, (await Get($"/{stage.Tenant.Slug}")).Status);
        Assert.Equal(404, (await Get($"/{other.Tenant.Slug}")).Status);
        Assert.Equal(404, (await Get($"/{other.Tenant.Slug}/users")).Status);
        Assert.Equal(401, (await stage.App.UserInfo(own.AccessToken)).Status);
        Assert.Equal(403, (await Wire.Send("DELETE", $"{Api}/{stage.Tenant.Slug}", null, Wire.Bearer(own.AccessToken))).Status);

        await stage.Db.Write(
            async tx =>
            {
                var row = (await ClientStore.Find(tx, stage.App.Options.ClientId))!.Client;
                var less = StoredJson.App(row.Metadata) with { Scope = "openid" };
                Assert.True(await ClientStore.Update(tx, row with { Metadata = StoredJson.Write(less), Version = 2 }, [], 1));
            },
            CancellationToken.None);
        Assert.Equal(401, (await Get($"/{stage.Tenant.Slug}")).Status);

        Task<AppAnswer> Get(string path) => Wire.Get(Api + path, Wire.Bearer(own.AccessToken));
    }

    [Fact]
    [Spec("O-042")]
    public async Task Each_credential_is_good_for_its_own_use_only()
    {
        var stage = await Stage.On(shared.Scene);
        var (_, tokens) = await stage.SignIn();
        await stage.Go();
        var code = stage.App.LastCallback.Code!;
        foreach (var token in (string[])[tokens.IdToken, tokens.RefreshToken, code])
            Assert.Equal(401, (await stage.App.UserInfo(token)).Status);
        foreach (var token in (string[])[tokens.IdToken, tokens.AccessToken, code])
            Assert.Equal("invalid_grant", (await stage.App.Refresh(token)).Error);
        foreach (var token in (string[])[tokens.IdToken, tokens.AccessToken, tokens.RefreshToken])
        {
            var answer = await stage.App.Token(new Fields
            {
                ["grant_type"] = "authorization_code",
                ["code"] = token,
                ["redirect_uri"] = stage.App.RedirectUri,
                ["code_verifier"] = stage.Begun.Verifier,
            });
            Assert.Equal("invalid_grant", answer.Error);
        }
    }

    [Fact]
    [Spec("O-038")]
    public async Task A_shared_app_that_lost_the_tenant_learns_nothing_more_of_its_people()
    {
        var stage = await Stage.On(shared.Scene);
        var app = await shared.Scene.AddApp("shared-" + stage.Tenant.Slug, allowed: [stage.Tenant.Id]);
        await stage.Browser.Get(app.Begin(p => p["organization"] = stage.Tenant.Slug).Url);
        var (_, tokens) = await app.Finish();
        Assert.Equal(200, (await app.UserInfo(tokens.AccessToken)).Status);

        await stage.Db.Write(
            async tx =>
            {
                var row = (await ClientStore.Find(tx, app.Options.ClientId))!.Client;
                Assert.True(await ClientStore.Update(tx, row with { Version = 2 }, [], 1));
            },
            CancellationToken.None);

        Assert.Equal(401, (await app.UserInfo(tokens.AccessToken)).Status);
        Assert.Equal("false", (await app.Introspect(tokens.AccessToken))["active"]);
        Assert.Equal("invalid_grant", (await app.Refresh(tokens.RefreshToken)).Error);
    }

    [Fact]
    [Spec("O-038")]
    public async Task A_refresh_asks_the_access_rules_and_the_apps_scope_as_they_are_now()
    {
        var stage = await Stage.On(shared.Scene);
        var (_, tokens) = await stage.SignIn();
        await stage.Db.Write(
            async tx =>
            {
                var row = (await ClientStore.Find(tx, stage.App.Options.ClientId))!.Client;
                var less = StoredJson.App(row.Metadata) with { Scope = "openid offline_access" };
                Assert.True(await ClientStore.Update(tx, row with { Metadata = StoredJson.Write(less), Version = 2 }, [], 1));
            },
            CancellationToken.None);
        var narrow = await stage.App.Refresh(tokens.RefreshToken);
        Assert.Equal("openid offline_access", narrow["scope"]);

        const string Nobody = """[{"effect":"deny","targets":[{"type":"any"}]}]""";
        await stage.Db.Write(tx => TenantStore.Update(tx, stage.Tenant with { AccessRules = Nobody, Version = 2 }, 1), CancellationToken.None);
        Assert.Equal("invalid_grant", (await stage.App.Refresh(narrow.RefreshToken)).Error);
    }

    [Fact]
    [Spec("O-031")]
    public async Task An_unknown_app_and_a_wrong_secret_get_the_same_octets()
    {
        var stage = await Stage.On(shared.Scene);
        var token = shared.Scene.Broker.Url + "/connect/token";
        var form = new Fields { ["grant_type"] = "client_credentials" };
        var wrong = await Wire.Post(token, form, Wire.Basic(stage.App.Options.ClientId, "wrong-secret"));
        var unknown = await Wire.Post(token, form, Wire.Basic("app-nobody", "wrong-secret"));
        Assert.Equal((401, wrong.Body), (unknown.Status, unknown.Body));
        Assert.Equal(wrong.Headers["www-authenticate"], unknown.Headers["www-authenticate"]);
    }

    [Fact]
    [Spec("P-027")]
    public async Task Of_a_deleted_tenant_nothing_works_and_nothing_comes_back_with_its_name()
    {
        var stage = await Stage.On(shared.Scene);
        var admin = Wire.Bearer(TestBroker.BootstrapToken);
        var (_, tokens) = await stage.SignIn();
        Assert.Equal(204, (await Wire.Send("DELETE", $"{Api}/{stage.Tenant.Slug}", null, admin)).Status);

        Assert.Equal(401, (await stage.App.UserInfo(tokens.AccessToken)).Status);
        Assert.Equal("invalid_client", (await stage.App.Refresh(tokens.RefreshToken)).Error);
        Assert.Equal(400, (await stage.Go()).Status);
        Assert.Equal(404, (await Wire.Get($"{shared.Scene.Broker.Url}/login/{stage.Connection.LoginSlug}")).Status);

        await shared.Scene.AddTenant(stage.Tenant.Slug);
        foreach (var list in (string[])["users", "sessions", "connections", "sign-ins", "events", "domains", "webhooks"])
        {
            var answer = await Wire.Get($"{Api}/{stage.Tenant.Slug}/{list}", admin);
            Assert.Equal(200, answer.Status);
            Assert.Empty(answer.Json["items"]!.AsArray());
        }
    }
}
