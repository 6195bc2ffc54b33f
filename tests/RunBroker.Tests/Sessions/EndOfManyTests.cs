using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RunBroker.Operations;
using RunBroker.Storage;
using RunBroker.Tenancy;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;
using RunBroker.Tests.Upstream;

namespace RunBroker.Tests.Sessions;

/// <summary>An admin, a limit of time or a thief ends many sessions at once: each app of each is told, and the receipts stay.</summary>
public sealed class EndOfManyTests(SharedScene shared) : IClassFixture<SharedScene>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    [Spec("keycloak/keycloak#27342")]
    public async Task Signing_a_person_out_everywhere_tells_every_app_of_every_session()
    {
        var stage = await shared.Scene.StageThatIsTold();
        var (one, tokens) = await stage.Session();
        var (two, _) = await stage.InAnotherBrowser().Session();
        stage.Op.SignInAs = "bob";
        var (bobs, _) = await stage.InAnotherBrowser().Session();

        Assert.Equal(204, (await shared.Scene.Manage("DELETE", $"/tenants/{stage.Tenant.Slug}/users/{one.UserId}/sessions")).Status);

        Assert.Equal(("admin", "admin", null), (await stage.CauseOf(one), await stage.CauseOf(two), await stage.CauseOf(bobs)));
        Assert.Equal((one.UserId, one.UserId), (await Told(stage), await Told(stage)));
        await stage.IsDead(tokens);
        Assert.Equal(404, (await shared.Scene.Manage("DELETE", $"/tenants/{stage.Tenant.Slug}/users/usr_no/sessions")).Status);
    }

    [Fact]
    [Spec("CO-12")]
    public async Task What_disabling_and_disconnecting_would_end_is_counted_before_it_is_done()
    {
        var stage = await shared.Scene.StageThatIsTold();
        var (one, _) = await stage.Session();
        await stage.InAnotherBrowser().Session();
        stage.Op.SignInAs = "bob";
        var (bobs, _) = await stage.InAnotherBrowser().Session();
        // Bob has one more through another connection, which disconnecting ends, and disabling does not.
        var second = await shared.Scene.AddConnection(stage.Tenant, stage.Op);
        await stage.Db.Write(tx => SessionStore.Insert(tx, bobs with { Id = bobs.Id + "x", ConnectionId = second.Id, SecretHash = null, FrameHash = null }), Stop);
        var path = $"/tenants/{stage.Tenant.Slug}/connections/{stage.Connection.Id}";

        var impact = (await shared.Scene.Manage("GET", path + "/impact")).Json;

        Assert.Equal("""{"users":2,"sessions":3,"apps":1}""", impact["disable"]!.ToJsonString());
        Assert.Equal("""{"users":2,"sessions":4,"apps":1,"viewers":2}""", impact["disconnect"]!.ToJsonString());
        Assert.Null(await stage.CauseOf(one));
        Assert.Equal(404, (await shared.Scene.Manage("GET", $"/tenants/{stage.Tenant.Slug}/connections/con_no/impact")).Status);

        Assert.Equal(204, (await shared.Scene.Manage("DELETE", path + "/sessions")).Status);
        Assert.Equal(("admin", "admin"), (await stage.CauseOf(one), await stage.CauseOf(bobs)));
        Assert.Null(await stage.CauseOf(bobs with { Id = bobs.Id + "x" }));
        impact = (await shared.Scene.Manage("GET", path + "/impact")).Json;
        Assert.Equal("""{"users":0,"sessions":0,"apps":0}""", impact["disable"]!.ToJsonString());
        Assert.Equal("""{"users":1,"sessions":1,"apps":0,"viewers":2}""", impact["disconnect"]!.ToJsonString());
        Assert.Equal(204, (await shared.Scene.Manage("DELETE", path)).Status);
        Assert.Equal("disconnected", await stage.CauseOf(bobs with { Id = bobs.Id + "x" }));
    }

    [Fact]
    [Spec("keycloak/keycloak#45120"), Spec("P-027")]
    public async Task Deleting_a_user_tells_the_apps_and_leaves_the_receipt()
    {
        var stage = await shared.Scene.StageThatIsTold();
        var (session, tokens) = await stage.Session();

        Assert.Equal(204, (await shared.Scene.Manage("DELETE", $"/tenants/{stage.Tenant.Slug}/users/{session.UserId}")).Status);

        Assert.Equal(session.UserId, await Told(stage));
        var (row, legs) = await stage.Receipt(session.Id);
        Assert.Equal(("user_deleted", session.UserId), (row.Cause, row.UserId));
        Assert.Single(legs);
        Assert.Null(await stage.Db.Read(tx => SessionStore.Find(tx, stage.Tenant.Id, session.Id), Stop));
        await stage.IsDead(tokens);
    }

    [Fact]
    public async Task Deleting_a_tenant_tells_the_apps_that_it_shares_with_others()
    {
        var other = await Stage.On(shared.Scene);
        var stage = await Stage.On(shared.Scene);
        var sharedApp = await shared.Scene.AddApp(
            "shared-" + stage.Tenant.Slug, m => m with { BackchannelLogoutUri = OrderSteps.AppMayBeTold(m.RedirectUris[0]) },
            allowed: [stage.Tenant.Id, other.Tenant.Id]);
        var (session, _) = await stage.Session();
        await stage.Browser.Get(sharedApp.Begin(p => p["organization"] = stage.Tenant.Slug).Url);
        var (_, tokens) = await sharedApp.Finish();

        Assert.Equal(204, (await shared.Scene.Manage("DELETE", $"/tenants/{stage.Tenant.Slug}")).Status);

        Assert.Equal(session.UserId, (string?)TestJws.Claims(await sharedApp.NextLogoutToken(Soon))["sub"]);
        Assert.Equal("invalid_grant", (await sharedApp.Refresh(tokens.RefreshToken)).Error);
        Assert.Equal("admin", (await stage.Receipt(session.Id)).Row.Cause);
    }

    [Fact]
    [Spec("O-038")]
    public async Task A_refresh_token_used_twice_ends_the_session_where_the_app_is_set_so_and_else_its_family()
    {
        var strict = await shared.Scene.StageThatIsTold(m => m with { EndSessionOnTokenReuse = true });
        var (session, tokens) = await strict.Session();
        var next = await strict.App.Refresh(tokens.RefreshToken);
        Assert.Equal("invalid_grant", (await strict.App.Refresh(tokens.RefreshToken)).Error);
        Assert.Equal("token_reuse", await strict.CauseOf(session));
        Assert.Equal(("token_reuse", $"client:{strict.App.Options.ClientId}"), ((await strict.Receipt(session.Id)).Row.Cause, (await strict.Receipt(session.Id)).Row.Actor));
        Assert.Equal(session.UserId, await Told(strict));
        await strict.IsDead(next);

        var plain = await Stage.On(shared.Scene);
        (session, tokens) = await plain.Session();
        next = await plain.App.Refresh(tokens.RefreshToken);
        Assert.Equal("invalid_grant", (await plain.App.Refresh(tokens.RefreshToken)).Error);
        Assert.Null(await plain.CauseOf(session));
        Assert.Equal("invalid_grant", (await plain.App.Refresh(next.RefreshToken)).Error);
        await plain.Go(p => p["prompt"] = "none");
        Assert.Null(plain.App.LastCallback.Error);
    }

    [Fact]
    [Spec("CO-13"), Spec("CO-12")]
    public async Task After_a_reconnect_the_roles_return_at_the_next_sign_in_and_the_login_URL_is_new()
    {
        static OidcSettings Roles(OidcSettings s) => s with { RoleRules = [new("groups", "contains", "admins", "admin")] };
        var stage = await Stage.On(shared.Scene, Roles);
        var (before, tokens) = await stage.SignIn();
        var user = (string)before["sub"]!;
        Assert.Equal("admin", (await stage.User(user))!.Role);
        var connections = $"/tenants/{stage.Tenant.Slug}/connections";
        var old = (await shared.Scene.Manage("GET", $"{connections}/{stage.Connection.Id}"))["login_url"];

        Assert.Equal(204, (await shared.Scene.Manage("DELETE", $"{connections}/{stage.Connection.Id}")).Status);
        Assert.Equal("viewer", (await stage.User(user))!.Role);
        await stage.IsDead(tokens);

        var next = await shared.Scene.AddConnection(stage.Tenant, stage.Op, Roles);
        var again = stage.InAnotherBrowser() with { Connection = next };
        var (after, _) = await again.SignIn();

        Assert.Equal(user, (string?)after["sub"]);
        Assert.Equal("admin", (await stage.User(user))!.Role);
        var login = (await shared.Scene.Manage("GET", $"{connections}/{next.Id}"))["login_url"];
        Assert.NotEqual(old, login);
        Assert.Equal(404, (await Wire.Get(old!)).Status);
    }

    [Fact]
    [Spec("keycloak/keycloak#25171"), Spec("goauthentik/authentik#25826")]
    public async Task A_session_that_time_ended_is_told_long_after_the_apps_tokens_are_over()
    {
        await using var scene = await Scene.Start();
        var stage = await scene.StageThatIsTold();
        var (session, tokens) = await stage.Session();
        scene.Clock.Advance(TimeSpan.FromDays(3) + TimeSpan.FromHours(1));
        await scene.Broker.Services.GetRequiredService<IEnumerable<IHostedService>>().OfType<CleanupWorker>().Single().Run(Stop);
        Assert.Equal(session.UserId, await Told(stage));
        Assert.Equal("idle", (await stage.Receipt(session.Id)).Row.Cause);

        // The same by an admin, when the access token has been over for hours.
        var next = stage.InAnotherBrowser();
        (session, tokens) = await next.Session();
        scene.Clock.Advance(TimeSpan.FromHours(5));
        Assert.Equal(204, (await scene.Manage("DELETE", $"/tenants/{stage.Tenant.Slug}/sessions/{session.Id}")).Status);
        Assert.Equal(session.UserId, await Told(stage));
        await next.IsDead(tokens);
    }

    private static async Task<string?> Told(Stage stage) => (string?)TestJws.Claims(await stage.App.NextLogoutToken(Soon))["sub"];
}
