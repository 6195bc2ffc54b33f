using System.Collections.Immutable;
using System.Text.Json.Nodes;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.Upstream;

/// <summary>What a provider's server sends when it ends sessions, and what is looked at afterwards.</summary>
internal static class OrderSteps
{
    public static string AppMayBeTold(string redirectUri) => redirectUri.Replace("/callback", "/backchannel-logout", StringComparison.Ordinal);

    public static string BackchannelUrl(this Stage stage) => $"{stage.Scene.Broker.Url}/federation/oidc/{stage.Connection.Id}/backchannel-logout";

    public static string ClientId(this Stage stage) => "broker-at-" + stage.Tenant.Slug;

    public static string Subject(this Stage stage) => stage.Op.Users.Single(u => u.Login == stage.Op.SignInAs).Subject;

    public static Task<(int Status, string Body)> LogoutToken(this Stage stage, string? sub, string? sid, Action<IdTokenDraft>? edit = null) =>
        stage.Op.SendBackchannelLogout(stage.BackchannelUrl(), stage.ClientId(), sub, sid, edit);

    public static Task<Session> SessionOf(this TenantStage stage, JsonObject claims) =>
        stage.Scene.SessionOf(stage.App, (string)claims["sid"]!, stage.Tenant);

    public static async Task<(Session Session, AppAnswer Tokens)> Session(this Stage stage)
    {
        var (claims, tokens) = await stage.SignIn();
        return (await stage.SessionOf(claims), tokens);
    }

    public static async Task<string?> CauseOf(this TenantStage stage, Session session) =>
        (await stage.Db.Read(tx => SessionStore.Find(tx, stage.Tenant.Id, session.Id), CancellationToken.None))!.EndCause;

    public static async Task<(LogoutRow Row, ImmutableArray<LogoutLeg> Legs)> Receipt(this TenantStage stage, string session) =>
        await stage.Db.Read(async tx =>
        {
            var row = (await LogoutStore.OfSession(tx, stage.Tenant.Id, session))!;
            return (row, await LogoutStore.Legs(tx, [row.Id]));
        }, CancellationToken.None);

    /// <summary>Nothing that the session gave is good for anything.</summary>
    public static async Task IsDead(this TenantStage stage, AppAnswer tokens)
    {
        Assert.Equal("invalid_grant", (await stage.App.Refresh(tokens.RefreshToken)).Error);
        Assert.Equal(401, (await stage.App.UserInfo(tokens.AccessToken)).Status);
        Assert.Equal("false", (await stage.App.Introspect(tokens.AccessToken))["active"]);
        await stage.Go(p => p["prompt"] = "none");
        Assert.Equal("login_required", stage.App.LastCallback.Error);
    }

    public static Task<AppAnswer> Manage(this Scene scene, string method, string path) =>
        Wire.Send(method, scene.Broker.Url + "/api/v1" + path, null, Wire.Bearer(TestBroker.BootstrapToken));

    /// <summary>An app that is told by the back channel.</summary>
    public static Task<Stage> StageThatIsTold(this Scene scene, Func<RunBroker.Tenancy.AppMetadata, RunBroker.Tenancy.AppMetadata>? app = null) =>
        Stage.On(scene, app: m =>
        {
            m = m with { BackchannelLogoutUri = AppMayBeTold(m.RedirectUris[0]) };
            return app is null ? m : app(m);
        });
}
