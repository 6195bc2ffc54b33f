using System.Text.Json.Nodes;
using RunBroker.Http;
using RunBroker.Storage;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.SessionStatus;

/// <summary>What a page may ask about the session, and who may not.</summary>
public sealed class SsoDataTests
{
    private const string Page = "https://page.example";
    private const string No = """{"sso":false}""";
    private const string Ask = "?client_id=app-page";

    [Theory]
    [InlineData("/connect/ssodata", ""), InlineData("/user/ssodata", "&ldaps=1"), InlineData("/connect/ssodata", "&organization=acme")]
    [Spec("AU-11"), Spec("AU-12"), Spec("AU-14")]
    public async Task It_tells_the_session_its_apps_and_its_connection_to_the_apps_own_page(string path, string more)
    {
        await using var scene = await Started();
        await scene.SignIn();
        scene.Clock.Advance(TimeSpan.FromSeconds(1));
        await scene.SilentState(await scene.AddApp("app-two"));

        var answer = await scene.Poll(Page, Ask + more, path: path);

        var wanted = new JsonObject
        {
            ["sso"] = true,
            ["sessionClients"] = new JsonArray("app-one", "app-two"),
            ["lastUsedClientID"] = "app-two",
            ["lastUsedConnection"] = new JsonObject { ["name"] = "Acme sign-in", ["strategy"] = "oidc" },
        };
        Assert.True(JsonNode.DeepEquals(wanted, answer.Json), answer.Body);
        Assert.Equal((200, Page, "true", "no-store", "Origin", "application/json"), (answer.Status, answer.Headers["access-control-allow-origin"],
            answer.Headers["access-control-allow-credentials"], answer.Headers["cache-control"], answer.Headers["vary"], answer.Headers["content-type"]));
        Assert.Null(answer.Headers["set-cookie"]);
    }

    [Fact]
    [Spec("AU-14")]
    public async Task The_username_is_told_only_to_an_app_that_is_registered_for_it()
    {
        await using var scene = await Started();
        await scene.AddApp("app-name", m => m with { AllowedOrigins = [Page], SsodataUsername = true });
        await scene.SignIn();

        Assert.Equal("alice@acme.example", (await scene.Poll(Page, "?client_id=app-name"))["lastUsedUsername"]);
        Assert.False((await scene.Poll(Page, Ask)).Json.ContainsKey("lastUsedUsername"));
    }

    [Theory]
    [InlineData(Page, "")]
    [InlineData(Page, "?client_id=unknown")]
    [InlineData(Page, "?client_id=app-page&client_id=app-page")]
    [InlineData(Page, "?client_id=app-page%00")]
    [InlineData(Page, "?client_id=app-one")]
    [InlineData(Page, "?client_id=app-alone")]
    [InlineData(null, Ask)]
    [InlineData("", Ask)]
    [InlineData("null", Ask)]
    [InlineData("https://evil.example", Ask)]
    [InlineData("https://page.example:444", Ask)]
    [InlineData("http://page.example", Ask)]
    [InlineData("HTTPS://PAGE.EXAMPLE", Ask)]
    [InlineData("https://page.example.evil.example", Ask)]
    [InlineData("https://page.example/", Ask)]
    [Spec("AU-13"), Spec("AU-14"), Spec("O-041")]
    public async Task Anybody_else_hears_that_nobody_is_signed_in_and_may_not_even_read_that(string? origin, string query)
    {
        await using var scene = await Started();
        await scene.AddApp("app-alone", m => m with { AllowedOrigins = [Page], Sso = false });
        await scene.SignIn();
        await scene.SignIn(scene.App, p => p["prompt"] = "none");

        var answer = await scene.Poll(origin, query);

        Assert.Equal((200, No), (answer.Status, answer.Body));
        Assert.DoesNotContain(answer.Headers.Pairs, h => h.Key.StartsWith("access-control", StringComparison.Ordinal));
    }

    [Fact]
    [Spec("AU-16"), Spec("O-107")]
    public async Task Without_a_session_the_apps_page_reads_so_and_out_of_another_site_the_second_cookie_counts()
    {
        await using var scene = await Started();
        var before = await scene.Poll(Page, Ask);
        Assert.Equal((No, Page), (before.Body, before.Headers["access-control-allow-origin"]));
        var (_, tokens) = await scene.SignIn();

        Assert.True((bool)(await scene.Poll(Page, Ask, crossSite: true)).Json["sso"]!);

        scene.Browser.Cookies.Remove(Cookies.FrameSessions);
        Assert.Equal(No, (await scene.Poll(Page, Ask, crossSite: true)).Body);
        Assert.True((bool)(await scene.Poll(Page, Ask)).Json["sso"]!);
        await scene.Browser.Get(scene.App.EndSessionUrl(tokens.IdToken));
        Assert.Equal((No, "login_required"), ((await scene.Poll(Page, Ask)).Body, await scene.Silent()));
    }

    [Fact]
    [Spec("AU-05"), Spec("AU-07")]
    public async Task Polling_keeps_no_session_alive()
    {
        await using var scene = await Started();
        var (claims, _) = await scene.SignIn();
        var active = (await scene.SessionOf(scene.App, (string)claims["sid"]!)).LastActiveAt;
        for (var hour = 0; hour < 72; hour += 8)
        {
            scene.Clock.Advance(TimeSpan.FromHours(8));
            Assert.True((bool)(await scene.Poll(Page, Ask)).Json["sso"]!);
        }

        Assert.Equal(active, (await scene.SessionOf(scene.App, (string)claims["sid"]!)).LastActiveAt);
        scene.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal((No, "login_required"), ((await scene.Poll(Page, Ask)).Body, await scene.Silent()));
    }

    [Theory]
    [InlineData("nothing", true)]
    [InlineData("ended", false)]
    [InlineData("idle", false)]
    [InlineData("lowered", false)]
    [InlineData("user deactivated", false)]
    [InlineData("connection disabled", false)]
    [InlineData("plan", false)]
    [InlineData("access rules", false)]
    [Spec("AU-15"), Spec("O-012")]
    public async Task It_says_what_a_silent_request_would_come_to(string what, bool sso)
    {
        await using var scene = await Started();
        var (claims, _) = await scene.SignIn();
        var page = await scene.AddApp("app-judged", m => m with
        {
            AllowedOrigins = [Page],
            AccessRules = what == "access rules" ? System.Text.Json.JsonDocument.Parse("""[{"effect":"deny","targets":[{"type":"any"}]}]""").RootElement : null,
        });
        await Break(scene, what, await scene.SessionOf(scene.App, (string)claims["sid"]!));

        Assert.Equal(sso, (bool)(await scene.Poll(Page, "?client_id=app-judged")).Json["sso"]!);
        Assert.Equal(sso, await scene.Silent(page) is null);
    }

    [Fact]
    [Spec("AU-10"), Spec("AU-15")]
    public async Task The_name_it_tells_can_be_asked_for_as_the_connection()
    {
        await using var scene = await Started();
        await scene.SignIn();
        var name = (string)(await scene.Poll(Page, Ask)).Json["lastUsedConnection"]!["name"]!;

        Assert.Null(await scene.Silent(edit: p => p["connection"] = name));

        Assert.Equal("invalid_request", await scene.Silent(edit: p => p["connection"] = name + "x"));
        // One name of two connections names neither.
        await scene.AddConnection(scene.Tenant, scene.Op);
        Assert.Equal("invalid_request", await scene.Silent(edit: p => p["connection"] = name));
        Assert.Null(await scene.Silent(edit: p => p["connection"] = scene.Connection.Id));
    }

    [Fact]
    [Spec("AU-12"), Spec("P-010")]
    public async Task A_shared_app_hears_of_the_tenants_it_serves_and_of_one_by_name()
    {
        await using var scene = await Started();
        var (other, third) = (await scene.AddTenant("other"), await scene.AddTenant("third"));
        await scene.AddConnection(other, scene.Op);
        await scene.AddConnection(third, scene.Op);
        var shared = await scene.AddApp("app-shared", m => m with { AllowedOrigins = [Page] }, allowed: [scene.Tenant.Id, other.Id]);
        await scene.SignIn(await scene.AddApp("app-third", tenant: third));
        Assert.Equal(No, (await scene.Poll(Page, "?client_id=app-shared")).Body);
        scene.Clock.Advance(TimeSpan.FromSeconds(1));
        await scene.SignIn(shared, p => p["organization"] = "acme");
        scene.Clock.Advance(TimeSpan.FromSeconds(1));
        var (_, tokens) = await scene.SignIn(shared, p => p["organization"] = "other");

        string Connection(AppAnswer answer) => (string?)answer.Json["lastUsedConnection"]?["name"] ?? answer.Body;
        Assert.Equal("Other sign-in", Connection(await scene.Poll(Page, "?client_id=app-shared")));
        Assert.Equal("Acme sign-in", Connection(await scene.Poll(Page, "?client_id=app-shared&organization=acme")));
        Assert.Equal(No, Connection(await scene.Poll(Page, "?client_id=app-shared&organization=third")));
        await scene.Browser.Get(shared.EndSessionUrl(tokens.IdToken));
        Assert.Equal(No, Connection(await scene.Poll(Page, "?client_id=app-shared&organization=other")));
        Assert.Equal("Acme sign-in", Connection(await scene.Poll(Page, "?client_id=app-shared")));
    }

    [Theory]
    [InlineData("client"), InlineData("sso_session")]
    [Spec("AU-13"), Spec("AU-16")]
    public async Task A_fault_of_ours_is_no_news_that_the_session_ended(string table)
    {
        await using var scene = await Started();
        await scene.SignIn();
        await scene.Db.Write(tx => tx.Execute($"alter table {table} rename to {table}_gone"), CancellationToken.None);

        var answer = await scene.Poll(Page, Ask);

        // Without the CORS header fetch fails, and a page that polls does nothing then.
        Assert.Equal((200, No, null), (answer.Status, answer.Body, answer.Headers["access-control-allow-origin"]));
        Assert.Equal("unchanged", scene.Says(scene.App, scene.App.LastCallback.Fields["session_state"]!));
    }

    [Fact]
    [Spec("AU-14"), Spec("O-126")]
    public async Task Over_the_limit_it_is_the_same_answer_unreadable_to_pages()
    {
        await using var scene = await Started(new TestBrokerOptions { RequestsPerMinute = 2 });
        var answers = new List<AppAnswer>();
        for (var i = 0; i < 30; i++)
            answers.Add(await scene.Poll(Page, Ask));

        Assert.All(answers, a => Assert.Equal((200, No), (a.Status, a.Body)));
        Assert.NotNull(answers[0].Headers["access-control-allow-origin"]);
        Assert.Null(answers[^1].Headers["access-control-allow-origin"]);
        Assert.Equal(200, (await scene.Poll(Page, Ask, path: "/CONNECT/SSODATA")).Status);
    }

    private static async Task<Scene> Started(TestBrokerOptions? options = null)
    {
        var scene = await Scene.Start(options);
        await scene.AddApp("app-page", m => m with { AllowedOrigins = [Page] });
        return scene;
    }

    private static async Task Break(Scene scene, string what, RunBroker.Storage.Model.Session session)
    {
        var now = scene.Clock.GetUtcNow();
        switch (what)
        {
            case "ended":
                await scene.Db.Write(tx => SessionStore.End(tx, scene.Tenant.Id, session.Id, "admin", now), CancellationToken.None);
                break;
            case "idle":
                scene.Clock.Advance(TimeSpan.FromDays(4));
                break;
            case "lowered":
                await scene.Change(scene.Tenant, t => t with { AbsoluteLifetimeMs = 60_000 });
                scene.Clock.Advance(TimeSpan.FromMinutes(1));
                break;
            case "user deactivated":
                await scene.Db.Write(tx => tx.Execute("update run_user set active = @no", new { no = false }), CancellationToken.None);
                break;
            case "connection disabled":
                await scene.Change(scene.Connection, c => c with { Enabled = false });
                break;
            case "plan":
                await scene.Change(scene.Tenant, t => t with { Plan = "free" });
                break;
        }
    }
}
