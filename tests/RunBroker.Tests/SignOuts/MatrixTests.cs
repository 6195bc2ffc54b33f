using System.Text.Json.Nodes;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;
using RunBroker.Tests.Upstream;
using RunBroker.Tests.Upstream.Saml;

namespace RunBroker.Tests.SignOuts;

/// <summary>
/// Whoever ends a session, at whatever provider, on either database: of four apps (told by the back channel, the front channel, both, neither)
/// each is told as it is registered, the provider is asked if it can be, the receipt says so, and nothing of the session lives.
/// </summary>
public sealed class MatrixTests(MatrixScenes scenes) : IClassFixture<MatrixScenes>
{
    /// <param name="Browser">The person's browser is there to be led.</param>
    /// <param name="AsksUpstream">The provider is to be asked, since it was not the one who asked.</param>
    private sealed record Initiator(string Cause, bool Browser, bool AsksUpstream, Func<Cell, Task> End);

    private static readonly Dictionary<string, Initiator> Initiators = new()
    {
        ["the app"] = new("app", true, true, c => c.Lead(c.Stage.App.EndSessionUrl(c.Tokens.IdToken))),
        ["the app, by Auth0's URL"] = new("app", true, true, c => c.Lead($"{c.Broker}/v2/logout?client_id={c.Stage.App.Options.ClientId}")),
        ["the person"] = new("user", true, true, c => c.Confirm()),
        ["the provider"] = new("upstream", false, false, c => c.OrderOfTheProvider()),
        ["an admin, one session"] = new("admin", false, true, c => c.Manage("DELETE", $"sessions/{c.Session.Id}")),
        ["an admin, all of the user"] = new("admin", false, true, c => c.Manage("DELETE", $"users/{c.Session.UserId}/sessions")),
        ["an admin, all of the connection"] = new("admin", false, true, c => c.Manage("DELETE", $"connections/{c.Stage.Connection.Id}/sessions")),
        ["a user deactivated"] = new("user_deactivated", false, true, c => c.Manage("PATCH", $"users/{c.Session.UserId}", """{"active":false}""")),
        ["a user deleted"] = new("user_deleted", false, true, c => c.Manage("DELETE", $"users/{c.Session.UserId}")),
        ["a connection disabled"] = new("connection_disabled", false, true, c => c.Manage("POST", $"connections/{c.Stage.Connection.Id}/disable", "{}")),
        ["a connection disconnected"] = new("disconnected", false, true, c => c.Manage("DELETE", $"connections/{c.Stage.Connection.Id}")),
        ["idleness"] = new("idle", false, true, c => c.After(TimeSpan.FromDays(3.1))),
        ["age"] = new("absolute", false, true, c => c.After(TimeSpan.FromDays(7.1))),
        ["a refresh token used twice"] = new("token_reuse", false, true, c => c.UseARefreshTokenTwice()),
    };

    public static TheoryData<string, string, bool> Cells
    {
        get
        {
            var cells = new TheoryData<string, string, bool>();
            foreach (var initiator in Initiators.Keys)
            {
                foreach (var upstream in (string[])["saml", "oidc", "oidc that cannot"])
                {
                    cells.Add(initiator, upstream, false);
                    cells.Add(initiator, upstream, true);
                }
            }

            return cells;
        }
    }

    [Theory, MemberData(nameof(Cells))]
    [Spec("Pains-13"), Spec("Pains-15"), Spec("Pains-16"), Spec("Pains-17"), Spec("Pains-18"), Spec("CO-12")]
    public async Task Everyone_is_told_the_receipt_says_so_and_nothing_lives(string initiator, string upstream, bool onPostgres)
    {
        var (scene, mute) = scenes.On(onPostgres);
        var (how, cell) = (Initiators[initiator], await Cell.Begin(scene, mute, upstream));
        await using var _ = cell;

        await how.End(cell);

        // A SAML provider asks through the browser, which is then led; an OIDC one from its server.
        var led = how.Browser || (initiator == "the provider" && upstream == "saml");
        var (receipt, legs) = await cell.Settled();
        Assert.Equal(how.Cause, receipt.Cause);
        string At(string app, string channel) => legs.Single(l => l.Target == cell.Apps[app].Options.ClientId && l.Channel == channel).State;
        Assert.Equal(LegStates.Delivered, At("back", LogoutChannels.Backchannel));
        Assert.Equal(LegStates.Delivered, At("both", LogoutChannels.Backchannel));
        Assert.Equal(led ? LegStates.Delivered : LegStates.NotPossible, At("front", LogoutChannels.Frontchannel));
        Assert.Equal(led ? LegStates.Delivered : LegStates.NotPossible, At("both", LogoutChannels.Frontchannel));
        Assert.Equal(LegStates.NotPossible, At("none", LogoutChannels.None));
        var asked = legs.Where(l => l.Target == cell.Stage.Connection.Id).ToArray();
        if (how.AsksUpstream)
            Assert.Equal(led && upstream != "oidc that cannot" ? LegStates.Delivered : LegStates.NotPossible, Assert.Single(asked).State);
        else
            Assert.Empty(asked);
        Assert.Equal(5 + asked.Length, legs.Length);
        Assert.All(legs, l => Assert.Equal(l.State == LegStates.NotPossible, l.LastError is not null && l.State != LegStates.Delivered));

        await cell.EachAppWasToldOnce();
        await cell.NothingLives();
    }

    /// <summary>A tenant with four apps, all signed in to.</summary>
    private sealed class Cell : IAsyncDisposable
    {
        private readonly Dictionary<string, (JsonObject Claims, AppAnswer Tokens)> signedIn = [];

        private Cell(TenantStage stage) => Stage = stage;

        public TenantStage Stage { get; }
        public Dictionary<string, TestApp> Apps { get; } = [];
        public Session Session { get; private set; } = null!;
        public AppAnswer Tokens => signedIn["back"].Tokens;
        public string Broker => Stage.Scene.Broker.Url;

        public static async Task<Cell> Begin(Scene scene, TestOp mute, string upstream)
        {
            TenantStage stage = upstream == "saml"
                ? await SamlStage.On(scene, s => s with { UpstreamLogout = true }, app: Strict)
                : await Upstream.Stage.On(scene, s => s with { UpstreamLogout = true }, Strict, upstream == "oidc" ? null : mute);
            if (stage is SamlStage saml)
                saml.Idp.Sps.Add(TestSamlSp.FromMetadata((await Wire.Get(saml.EntityId)).Body) with { SloBinding = SamlUris.Redirect });
            var cell = new Cell(stage);
            await cell.SignIn();
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

        /// <summary>The receipt, once nothing of it is under way.</summary>
        public async Task<(LogoutRow Row, LogoutLeg[] Legs)> Settled()
        {
            for (var look = 0; ; look++)
            {
                var (row, legs) = await Stage.Receipt(Session.Id);
                if (legs.All(l => l.State != LegStates.Pending) || look == 400)
                    return (row, [.. legs]);
                await Task.Delay(25, TestContext.Current.CancellationToken);
            }
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
}
