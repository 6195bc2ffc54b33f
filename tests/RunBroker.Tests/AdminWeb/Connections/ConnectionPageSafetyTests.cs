using RunBroker.Admin;
using RunBroker.Claims;
using RunBroker.Tenancy;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.AdminWeb.Connections;

/// <summary>Who may do what, whose change counts, and that no text from outside is more than text.</summary>
public sealed class ConnectionPageSafetyTests
{
    private const string Hostile = "\"><img src=x onerror=alert(1)><script>alert(1)</script>\u202Egnp.exe";

    [Fact, Spec("P-015")]
    public async Task A_stale_save_says_so_shows_what_is_saved_and_loses_nothing_typed()
    {
        await using var scene = await Scene.Start();
        await scene.Change(scene.Connection, c => c with { Enabled = false });
        await scene.AsOperator();
        await scene.OpenConnection(scene.Connection.Id);
        await scene.Change(scene.Connection, c => c with { Name = "By somebody else" });
        var page = await scene.Browser.Press("Save", ("name", "Mine"), ("scopes", "openid email"));
        Assert.Equal(412, page.Status);
        Assert.Contains("Somebody else changed this connection meanwhile", page.Alert(), StringComparison.Ordinal);
        Assert.Equal(("Mine", "openid email"), (page.Value("name"), page.Value("scopes")));
        Assert.Contains("Saved now: By somebody else", page.Beside("name"), StringComparison.Ordinal);
        Assert.Equal("", page.Beside("client_id"));
        Assert.Equal("By somebody else", (await scene.Stored(scene.Connection.Id)).Name);
        page = await scene.Browser.Press("Save");
        Assert.Equal("Saved", page.Status());
        Assert.Equal("Mine", (await scene.Stored(scene.Connection.Id)).Name);
    }

    [Fact]
    public async Task A_button_that_saves_nothing_does_not_hide_somebody_elses_change()
    {
        await using var scene = await Scene.Start();
        await scene.AsOperator();
        await scene.OpenConnection(scene.Connection.Id);
        await scene.Change(scene.Connection, c => c with { Name = "By somebody else" });
        await scene.Browser.Press("Add mappings", ("name", "Mine"));
        Assert.Equal(412, (await scene.Browser.Press("Save")).Status);
    }

    [Fact, Spec("O-123")]
    public async Task Hostile_texts_are_text_and_nothing_else()
    {
        await using var scene = await Scene.Start();
        await scene.AsOperator();
        await scene.Change(scene.Connection, c => c with
        {
            Name = Hostile,
            Settings = StoredJson.Write(StoredJson.Oidc(c.Settings) with
            {
                ClientId = Hostile,
                OtherClaimMappings = [new(Hostile, Hostile)],
                RoleRules = [new(Hostile, "contains", Hostile, Hostile)],
                ClaimMappings = new() { Email = Hostile, Phone = Hostile },
            }),
        });
        foreach (var path in (string[])["", "/rules", $"?guide={Uri.EscapeDataString(Hostile)}&said={Uri.EscapeDataString(Hostile)}"])
        {
            var page = await scene.OpenConnection(scene.Connection.Id, path);
            Assert.Equal(200, page.Status);
            Assert.Empty(page.Html.QuerySelectorAll("img"));
            Assert.Single(page.Html.QuerySelectorAll("script"));
            Assert.DoesNotContain("\u202E", page.Html.QuerySelector("h1")!.ParentElement!.TextContent, StringComparison.Ordinal);
        }

        Assert.Equal(Hostile, (await scene.OpenConnection(scene.Connection.Id)).Value("client_id"));
    }

    [Fact, Spec("O-164")]
    public async Task What_a_provider_publishes_is_quoted_as_text()
    {
        await using var scene = await Scene.Start();
        await scene.AsOperator();
        scene.Op.EditDiscovery = document => document["issuer"] = Hostile;
        await scene.OpenNew("protocol=oidc");
        var page = await scene.Browser.Press("Save", ("name", "x"), ("issuer_url", scene.Op.Issuer));
        Assert.Contains("onerror", page.Beside("issuer_url"), StringComparison.Ordinal);
        Assert.Empty(page.Html.QuerySelectorAll("img"));
        Assert.DoesNotContain("\u202E", page.Beside("issuer_url"), StringComparison.Ordinal);
    }

    [Fact, Spec("P-012")]
    public async Task An_auditor_reads_all_and_changes_nothing()
    {
        await using var scene = await Scene.Start();
        await scene.Change(scene.Connection, c => c with
        {
            Settings = StoredJson.Write(StoredJson.Oidc(c.Settings) with { RoleRules = [new("groups", "contains", "admins", "admin")] }),
        });
        await scene.AsAlice(AdminRoles.TenantAuditor);
        var page = await scene.OpenConnection(scene.Connection.Id);
        Assert.Equal(scene.Op.Issuer, page.Value("issuer_url"));
        Assert.Empty(page.Html.QuerySelectorAll("main button:not([data-copy]):not(form[method=get] button)"));
        Assert.All(page.Html.QuerySelectorAll("#settings input, #settings textarea"), e => Assert.True(e.HasAttribute("readonly") || e.HasAttribute("disabled"), e.OuterHtml));
        Assert.All(page.Html.QuerySelectorAll("#settings select"), e => Assert.True(e.HasAttribute("disabled")));
        Assert.Empty(page.Html.QuerySelectorAll("main input[name=_proof]"));
        Assert.Equal(403, (await scene.Open($"{ConnectionSteps.All}/new?protocol=oidc")).Status);

        page = await scene.OpenConnection(scene.Connection.Id, "/rules");
        Assert.Contains("admins", page.Text, StringComparison.Ordinal);
        Assert.Empty(page.Html.QuerySelectorAll("main button, main input"));
    }

    [Fact, Spec("TG-06")]
    public async Task No_secret_is_on_any_of_the_pages()
    {
        await using var scene = await Scene.Start();
        await scene.AsOperator();
        foreach (var path in (string[])["", "?check=now", "/rules"])
            Assert.DoesNotContain("upstream-secret", (await scene.OpenConnection(scene.Connection.Id, path)).Body, StringComparison.Ordinal);
        Assert.Equal("", (await scene.OpenConnection(scene.Connection.Id)).Value("client_secret"));
    }

    [Fact, Spec("CO-08")]
    public async Task Role_rules_are_added_moved_taken_out_and_checked_without_script()
    {
        await using var scene = await Scene.Start();
        await scene.Change(scene.Connection, c => c with { Enabled = false });
        await scene.AsOperator();
        await scene.OpenConnection(scene.Connection.Id, "/rules");
        var page = await scene.Browser.Press("Save", ("claim", "groups"), ("operator", "matches"), ("value", "(["), ("role", "admin"));
        Assert.Equal(422, page.Status);
        Assert.NotEqual("", page.Beside("role_rules[0].value"));
        Assert.Contains("Rule 1, Value", page.Alert(), StringComparison.Ordinal);
        page = await scene.Browser.Press("Add rows");
        Assert.Equal("([", page.Value("role_rules[0].value"));
        await scene.Submit([new("groups", "contains", "staff", "member"), new("", "contains", "", ""), new("groups", "equals", "admins", "admin")]);
        Assert.Equal(["member", "admin"], (await Rules(scene)).Select(r => r.Role));
        page = await scene.Browser.Press("Move up");
        Assert.Equal("admin", page.Value("role_rules[0].role"));
        await scene.Browser.Press("Save");
        Assert.Equal(["admin", "member"], (await Rules(scene)).Select(r => r.Role));
        page = await scene.Browser.Press("Remove");
        Assert.Equal(2, (await Rules(scene)).Length);
        page = await scene.Browser.Press("Save");
        Assert.Contains("next sign-in", page.Status(), StringComparison.Ordinal);
        Assert.Equal(["member"], (await Rules(scene)).Select(r => r.Role));

        await scene.Change(scene.Connection, c => c with { Name = "Changed" });
        page = await scene.Browser.Press("Save", ("claim", "typed"));
        Assert.Equal(412, page.Status);
        Assert.Equal("typed", page.Value("role_rules[0].claim"));
        Assert.True(page.Html.QuerySelectorAll("select[name=operator]").Length <= ClaimLimits.RoleRules);
    }

    private static async Task<System.Collections.Immutable.ImmutableArray<RoleRuleSettings>> Rules(Scene scene) =>
        StoredJson.Oidc((await scene.Stored(scene.Connection.Id)).Settings).RoleRules;
}
