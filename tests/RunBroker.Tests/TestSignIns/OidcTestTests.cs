using System.Text.Json.Nodes;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;
using RunBroker.Tests.Upstream;

namespace RunBroker.Tests.TestSignIns;

/// <summary>A test sign-in through an OpenID Provider: what it says, and that nothing else comes of it.</summary>
public sealed class OidcTestTests(SharedScene shared) : IClassFixture<SharedScene>
{
    [Fact, Spec("TG-13")]
    public async Task A_disabled_connection_is_tested_and_nothing_but_the_report_stays()
    {
        var stage = await Stage.On(shared.Scene, s => s with
        {
            RoleRules = [new("groups", "contains", "admins", "admin")],
            OtherClaimMappings = [new("groups", "team"), new("nothing_such", "shoe")],
        });
        await stage.Disable();

        var (page, test) = await stage.RunTest();

        Assert.Equal(200, page.Status);
        Assert.StartsWith("/test-sign-in/tst_", page.Url.AbsolutePath, StringComparison.Ordinal);
        Assert.Contains("The test sign-in works", page.Text, StringComparison.Ordinal);
        Assert.Contains("alice@acme.example", page.Text, StringComparison.Ordinal);
        Assert.Contains("A new user would be created", page.Text, StringComparison.Ordinal);
        Assert.Equal("succeeded", (string?)test["state"]);
        Assert.Equal("login", stage.Op.RequestsTo("/authorize")[^1].Query["prompt"]);
        var user = test["report"]!["user"]!;
        Assert.Null(user["id"]);
        Assert.Equal(["admin"], user["roles"]!.AsArray().Select(r => (string)r!));
        Assert.Equal("a•••@acme.example", (string?)user["email"]);
        var groups = Assert.Single(test["report"]!["claims"]!.AsArray(), c => (string)c!["name"]! == "groups")!;
        Assert.Equal(["role:admin", "tag:team"], groups["targets"]!.AsArray().Select(t => (string)t!).Order());
        Assert.Contains(test["report"]!["mapping"]!.AsArray(), m => (string)m!["target"]! == "tag:shoe" && (string)m["got"]! == "Absent");
        Assert.NotEmpty(test["report"]!["checks"]!.AsArray());
        await stage.NothingHappened();
        Assert.False((await stage.Row()).Enabled);
        Assert.Contains("\"state\":\"succeeded\"", Assert.Single(await stage.Events("connection.tested")).Data, StringComparison.Ordinal);
    }

    [Fact, Spec("TG-13")]
    public async Task What_the_broker_reads_itself_is_not_called_unused_and_only_what_is_personal_is_masked()
    {
        var stage = await Stage.On(shared.Scene);
        var (page, test) = await stage.RunTest();

        JsonNode Claim(string name) => Assert.Single(test["report"]!["claims"]!.AsArray(), c => (string)c!["name"]! == name)!;
        Assert.Equal(("known_by", "checked", "checked"), ((string)Claim("sub")["use"]!, (string)Claim("iss")["use"]!, (string)Claim("nonce")["use"]!));
        Assert.Equal(stage.Op.Issuer, (string)Claim("iss")["values"]![0]!);
        Assert.Contains("•••", (string)Claim("sub")["values"]![0]!, StringComparison.Ordinal);
        Assert.Contains("•••", (string)Claim("nonce")["values"]![0]!, StringComparison.Ordinal);
        Assert.False((bool)test["report"]!["claims_cut"]!);
        var rows = page.Html.QuerySelectorAll("tbody tr").ToDictionary(r => r.QuerySelector("th")!.TextContent.Trim(), r => r.QuerySelector("td:last-child")!.TextContent.Trim());
        Assert.Equal(("Known again by", "Checked"), (rows["sub"], rows["exp"]));
    }

    [Fact, Spec("TG-13")]
    public async Task A_check_that_did_not_hold_is_named_by_its_title_and_those_before_it_say_what_came()
    {
        var stage = await Stage.On(shared.Scene);
        stage.Op.Break(TestOpFaults.AudienceOther);
        var (page, _) = await stage.RunTest();

        var bad = Assert.Single(page.Html.QuerySelectorAll(".line > li.bad")).TextContent;
        Assert.Contains("The token was made for another client", bad, StringComparison.Ordinal);
        Assert.DoesNotContain("upstream.", bad, StringComparison.Ordinal);
        Assert.All(page.Html.QuerySelectorAll(".line > li:not(.bad) dd"), d => Assert.NotEqual("–", d.TextContent));
    }

    [Fact, Spec("TG-13")]
    public async Task Its_case_is_a_tests_and_counts_for_no_statistics()
    {
        var stage = await Stage.On(shared.Scene, s => s with { ClaimMappings = new() { Email = "no_such_claim" } });

        var (page, test) = await stage.RunTest();

        Assert.Contains("The test sign-in failed", page.Text, StringComparison.Ordinal);
        Assert.Equal("failed", (string?)test["state"]);
        Assert.Equal("mapping.Missing.email", (string?)test["error"]!["code"]);
        Assert.NotEmpty((string)test["error"]!["fix"]!);
        Assert.Contains(test["report"]!["claims"]!.AsArray(), c => (string)c!["name"]! == "email");
        var file = await stage.LastCase();
        Assert.Equal(((string?)test["id"], "failed", "runbroker-test"), (file.TestId, file.State, file.ClientId));
        Assert.Equal(0, await stage.Db.Read(
            tx => SignInStore.CountOf(tx, stage.Tenant.Id, "mapping.Missing.email", DateTimeOffset.UnixEpoch), CancellationToken.None));
        Assert.Empty(await stage.Db.Read(
            tx => SignInStore.PageCases(tx, stage.Tenant.Id, null, 9, new CaseFilter { State = "failed", Test = false }), CancellationToken.None));
        Assert.Single(await stage.Db.Read(
            tx => SignInStore.PageCases(tx, stage.Tenant.Id, null, 9, new CaseFilter { Test = true }), CancellationToken.None));
        await stage.NothingHappened();
    }

    [Fact, Spec("TG-13")]
    public async Task Somebody_who_is_known_already_is_found_and_left_as_they_are()
    {
        var stage = await Stage.On(shared.Scene);
        var person = stage.Newcomer();
        await stage.SignIn();
        var before = Assert.Single(await stage.Users());
        var session = Assert.Single(await stage.Db.Read(tx => SessionStore.LiveOfTenant(tx, stage.Tenant.Id), CancellationToken.None));
        person.Claims["given_name"] = JsonValue.Create("Changed");
        shared.Scene.Clock.Advance(TimeSpan.FromMinutes(5));

        var (_, test) = await stage.InAnotherBrowser().RunTest();

        Assert.Equal(before.Id, (string?)test["report"]!["user"]!["id"]);
        Assert.Equivalent(before, Assert.Single(await stage.Users()), strict: true);
        Assert.Equal(session.Id, Assert.Single(await stage.Db.Read(tx => SessionStore.LiveOfTenant(tx, stage.Tenant.Id), CancellationToken.None)).Id);
        Assert.Equal(before.LastLoginAt, (await stage.Row()).LastSuccessAt);
    }

    [Fact, Spec("O-085")]
    public async Task A_test_cannot_be_finished_in_another_browser_and_the_first_one_still_can()
    {
        var stage = await Stage.On(shared.Scene);
        var test = await stage.StartTest();
        var callback = (await stage.TestUpToTheAnswer((string)test["url"]!)).Url.AbsoluteUri;

        var page = await stage.InAnotherBrowser().Browser.Get(callback);

        Assert.Equal(400, page.Status);
        Assert.Empty(page.Html.QuerySelectorAll("a[href*=authorize]"));
        Assert.Equal("under_way", (string?)(await stage.TestNow(test))["state"]);
        await stage.Browser.Get(callback);
        Assert.Equal("succeeded", (string?)(await stage.TestNow(test))["state"]);
        Assert.NotEqual(200, (await stage.Browser.Get(callback)).Status);
        await stage.NothingHappened();
    }

    [Fact, Spec("O-083")]
    public async Task No_page_of_ordinary_sign_ins_takes_a_test_up()
    {
        var stage = await Stage.On(shared.Scene);
        await stage.SignIn();
        var test = await stage.StartTest();
        await stage.TestUpToTheAnswer((string)test["url"]!);
        var id = (await stage.LastCase()).Id;

        foreach (var path in (string[])["", "/other", $"/with/{stage.Connection.Id}", "/finish"])
        {
            var page = await stage.Browser.Get($"{shared.Scene.Broker.Url}/sign-in/{id}{path}");
            Assert.True(page.Status == 400, $"{path} {page.Status} {page.Url}");
            Assert.Single(stage.App.Callbacks);
        }

        Assert.Equal("under_way", (string?)(await stage.TestNow(test))["state"]);
    }

    [Fact, Spec("O-083")]
    public async Task An_ordinary_sign_in_cannot_be_turned_into_a_test_by_its_result_page()
    {
        var stage = await Stage.On(shared.Scene);
        await stage.GoUpToTheCallback();
        var id = (await stage.LastCase()).Id;
        Assert.Equal(404, (await stage.Browser.Get($"{shared.Scene.Broker.Url}/test-sign-in/{id}/result")).Status);
        Assert.Equal(404, (await stage.Browser.Get($"{shared.Scene.Broker.Url}/test-sign-in/{id}")).Status);
    }

    [Fact, Spec("P-003")]
    public async Task A_link_with_another_secret_one_that_is_over_and_one_that_has_expired_lead_nowhere()
    {
        var stage = await Stage.On(shared.Scene);
        var test = await stage.StartTest();
        var url = (string)test["url"]!;
        var wrong = url[..^1] + (url[^1] == 'A' ? 'B' : 'A');
        Assert.Equal(404, (await stage.Browser.Get(wrong)).Status);
        Assert.Equal(404, (await stage.Browser.Get(url[..url.LastIndexOf('.')])).Status);
        Assert.Equal("waiting", (string?)(await stage.TestNow(test))["state"]);
        Assert.DoesNotContain(url[(url.LastIndexOf('.') + 1)..], (await stage.TestNow(test)).ToJsonString(), StringComparison.Ordinal);

        await stage.Browser.Get(url);
        Assert.Equal("succeeded", (string?)(await stage.TestNow(test))["state"]);
        Assert.Equal(404, (await stage.Browser.Get(url)).Status);

        var late = await stage.StartTest();
        shared.Scene.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(404, (await stage.Browser.Get((string)late["url"]!)).Status);
        Assert.Equal("expired", (string?)(await stage.TestNow(late))["state"]);
    }

    [Fact, Spec("O-085")]
    public async Task Opened_again_the_last_opening_counts_and_the_one_before_ends_nothing()
    {
        var stage = await Stage.On(shared.Scene);
        var test = await stage.StartTest();
        var first = (await stage.TestUpToTheAnswer((string)test["url"]!)).Url.AbsoluteUri;
        var other = stage.InAnotherBrowser();
        var second = (await other.TestUpToTheAnswer((string)test["url"]!)).Url.AbsoluteUri;

        var page = await stage.Browser.Get(first);

        Assert.Equal(404, page.Status);
        Assert.Equal("under_way", (string?)(await stage.TestNow(test))["state"]);
        page = await other.Browser.Get(second);
        Assert.Contains("The test sign-in works", page.Text, StringComparison.Ordinal);
        Assert.Equal("succeeded", (string?)(await stage.TestNow(test))["state"]);
    }

    [Fact, Spec("P-016")]
    public async Task The_result_is_for_the_browser_that_made_it_and_opens_nothing_else()
    {
        var stage = await Stage.On(shared.Scene);
        var (page, _) = await stage.RunTest();
        var result = page.Url.AbsoluteUri;
        Assert.Equal(200, (await stage.Browser.Get(result)).Status);
        Assert.Equal(404, (await stage.InAnotherBrowser().Browser.Get(result)).Status);
        Assert.NotNull(stage.Browser.Cookies.Find("__Host-rb_test"));
        Assert.Equal("/admin/sign-in", (await stage.Browser.Get(shared.Scene.Broker.Url + "/admin")).Url.AbsolutePath);
        Assert.DoesNotContain("alice", (await stage.Browser.Get(shared.Scene.Broker.Url + "/sessions")).Text, StringComparison.OrdinalIgnoreCase);
        var silent = stage.App.Begin(p => p["prompt"] = "none");
        await stage.Browser.Get(silent.Url);
        Assert.Equal("login_required", stage.App.LastCallback.Error);
    }

    [Fact, Spec("S-067")]
    public async Task Archived_or_disconnected_meanwhile_or_without_the_plan_nothing_is_tested()
    {
        var stage = await Stage.On(shared.Scene);
        var test = await stage.StartTest();
        var callback = (await stage.TestUpToTheAnswer((string)test["url"]!)).Url.AbsoluteUri;
        await stage.Scene.Change(stage.Connection, c => c with { Enabled = false, ArchivedAt = shared.Scene.Clock.GetUtcNow() });
        await stage.Browser.Get(callback);
        var seen = await stage.TestNow(test);
        Assert.Equal(("failed", "connection.Disabled"), ((string?)seen["state"], (string?)seen["error"]!["code"]));
        Assert.Equal("urn:runbroker:problem:archived", (string?)(await stage.Api("POST", "/test", status: 409))["type"]);

        await stage.Scene.Change(stage.Connection, c => c with { ArchivedAt = null });
        await stage.Scene.Change(stage.Tenant, t => t with { Plan = "free" });
        Assert.Equal("urn:runbroker:problem:plan", (string?)(await stage.Api("POST", "/test", status: 403))["type"]);
    }

    [Fact, Spec("P-014")]
    public async Task Showing_the_testers_data_is_written_down()
    {
        var stage = await Stage.On(shared.Scene);
        var (_, test) = await stage.RunTest();
        Assert.Empty(await stage.Events("sign_in.revealed"));
        var shown = await stage.Api("POST", $"/tests/{(string)test["id"]!}/reveal");
        Assert.Equal("alice@acme.example", (string?)shown["report"]!["user"]!["email"]);
        Assert.Single(await stage.Events("sign_in.revealed"));
    }

    [Fact, Spec("TG-13")]
    public async Task A_provider_that_cannot_be_reached_fails_the_test_with_its_verdict()
    {
        var stage = await Stage.On(shared.Scene, s => s with { IssuerUrl = "http://127.0.0.1:9/" });
        var (page, test) = await stage.RunTest();
        Assert.Equal(200, page.Status);
        Assert.Contains("The test sign-in failed", page.Text, StringComparison.Ordinal);
        Assert.Equal("failed", (string?)test["state"]);
        Assert.Contains((string)test["error"]!["title"]!, page.Text, StringComparison.Ordinal);
        await stage.NothingHappened();
    }

    [Theory, Spec("P-016")]
    [InlineData("/admin/tenants/acme", true)]
    [InlineData("/setup/steps?x=1", true)]
    [InlineData("//evil.example", false)]
    [InlineData("/\\evil.example", false)]
    [InlineData("https://evil.example", false)]
    [InlineData("/a//evil.example", false)]
    [InlineData("", false)]
    public void The_way_on_is_a_path_of_ours(string to, bool ours) =>
        Assert.Equal(ours ? to : null, RunBroker.Admin.ConnectionTest.OurPath(to));
}
