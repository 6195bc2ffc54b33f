using System.Text.Json.Nodes;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.AdminWeb;

/// <summary>What is on the list of what needs somebody, and what is not.</summary>
public sealed class AttentionTests
{
    [Fact]
    public async Task Failing_sign_ins_are_on_the_first_page_with_their_cause_and_leave_when_one_succeeds()
    {
        await using var scene = await Scene.Start();
        await scene.SignIn();
        scene.Clock.Advance(TimeSpan.FromMinutes(5));
        for (var i = 0; i < 3; i++)
        {
            Assert.Empty(await Attention(scene));
            await Fail(scene);
        }

        var row = Assert.Single(await Attention(scene))!;
        Assert.Equal(("sign_ins_fail", "acme", 3, "upstream.WrongAudience", "tenant_it"),
            ((string)row["kind"]!, (string)row["tenant"]!, (int)row["count"]!, (string)row["code"]!, (string)row["who"]!));
        await scene.AsOperator();
        var page = await scene.Open("/admin");
        Assert.Contains("Sign-ins fail", page.Text, StringComparison.Ordinal);
        Assert.Contains((string)row["title"]!, page.Text, StringComparison.Ordinal);
        Assert.Equal(200, (await scene.Browser.ClickLink("Open case")).Status);
        Assert.Contains((string)row["case_id"]!, scene.Browser.Page.Text, StringComparison.Ordinal);
        Assert.Contains("Sign-ins fail", (await scene.Open("/admin/tenants/acme/connections")).Text, StringComparison.Ordinal);

        scene.Clock.Advance(TimeSpan.FromMinutes(5));
        scene.NewBrowser();
        await scene.SignIn();
        Assert.Empty(await Attention(scene));
    }

    [Fact]
    public async Task What_a_person_does_to_themselves_is_nobodys_work()
    {
        await using var scene = await Scene.Start();
        await scene.SignIn();
        scene.Clock.Advance(TimeSpan.FromMinutes(5));
        scene.Op.Break(TestOpFaults.SaysNo());
        for (var i = 0; i < 5; i++)
        {
            scene.NewBrowser();
            await scene.Browser.Get(scene.App.Begin().Url);
        }

        Assert.Empty(await Attention(scene));
    }

    [Fact]
    public async Task Sign_outs_that_were_given_up_are_on_the_list_for_a_day()
    {
        await using var scene = await Scene.Start();
        await scene.SignIn();
        var now = scene.Clock.GetUtcNow();
        var logout = new LogoutRow
        {
            Id = Ids.New("lgo_", now),
            TenantId = scene.Tenant.Id,
            SessionId = "ses_x",
            UserId = "usr_x",
            ConnectionId = scene.Connection.Id,
            Cause = "admin",
            Actor = "token:bootstrap",
            ReceiptId = "SO-0000-0000",
            CreatedAt = now,
        };
        await scene.Db.Write(tx => LogoutStore.Insert(tx, logout, [new LogoutLeg
        {
            Id = Ids.New("leg_", now),
            LogoutId = logout.Id,
            TenantId = scene.Tenant.Id,
            Target = "app-one",
            Channel = LogoutChannels.Backchannel,
            State = "failed",
            Attempts = 8,
            LastError = "timeout",
            At = now,
        }]), CancellationToken.None);
        var row = Assert.Single(await Attention(scene))!;
        Assert.Equal(("sign_outs_undelivered", "app-one", "app_developer"), ((string)row["kind"]!, (string)row["target"]!, (string)row["who"]!));
        await scene.AsOperator();
        Assert.Contains("Sign-out not delivered", (await scene.Open("/admin")).Text, StringComparison.Ordinal);
        Assert.Equal(200, (await scene.Browser.ClickLink("Open receipt")).Status);
        scene.Clock.Advance(TimeSpan.FromHours(25));
        Assert.Empty(await Attention(scene));
    }

    [Fact, Spec("P-010")]
    public async Task A_tenant_sees_its_own_rows_only_and_the_list_of_all_is_the_operators()
    {
        await using var scene = await Scene.Start();
        var token = await scene.TenantToken();
        await scene.AddTenant("globex");
        await Fail(scene);
        Assert.Equal(403, (await Wire.Get(scene.Broker.Url + "/api/v1/attention", Wire.Bearer(token))).Status);
        Assert.Equal(403, (await Wire.Get(scene.Broker.Url + "/api/v1/health", Wire.Bearer(token))).Status);
        Assert.Equal(404, (await Wire.Get(scene.Broker.Url + "/api/v1/tenants/globex/attention", Wire.Bearer(token))).Status);
        var own = await Wire.Get(scene.Broker.Url + "/api/v1/tenants/acme/attention", Wire.Bearer(token));
        Assert.Single(own.Json["items"]!.AsArray());
    }

    [Fact]
    public async Task The_health_page_says_how_the_installation_is_in_both_languages()
    {
        await using var scene = await Scene.Start();
        var built = scene.Clock.GetUtcNow().UtcDateTime;
        scene.Clock.Advance(TimeSpan.FromMinutes(1));
        await scene.SignIn();
        await scene.AsOperator();
        var page = await scene.Open("/admin/health");
        Assert.Contains(scene.Broker.Url, page.Text, StringComparison.Ordinal);
        Assert.Contains("Signing keys", page.Text, StringComparison.Ordinal);
        Assert.Contains("RS256", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("clock of this machine", page.Text, StringComparison.Ordinal);
        scene.Clock.Advance(TimeSpan.FromMinutes(-10));
        Assert.Contains("clock of this machine is behind", (await scene.Open("/admin/health")).Text, StringComparison.Ordinal);
        scene.Browser.Options = scene.Browser.Options with { AcceptLanguage = "pt-BR" };
        Assert.Contains("relógio desta máquina", (await scene.Open("/admin/health")).Text, StringComparison.Ordinal);
        var api = await Wire.Get(scene.Broker.Url + "/api/v1/health", Wire.Bearer(TestBroker.BootstrapToken));
        Assert.Equal(("sqlite", 0, 1, false), ((string)api.Json["database"]!, (int)api.Json["missing_migrations"]!, (int)api.Json["sign_ins_last_hour"]!, (bool)api.Json["clock_ahead"]!));
        Assert.True((DateTime)api.Json["started_at"]! <= built, "the time of the first question, not of the start");
    }

    [Fact, Spec("P-006")]
    public async Task The_health_page_shows_the_signing_keys_and_rolls_them_by_a_button()
    {
        await using var scene = await Scene.Start();
        await scene.AsOperator();
        await scene.Open("/admin/health");
        var page = await scene.Browser.Press("Make and publish new keys");
        Assert.Contains("The signing keys are rolled", page.Text, StringComparison.Ordinal);
        Assert.Equal(["Next", "Next", "Signs", "Signs"], States(page));
        page = await scene.Browser.Press("Make and publish new keys");
        Assert.Contains("Nothing has changed: the next keys are published already", page.Text, StringComparison.Ordinal);
        page = await scene.Browser.Press("Make and publish new keys", ("when", "soon"));
        Assert.Equal(422, page.Status);
        Assert.Equal("When the new keys sign: must be one of: later, now, emergency", page.Html.QuerySelector("[role=alert] a[href='#when']")!.TextContent);
        Assert.Equal(["Next", "Next", "Signs", "Signs"], States(page));
        page = await scene.Browser.Press("Make and publish new keys", ("when", "now"));
        Assert.Equal(["Signs", "Signs", "Verifies", "Verifies"], States(page));
        page = await scene.Browser.Press("Replace the keys at once");
        Assert.Equal(["Signs", "Signs"], States(page));
        scene.Browser.Options = scene.Browser.Options with { AcceptLanguage = "pt-BR" };
        Assert.Equal(["Assina", "Assina"], States(await scene.Open("/admin/health")));
        var api = await Wire.Get(scene.Broker.Url + "/api/v1/health", Wire.Bearer(TestBroker.BootstrapToken));
        Assert.All(api.Json["signing_keys"]!.AsArray(), k => Assert.Equal(("current", true, true), ((string)k!["state"]!, k["active_at"] is not null, k["retired_at"] is null)));

        static IEnumerable<string> States(TestPage page) =>
            page.Html.QuerySelectorAll("td[data-label=State] .badge, td[data-label=Estado] .badge").Select(b => b.TextContent).Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task Tenants_are_found_by_name_domain_plan_and_state_and_wildcards_are_no_wildcards()
    {
        await using var scene = await Scene.Start();
        await scene.AddTenant("globex", t => t with { Name = "Globex 100%", Plan = "free" });
        await scene.AddDomain(scene.Tenant, "acme.example");
        await scene.AsOperator();
        async Task Finds(string query, params string[] slugs)
        {
            var page = await scene.Open("/admin?" + query);
            Assert.Equal(slugs, page.Html.QuerySelectorAll("tbody th a").Select(a => a.GetAttribute("href")!.Split('/')[^1]));
        }

        await Finds("", "acme", "globex");
        await Finds("q=GLOB", "globex");
        await Finds("q=acme.exam", "acme");
        await Finds("q=0%25", "globex");
        await Finds("q=_", []);
        await Finds("plan=free", "globex");
        await Finds("connection=enabled", "acme");
        await Finds("connection=none", "globex");
        await Finds("connection=disabled", []);
        Assert.Contains("No tenant fits", scene.Browser.Page.Text, StringComparison.Ordinal);
    }

    private static async Task Fail(Scene scene)
    {
        scene.NewBrowser();
        scene.Op.BreakOnce(TestOpFaults.AudienceOther);
        await scene.Browser.Get(scene.App.Begin().Url);
        scene.Clock.Advance(TimeSpan.FromSeconds(1));
    }

    private static async Task<JsonArray> Attention(Scene scene) =>
        (await Wire.Get(scene.Broker.Url + "/api/v1/attention", Wire.Bearer(TestBroker.BootstrapToken))).Json["items"]!.AsArray();
}
