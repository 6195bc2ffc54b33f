using RunBroker.Storage;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.AdminWeb;

/// <summary>The broker's own test app behind "Try a sign-in".</summary>
public sealed class TrialTests
{
    [Fact]
    public async Task The_button_signs_in_as_the_app_would_and_shows_what_it_gets()
    {
        await using var scene = await Scene.Start();
        await scene.AsOperator();
        await scene.Open("/admin/tenants/acme/apps/app-one");
        var page = await scene.Through("Try a sign-in");
        Assert.Equal(("/admin/tried", "The sign-in works"), (page.Url.AbsolutePath, page.Html.QuerySelector("h1")!.TextContent));
        Assert.Empty(page.Html.QuerySelectorAll("li.bad"));
        Assert.Contains("alice@acme.example", page.Html.QuerySelector("pre")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("\"roles\"", page.Html.QuerySelector("pre")!.TextContent, StringComparison.Ordinal);
        // Line by line, and to the end.
        Assert.Contains("\n  \"roles\"", page.Html.QuerySelector("pre")!.TextContent, StringComparison.Ordinal);
        Assert.EndsWith("\n}", page.Html.QuerySelector("pre")!.TextContent, StringComparison.Ordinal);
        Assert.Contains($"Yes. {scene.Broker.Url}", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("eyJ", page.Text, StringComparison.Ordinal);
        Assert.Equal(404, (await scene.Open(page.Url.PathAndQuery)).Status);
    }

    [Fact]
    public async Task The_apps_own_access_rules_are_asked()
    {
        await using var scene = await Scene.Start();
        await scene.AsOperator();
        await scene.Call("PATCH", "/api/v1/clients/app-one", """{"access_rules":[{"effect":"deny","targets":[{"type":"any"}]}]}""", TestBroker.BootstrapToken);
        await scene.Open("/admin/tenants/acme/apps/app-one");
        var page = await scene.Through("Try a sign-in");
        Assert.Equal("The sign-in works, but not everything holds", page.Html.QuerySelector("h1")!.TextContent);
        Assert.Contains("would be refused by this app", page.Html.QuerySelector("li.bad")!.TextContent, StringComparison.Ordinal);
    }

    [Fact, Spec("P-010"), Spec("O-083")]
    public async Task An_answer_that_this_browser_did_not_ask_for_shows_nothing()
    {
        await using var scene = await Scene.Start();
        await scene.AsOperator();
        Assert.Equal(404, (await scene.Open("/admin/tried?code=x.y&state=z")).Status);
        await scene.Open("/admin/tenants/acme/apps/app-one");
        scene.Browser.StopAt = scene.Broker.Url + "/admin/tried";
        var answer = (await scene.Through("Try a sign-in")).Url;
        var other = scene.NewBrowser();
        await scene.AsToken(TestBroker.BootstrapToken);
        Assert.Equal(404, (await scene.Open(answer.PathAndQuery)).Status);
        Assert.DoesNotContain("alice", other.Page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_tenants_in_which_the_button_was_pressed_may_use_the_test_app_and_nobody_may_change_it()
    {
        await using var scene = await Scene.Start();
        await scene.AddTenant("globex");
        await scene.AsOperator();
        await scene.Open("/admin/tenants/acme/apps/app-one");
        await scene.Through("Try a sign-in");
        var app = (await scene.Db.Read(tx => ClientStore.Find(tx, "runbroker-try"), CancellationToken.None))!;
        Assert.Equal([scene.Tenant.Id], app.AllowedTenants);
        Assert.Equal(409, (await scene.Call("PATCH", "/api/v1/clients/runbroker-try", """{"redirect_uris":["https://evil.example/cb"]}""", TestBroker.BootstrapToken)).Status);
    }
}
