using System.Text.Json.Nodes;
using AngleSharp.Html.Dom;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;
using RunBroker.Tests.Upstream;
using RunBroker.Tests.Upstream.Saml;

namespace RunBroker.Tests.SignOuts;

/// <summary>A tenant with four apps, all signed in to.</summary>
internal sealed class MatrixCell : IAsyncDisposable
{
    private readonly Dictionary<string, (JsonObject Claims, AppAnswer Tokens)> signedIn = [];

    private MatrixCell(TenantStage stage) => Stage = stage;

    public TenantStage Stage { get; }
    public Dictionary<string, TestApp> Apps { get; } = [];
    public Session Session { get; private set; } = null!;
    public AppAnswer Tokens => signedIn["back"].Tokens;
    public string Broker => Stage.Scene.Broker.Url;

    /// <param name="end">That the provider gives its session in advance.</param>
    public static async Task<MatrixCell> Begin(Scene scene, TestOp mute, string upstream, TimeSpan? end)
    {
        TenantStage stage = upstream == "saml"
            ? await SamlStage.On(scene, s => RevocationSteps.TakesOrders(s) with { UpstreamLogout = true }, app: Strict)
            : await Upstream.Stage.On(scene, s => s with { UpstreamLogout = true }, Strict, upstream == "oidc" ? null : mute);
        if (stage is SamlStage saml)
        {
            saml.Idp.Sps.Add(TestSamlSp.FromMetadata((await Wire.Get(saml.EntityId)).Body) with { SloBinding = SamlUris.Redirect });
            saml.Idp.SessionLength = end;
        }

        var cell = new MatrixCell(stage);
        await cell.SignInByAProviderThatSays(end);
        return cell;
    }

    public async Task Lead(string url)
    {
        await Stage.Browser.Get(url);
        await Frames();
    }

    public async Task Confirm()
    {
        await Stage.Browser.Get(Broker + "/connect/endsession");
        await Stage.Browser.Press("Sign out of all apps");
        await Frames();
    }

    /// <summary>By the page of their sessions.</summary>
    public async Task EndFromAnotherBrowser()
    {
        using var other = new TestBrowser(new() { Clock = Stage.Scene.Clock });
        await other.Get(Stage.App.Begin().Url);
        await Stage.App.Finish();
        await other.Get(Broker + "/sessions");
        var session = other.Page.Html.QuerySelectorAll("form input[name=session]").Single(i => i.GetAttribute("value") == Session.Id);
        await other.Submit((IHtmlFormElement)session.Closest("form")!);
    }

    public async Task OrderOfTheProvider()
    {
        if (Stage is SamlStage saml)
        {
            await saml.Send(saml.Logout(), SamlUris.Redirect);
            await Frames();
            return;
        }

        var oidc = (Upstream.Stage)Stage;
        Assert.Equal(200, (await oidc.LogoutToken(oidc.Subject(), null)).Status);
    }

    public async Task Manage(string method, string path, string? body = null)
    {
        var url = $"{Broker}/api/v1/tenants/{Stage.Tenant.Slug}/{path}";
        var token = Wire.Bearer(TestBroker.BootstrapToken);
        var answer = body is null ? await Wire.Send(method, url, null, token) : await Wire.SendJson(method, url, body, token);
        Assert.True(answer.Status is 200 or 204, $"{method} {path}: {answer.Status} {answer.Body}");
    }

    public async Task RevokeAll() => Assert.Equal(204, (await Stage.RevokeAll()).Status);

    public Task After(TimeSpan time)
    {
        Stage.Scene.Clock.Advance(time);
        return Stage.Scene.CleanUp();
    }

    public async Task UseARefreshTokenTwice()
    {
        await Stage.App.Refresh(Tokens.RefreshToken);
        Assert.Equal("invalid_grant", (await Stage.App.Refresh(Tokens.RefreshToken)).Error);
    }

    public async Task EachAppWasToldOnce()
    {
        foreach (var app in (string[])["back", "both"])
        {
            var token = TestJws.Claims(await Apps[app].NextLogoutToken(TimeSpan.FromSeconds(5)));
            Assert.Equal(((string?)signedIn[app].Claims["sid"], (string?)signedIn[app].Claims["sub"]), ((string?)token["sid"], (string?)token["sub"]));
        }

        Assert.All(Apps.Values, app => Assert.Equal(0, app.LogoutTokensWaiting));
    }

    public async Task NothingLives()
    {
        foreach (var (name, app) in Apps)
        {
            var tokens = signedIn[name].Tokens;
            Assert.Equal("invalid_grant", (await app.Refresh(tokens.RefreshToken)).Error);
            Assert.Equal(401, (await app.UserInfo(tokens.AccessToken)).Status);
            Assert.Equal("false", (await app.Introspect(tokens.AccessToken))["active"]);
        }

        var before = Stage.App.Callbacks.Length;
        await Stage.Go(p => p["prompt"] = "none");
        if (Stage.App.Callbacks.Length > before)
            Assert.NotNull(Stage.App.LastCallback.Error);
        Assert.DoesNotContain(
            await Stage.Db.Read(tx => SessionStore.LiveOfConnection(tx, Stage.Tenant.Id, Stage.Connection.Id), CancellationToken.None), s => s.Id == Session.Id);
    }

    public async ValueTask DisposeAsync()
    {
        if (Stage is SamlStage saml)
            await saml.DisposeAsync();
    }

    private static AppMetadata Strict(AppMetadata app) => AppsTold.Back(app) with { EndSessionOnTokenReuse = true };

    private async Task SignInByAProviderThatSays(TimeSpan? end)
    {
        var op = (Stage as Upstream.Stage)?.Op;
        op?.SessionExpiry = end;
        await SignIn();
        // Other cells have the same one.
        op?.SessionExpiry = null;
    }

    private async Task SignIn()
    {
        Apps["back"] = Stage.App;
        Apps["front"] = await Stage.Scene.AddApp("front-" + Stage.Tenant.Slug, AppsTold.Front, tenant: Stage.Tenant);
        Apps["both"] = await Stage.Scene.AddApp("both-" + Stage.Tenant.Slug, m => AppsTold.Back(AppsTold.Front(m)), tenant: Stage.Tenant);
        Apps["none"] = await Stage.Scene.AddApp("none-" + Stage.Tenant.Slug, tenant: Stage.Tenant);
        signedIn["back"] = await Stage.SignIn();
        foreach (var (name, app) in Apps.Where(a => a.Key != "back"))
        {
            await Stage.Browser.Get(app.Begin().Url);
            signedIn[name] = await app.Finish();
        }

        Session = await Stage.SessionOf(signedIn["back"].Claims);
    }

    /// <summary>As the page's script does it, and on to wherever the way leads.</summary>
    private async Task Frames()
    {
        Assert.Equal(2, Stage.Browser.Page.Html.QuerySelectorAll("iframe").Length);
        await Stage.Browser.FramesLoaded();
    }
}
