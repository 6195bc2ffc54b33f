using RunBroker.Admin;
using RunBroker.AdminWeb.SignIns;
using RunBroker.Pages.Words;
using RunBroker.Storage;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.AdminWeb;

/// <summary>Case files as pages: from the number on the person's page to what to do, in whose console.</summary>
public sealed class SignInPagesTests
{
    [Fact, Spec("contract-6")]
    public async Task The_list_has_problems_first_and_finds_a_case_by_its_number()
    {
        await using var scene = await Scene.Start();
        var number = await scene.FailedSignIn();
        await scene.AsAlice();

        var list = await scene.Open("/admin/tenants/acme/sign-ins");

        Assert.Equal("Failed lately", list.Html.QuerySelector("caption")!.TextContent);
        Assert.Contains("The token was made for another client", list.Html.QuerySelector("table")!.TextContent, StringComparison.Ordinal);
        var found = await scene.Open($"/admin/tenants/acme/sign-ins?case_id={number.ToLowerInvariant()}");
        Assert.Equal("The token was made for another client", found.Html.QuerySelector("h1")!.TextContent);
        var none = await scene.Open("/admin/tenants/acme/sign-ins?case_id=SI-0000-0000");
        Assert.Contains("There is no case SI-0000-0000", none.Text, StringComparison.Ordinal);
        var filtered = await scene.Open("/admin/tenants/acme/sign-ins?state=succeeded");
        Assert.DoesNotContain("another client", filtered.Html.QuerySelector("table")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("Sign-ins that match", filtered.Html.QuerySelector("caption")!.TextContent);
    }

    [Fact, Spec("contract-6")]
    public async Task A_failed_one_opens_with_the_verdict_and_the_route_broken_where_it_broke()
    {
        await using var scene = await Scene.Start();
        var number = await scene.FailedSignIn();
        await scene.AsAlice();

        var page = await scene.Open($"/admin/cases/{number}");

        Assert.Equal($"/admin/tenants/acme/sign-ins/{number}", page.Url.AbsolutePath);
        Assert.Contains("Acme’s IT must fix this", page.Html.QuerySelector("#v")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("upstream.WrongAudience", page.Html.QuerySelector("section.card .facts")!.TextContent, StringComparison.Ordinal);
        var route = page.Html.QuerySelectorAll(".route li");
        Assert.Equal([null, null, "bad"], route.Select(r => r.GetAttribute("class")));
        Assert.Contains("seen once in 30 days", page.Text, StringComparison.Ordinal);
        var failed = Assert.Single(page.Html.QuerySelectorAll(".line > li.bad"));
        Assert.Contains("somebody-else", failed.QuerySelector(".wg")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.Html.QuerySelector($"a[href='/admin/tenants/acme/connections/{scene.Connection.Id}']"));
        Assert.Equal(404, (await scene.Open("/admin/cases/SI-0000-0000")).Status);
    }

    [Fact, Spec("contract-6")]
    public async Task Personal_data_is_masked_until_an_admin_asks_and_then_on_one_page_only()
    {
        await using var scene = await Scene.Start();
        await scene.AsAlice();
        // Of Alice's two sign-ins the one that went to the provider: the other came from her session.
        var cases = await scene.Db.Read(tx => SignInStore.PageCases(tx, scene.Tenant.Id, null, 10), CancellationToken.None);
        var number = cases.Single(c => c.Steps.Contains("\"mapping\"", StringComparison.Ordinal)).CaseId;
        var page = await scene.Open($"/admin/tenants/acme/sign-ins/{number}");
        Assert.DoesNotContain("alice@acme.example", page.Html.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("a•••@acme.example", page.Text, StringComparison.Ordinal);

        var shown = await scene.Browser.Press("Show it");

        Assert.Contains("alice@acme.example", shown.Html.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("no-store", shown.Header("Cache-Control"), StringComparison.Ordinal);
        Assert.Single(await scene.Db.Read(tx => EventStore.Page(tx, scene.Tenant.Id, "sign_in.revealed", null, 10), CancellationToken.None));
        Assert.DoesNotContain("alice@acme.example", (await scene.Open($"/admin/tenants/acme/sign-ins/{number}")).Html.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
    }

    [Fact, Spec("P-012")]
    public async Task An_auditor_reads_the_case_and_is_offered_no_reveal()
    {
        await using var scene = await Scene.Start();
        var number = await scene.FailedSignIn();
        await scene.AsAlice(AdminRoles.TenantAuditor);
        var page = await scene.Open($"/admin/tenants/acme/sign-ins/{number}");
        Assert.Equal(200, page.Status);
        Assert.DoesNotContain("Show it", page.Text, StringComparison.Ordinal);
    }

    [Fact, Spec("contract-6")]
    public async Task In_Portuguese_every_word_is()
    {
        await using var scene = await Scene.Start();
        var number = await scene.FailedSignIn();
        await scene.AsOperator();
        var page = await scene.Open($"/admin/tenants/acme/sign-ins/{number}?ui_locales=pt-BR");
        Assert.Equal("O token foi feito para outro client", page.Html.QuerySelector("h1")!.TextContent);
        Assert.Contains("O TI de Acme precisa corrigir", page.Text, StringComparison.Ordinal);
        Assert.Contains("O que aconteceu", page.Text, StringComparison.Ordinal);
        Assert.Contains("enviado a ", page.Text, StringComparison.Ordinal);
        Assert.Contains("o mesmo", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("sent to", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("the same", page.Text, StringComparison.Ordinal);
        Assert.Equal("pt-BR", page.Html.QuerySelector("html")!.GetAttribute("lang"));
    }

    [Theory, Spec("contract-6")]
    [InlineData("the same", "o mesmo")]
    [InlineData("sent to https://idp.example/sso", "enviado a https://idp.example/sso")]
    [InlineData("_1 sent to https://idp.example/sso", "_1 enviado a https://idp.example/sso")]
    [InlineData("acme: the verified domain acme.example", "acme: o domínio verificado acme.example")]
    [InlineData("something the provider says", "something the provider says")]
    public void What_the_broker_wrote_down_is_translated_and_what_it_does_not_know_stays(string text, string portuguese)
    {
        Assert.Equal(portuguese, StepTexts.In(Language.Portuguese, text));
        Assert.Equal(text, StepTexts.In(Language.English, text));
    }

    [Fact, Spec("TG-13")]
    public async Task The_case_of_a_test_counts_no_times()
    {
        await using var scene = await Scene.Start();
        await scene.AsOperator();
        scene.Op.BreakOnce(TestOpFaults.AudienceOther);
        var link = await scene.Call("POST", $"/api/v1/tenants/acme/connections/{scene.Connection.Id}/test", "{}", TestBroker.BootstrapToken);
        var admin = scene.Browser;
        await scene.NewBrowser().Get((string)link.Json["url"]!);
        var page = await admin.Get($"{scene.Broker.Url}/admin/tenants/acme/sign-ins/{(await scene.LastCase()).CaseId}");
        Assert.Contains("upstream.WrongAudience", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("in 30 days", page.Text, StringComparison.Ordinal);
    }

    [Fact, Spec("CO-13")]
    public async Task A_sign_in_through_a_connection_that_is_disconnected_keeps_its_name()
    {
        await using var scene = await Scene.Start();
        await scene.FailedSignIn();
        await scene.Call("DELETE", $"/api/v1/tenants/acme/connections/{scene.Connection.Id}", "", TestBroker.BootstrapToken);
        await scene.AsOperator();
        var table = (await scene.Open("/admin/tenants/acme/sign-ins")).Html.QuerySelector("table")!.TextContent;
        Assert.Contains(scene.Connection.Name, table, StringComparison.Ordinal);
        Assert.DoesNotContain(scene.Connection.Id, table, StringComparison.Ordinal);
    }

    [Fact, Spec("P-017")]
    public async Task Hostile_text_of_a_provider_is_text()
    {
        await using var scene = await Scene.Start();
        scene.Op.Break(TestOpFaults.SaysNo("x<script>alert(1)</script>", "\u202E<img src=x onerror=alert(1)>"));
        await scene.Browser.Get(scene.App.Begin().Url);
        var number = (await scene.LastCase()).CaseId;
        await scene.AsOperator();
        var page = await scene.Open($"/admin/tenants/acme/sign-ins/{number}");
        Assert.Empty(page.Html.QuerySelectorAll("main script, main img, [onerror]"));
        Assert.DoesNotContain("\u202E", page.Body, StringComparison.Ordinal);
    }
}

internal static class FailedSignIns
{
    /// <summary>Bob's sign-in, with a token that was made for another client.</summary>
    /// <returns>The number on his page.</returns>
    public static async Task<string> FailedSignIn(this Scene scene)
    {
        scene.NewBrowser();
        scene.Op.BreakOnce(TestOpFaults.AudienceOther);
        await scene.Browser.Get(scene.App.Begin().Url);
        return (await scene.LastCase()).CaseId;
    }
}
