using RunBroker.Storage;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.AdminWeb.Connections;

/// <summary>"Test sign-in" on a connection's pages.</summary>
public sealed class TestPageTests
{
    [Fact, Spec("TG-13")]
    public async Task A_prepared_connection_is_tested_and_then_enabled_which_says_whom_it_disables()
    {
        await using var scene = await Scene.Start();
        await scene.SignIn();
        var prepared = await scene.AddConnection(scene.Tenant, scene.Op, enabled: false);
        await scene.AsOperator();
        var page = await scene.OpenConnection(prepared.Id);
        Assert.Contains("Nobody has tested the sign-in with these settings yet", page.Text, StringComparison.Ordinal);

        page = await scene.Through("Test sign-in here");
        Assert.Contains("The test sign-in works", page.Text, StringComparison.Ordinal);
        Assert.Contains("A new user would be created", page.Text, StringComparison.Ordinal);
        page = await scene.Browser.ClickLink("Continue");
        Assert.StartsWith($"{ConnectionSteps.All}/{prepared.Id}/tests/tst_", page.Url.AbsolutePath, StringComparison.Ordinal);
        Assert.Contains("a•••@acme.example", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("alice@acme.example", page.Text, StringComparison.Ordinal);
        Assert.Contains("signs out the one person who signed in by it", page.Text, StringComparison.Ordinal);
        page = await scene.Browser.Press("Show personal data");
        Assert.Contains("alice@acme.example", page.Text, StringComparison.Ordinal);
        page = await scene.Browser.Press("Enable");
        Assert.StartsWith("Saved and enabled", page.Status(), StringComparison.Ordinal);
        Assert.True((await scene.Stored(prepared.Id)).Enabled);
        Assert.False((await scene.Stored(scene.Connection.Id)).Enabled);
        Assert.Contains("The test sign-in with these settings worked", page.Text, StringComparison.Ordinal);
    }

    [Fact, Spec("TG-13")]
    public async Task A_link_for_a_colleague_is_shown_once_and_its_result_comes_to_the_admin()
    {
        await using var scene = await Scene.Start();
        await scene.AsOperator();
        var admin = scene.Browser;
        await scene.OpenConnection(scene.Connection.Id);
        var page = await admin.Press("Make a link for a colleague");
        var link = page.Html.GetElementById("test-link")!.TextContent;
        Assert.Contains("Link not opened yet", page.Text, StringComparison.Ordinal);
        var list = page.Url.AbsoluteUri[..page.Url.AbsoluteUri.LastIndexOf('/')] + "/tests";
        Assert.DoesNotContain(link, (await admin.Get(list)).Body, StringComparison.Ordinal);

        page = await scene.NewBrowser().Get(link);
        Assert.Contains("You can close this page", page.Text, StringComparison.Ordinal);
        page = await admin.Get(list);
        Assert.Contains("Works", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("alice", page.Text, StringComparison.Ordinal);
    }

    [Fact, Spec("TG-13")]
    public async Task A_failed_test_shows_its_verdict_and_cannot_be_enabled_from_there_and_an_edit_makes_results_old()
    {
        await using var scene = await Scene.Start();
        await scene.Change(scene.Connection, c => c with { Enabled = false, Settings = c.Settings.Replace("\"email\":\"email\"", "\"email\":\"mail\"", StringComparison.Ordinal) });
        await scene.AsOperator();
        await scene.OpenConnection(scene.Connection.Id);
        var page = await scene.Through("Test sign-in here");
        Assert.Contains("The test sign-in failed", page.Text, StringComparison.Ordinal);
        page = await scene.Browser.ClickLink("Continue");
        Assert.DoesNotContain("enable it?", page.Text, StringComparison.Ordinal);
        Assert.Contains("What to do", page.Text, StringComparison.Ordinal);
        page = await scene.OpenConnection(scene.Connection.Id);
        Assert.Contains("The last test sign-in with these settings failed", page.Text, StringComparison.Ordinal);
        page = await scene.Browser.Press("Save", ("claim_mappings.email", "email"));
        Assert.Equal(200, page.Status);
        Assert.Contains("Nobody has tested the sign-in with these settings yet", page.Text, StringComparison.Ordinal);
        Assert.Contains("Edited since", (await scene.OpenConnection(scene.Connection.Id, "/tests")).Text, StringComparison.Ordinal);
    }

    [Fact, Spec("P-012")]
    public async Task An_auditor_sees_results_and_tests_nothing()
    {
        await using var scene = await Scene.Start();
        await scene.AsAlice(RunBroker.Admin.AdminRoles.TenantAuditor);
        var page = await scene.OpenConnection(scene.Connection.Id, "/tests");
        Assert.Equal(200, page.Status);
        Assert.DoesNotContain("Test sign-in here", page.Text, StringComparison.Ordinal);
        Assert.Empty(await scene.Db.Read(tx => ConnectionTestStore.Of(tx, scene.Tenant.Id, scene.Connection.Id, null, 9), CancellationToken.None));
    }

    [Fact, Spec("TG-21")]
    public async Task Every_page_of_it_speaks_Portuguese()
    {
        await using var scene = await Scene.Start();
        await scene.AsOperator();
        await scene.OpenConnection(scene.Connection.Id);
        var page = await scene.Browser.Press("Make a link for a colleague");
        var link = page.Html.GetElementById("test-link")!.TextContent;
        scene.NewBrowser(o => o with { AcceptLanguage = "pt-BR" });
        Assert.Contains("O login de teste funciona", (await scene.Browser.Get(link)).Text, StringComparison.Ordinal);
        Assert.Contains("não leva a lugar nenhum", (await scene.Browser.Get(link)).Text, StringComparison.Ordinal);
    }

    [Fact, Spec("P-031")]
    public async Task What_a_provider_says_is_text_and_nothing_else()
    {
        await using var scene = await Scene.Start();
        var person = TestUser.Person("mallory", "<script>alert(1)</script>", "\u202Eevil", "m@acme.example", "<img src=x onerror=alert(1)>");
        scene.Op.Users.Add(person);
        scene.Op.SignInAs = "mallory";
        await scene.AsOperator();
        await scene.OpenConnection(scene.Connection.Id);
        var page = await scene.Through("Test sign-in here");
        Assert.Equal(200, page.Status);
        Assert.Empty(page.Html.QuerySelectorAll("main script, main img"));
        Assert.Contains("alert(1)", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202E', page.Body);
    }
}
