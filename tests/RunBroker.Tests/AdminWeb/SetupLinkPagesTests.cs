using RunBroker.Admin;
using RunBroker.Tests.AdminWeb.Connections;
using RunBroker.Tests.Flows;
using RunBroker.Tests.SetupLinks;

namespace RunBroker.Tests.AdminWeb;

/// <summary>The admins' page of setup links.</summary>
public sealed class SetupLinkPagesTests
{
    private const string Path = "/admin/tenants/acme/setup-links";

    [Fact, Spec("AU-38")]
    public async Task A_link_is_made_shown_once_followed_and_revoked()
    {
        await using var scene = await Scene.Start();
        await scene.AsOperator();
        await scene.Open("/admin/tenants/acme");
        await scene.Browser.ClickLink("Setup links");
        var page = await scene.Browser.Press("Create link", ("recipient_note", "Ask Ana"), ("days", "2"), ("max_opens", "3"));
        var link = page.Html.GetElementById("made")!.TextContent;
        Assert.StartsWith(scene.Broker.Url + "/setup-steps/stl_", link, StringComparison.Ordinal);
        Assert.Equal(["sso"], (await scene.Row(link)).Intents);
        Assert.Equal(scene.Clock.GetUtcNow().AddDays(2), (await scene.Row(link)).ExpiresAt, TimeSpan.FromSeconds(1));
        var admin = scene.Browser;
        page = await scene.Open(Path);
        Assert.DoesNotContain(link.Split('.')[^1], page.Body, StringComparison.Ordinal);
        Assert.Contains("0 of 3", page.Text, StringComparison.Ordinal);

        await scene.Begin(link);
        page = await admin.Get(scene.Broker.Url + Path);
        Assert.Contains("in progress", page.Text, StringComparison.Ordinal);
        page = await admin.Press("Revoke");
        Assert.Contains("Revoked", page.Status(), StringComparison.Ordinal);
        Assert.Equal(410, (await scene.Step(link, "provider")).Status);
    }

    [Fact, Spec("AU-38")]
    public async Task What_cannot_be_made_is_said_and_what_was_chosen_stays()
    {
        await using var scene = await Scene.Start();
        await scene.AsOperator();
        await scene.Open(Path);
        ((AngleSharp.Html.Dom.IHtmlInputElement)scene.Browser.Page.Html.QuerySelector("input[value=sso]")!).IsChecked = false;
        var page = await scene.Browser.Press("Create link", ("intent", "certificate"));
        Assert.Equal(422, page.Status);
        Assert.Contains("connection_id", page.Alert(), StringComparison.Ordinal);
        Assert.True(page.Html.QuerySelector("input[value=certificate]")!.HasAttribute("checked"));
        Assert.False(page.Html.QuerySelector("input[value=sso]")!.HasAttribute("checked"));
        Assert.Empty(page.Html.QuerySelectorAll("#made"));
    }

    [Fact, Spec("P-012")]
    public async Task A_tenant_admin_makes_one_and_an_auditor_only_looks()
    {
        await using var scene = await Scene.Start();
        await scene.AsAlice();
        await scene.Open(Path);
        Assert.NotNull((await scene.Browser.Press("Create link")).Html.GetElementById("made"));
        await scene.AsAlice(AdminRoles.TenantAuditor);
        var page = await scene.Open(Path);
        Assert.Equal(200, page.Status);
        Assert.Empty(page.Html.QuerySelectorAll("main form"));
    }

    [Fact]
    public async Task It_comes_in_Portuguese()
    {
        await using var scene = await Scene.Start();
        await scene.AsOperator();
        scene.Browser.Options = scene.Browser.Options with { AcceptLanguage = "pt-BR" };
        await scene.Open(Path);
        var page = await scene.Browser.Press("Criar link");
        Assert.Contains("Copie o link agora", page.Text, StringComparison.Ordinal);
        Assert.Contains("Configurar o login único", page.Text, StringComparison.Ordinal);
    }
}
