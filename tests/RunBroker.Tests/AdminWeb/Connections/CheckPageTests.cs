using RunBroker.Admin;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;
using static RunBroker.TestIdps.TestOpFaults;

namespace RunBroker.Tests.AdminWeb.Connections;

/// <summary>Paste and check, and the preview of a mapping, as pages without script.</summary>
public sealed class CheckPageTests
{
    [Fact, Spec("contract-6")]
    public async Task An_admin_pastes_a_token_and_reads_what_would_become_of_it()
    {
        await using var scene = await Scene.Start();
        var token = await Token(scene);
        await scene.AsAlice();
        await scene.OpenConnection(scene.Connection.Id);
        await scene.Browser.ClickLink("Check a message");

        var page = await scene.Browser.Press("Check", ("input", token));

        Assert.Equal((200, $"{ConnectionSteps.All}/{scene.Connection.Id}/check"), (page.Status, page.Url.AbsolutePath));
        Assert.Equal("ID token. It holds", page.Html.QuerySelector("#verdict")!.TextContent);
        Assert.Contains("alice@acme.example", page.Html.QuerySelector("section:has(> #user)")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Not checked", page.Html.QuerySelector("table")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(token, page.Value("input"));
        Assert.Contains("no-store", page.Header("Cache-Control"), StringComparison.Ordinal);

        var late = await scene.Browser.Press("Check", ("input", token), ("at", "2030-01-01T00:00"));
        Assert.Equal("ID token. It would be refused", late.Html.QuerySelector("#verdict")!.TextContent);
        Assert.Contains("upstream.Expired", late.Html.QuerySelector("section:has(> #why)")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("2030-01-01T00:00", late.Value("at"));
    }

    [Fact, Spec("contract-6")]
    public async Task In_Portuguese_every_word_is()
    {
        await using var scene = await Scene.Start();
        var token = await Token(scene);
        await scene.AsAlice();
        var page = await Portuguese(scene, $"{ConnectionSteps.All}/{scene.Connection.Id}/check");
        Assert.Equal("Verificar uma mensagem", page.Html.QuerySelector("h1")!.TextContent);
        var proof = page.Html.QuerySelector("main input[name=_proof]")!.GetAttribute("value")!;
        var shown = await scene.Browser.Post(page.Url.AbsoluteUri, new Fields { ["_proof"] = proof, ["input"] = token });
        Assert.Equal("ID token. Vale", shown.Html.QuerySelector("#verdict")!.TextContent);
    }

    [Fact, Spec("P-017")]
    public async Task Hostile_text_that_was_pasted_is_text()
    {
        await using var scene = await Scene.Start();
        var hostile = "\u202E<img src=x onerror=alert(1)>\u2028</textarea><script>alert(1)</script>";
        scene.Op.Break(Claim("given_name", hostile), Claim("groups", new[] { hostile }), Claim(hostile, hostile));
        await scene.Change(scene.Connection, c => c with { Settings = c.Settings.Replace("\"other_claim_mappings\":[]", "\"other_claim_mappings\":[{\"claim\":\"groups\",\"tag\":\"team\"}]", StringComparison.Ordinal) });
        var token = await Token(scene);
        await scene.AsOperator();
        await scene.Open($"{ConnectionSteps.All}/{scene.Connection.Id}/check");
        foreach (var input in (string[])[token, hostile, "<x>" + hostile + "</x>", "https://x.example/callback?state=s&error=" + Uri.EscapeDataString(hostile), "{\"log\":\"" + hostile + "\"}"])
        {
            var page = await scene.Browser.Press("Check", ("input", input));
            Assert.Equal(200, page.Status);
            Assert.Empty(page.Html.QuerySelectorAll("main img, main script, [onerror]"));
            Assert.DoesNotContain('\u202E', string.Concat(page.Html.QuerySelectorAll("section, .note").Select(e => e.TextContent)));
        }
    }

    [Fact, Spec("P-012")]
    public async Task An_auditor_is_offered_none_and_let_in_to_none()
    {
        await using var scene = await Scene.Start();
        await scene.AsAlice(AdminRoles.TenantAuditor);
        var page = await scene.OpenConnection(scene.Connection.Id);
        Assert.DoesNotContain("Check a message", page.Text, StringComparison.Ordinal);
        Assert.Equal(403, (await scene.Open($"{ConnectionSteps.All}/{scene.Connection.Id}/check")).Status);
    }

    [Fact, Spec("contract-6")]
    public async Task What_is_wrong_in_the_form_is_said_and_what_was_typed_stays()
    {
        await using var scene = await Scene.Start();
        await scene.AsOperator();
        await scene.Open($"{ConnectionSteps.All}/{scene.Connection.Id}/check");
        var page = await scene.Browser.Press("Check", ("input", "some thing"), ("at", "nonsense"), ("sign_in", "SI-0000-0000"));
        Assert.Equal(422, page.Status);
        Assert.Equal(("some thing", "SI-0000-0000"), (page.Value("input"), page.Value("sign_in")));
        var unknown = await scene.Browser.Press("Check", ("input", "some thing"), ("at", ""), ("sign_in", ""));
        Assert.Equal("Not recognised. It cannot be read", unknown.Html.QuerySelector("#verdict")!.TextContent);
        Assert.Equal(404, (await scene.Open($"{ConnectionSteps.All}/con_nowhere/check")).Status);
    }

    [Fact, Spec("contract-6")]
    public async Task A_changed_rule_is_previewed_before_it_is_saved()
    {
        await using var scene = await Scene.Start();
        await scene.AsAlice();
        await scene.OpenConnection(scene.Connection.Id, "/rules");

        var page = await scene.Browser.Press("Preview", ("claim", "groups"), ("value", "admins"), ("role", "boss"));

        Assert.Contains("1 gains something", page.Html.QuerySelector("section:has(#preview)")!.TextContent, StringComparison.Ordinal);
        var row = page.Html.QuerySelector("section:has(#preview) tbody tr")!.TextContent;
        Assert.Contains("alice@acme.example", row, StringComparison.Ordinal);
        Assert.Contains("role boss", row, StringComparison.Ordinal);
        Assert.Equal("boss", page.Value("role_rules[0].role"));
        Assert.DoesNotContain("boss", (await scene.Stored(scene.Connection.Id)).Settings, StringComparison.Ordinal);
        await scene.Browser.Press("Save");
        var draft = await scene.Db.Read(
            tx => ConnectionVersionStore.InState(tx, scene.Tenant.Id, scene.Connection.Id, ConnectionVersionRow.Draft), CancellationToken.None);
        Assert.Contains("boss", draft!.Settings, StringComparison.Ordinal);
    }

    [Fact, Spec("contract-6")]
    public async Task A_mapping_that_would_lock_its_admin_out_says_so()
    {
        await using var scene = await Scene.Start();
        await scene.AsAlice();
        await scene.OpenConnection(scene.Connection.Id);

        var page = await scene.Browser.Press("Preview", ("claim_mappings.email", "work_mail"), ("name", "Typed too"));

        var said = page.Html.QuerySelector("section:has(#preview)")!.TextContent;
        Assert.Contains("1 person could no longer sign in", said, StringComparison.Ordinal);
        Assert.Contains("An admin of this tenant is among them", said, StringComparison.Ordinal);
        Assert.Contains("You are among them", said, StringComparison.Ordinal);
        Assert.Equal(("work_mail", "Typed too"), (page.Value("claim_mappings.email"), page.Value("name")));
        Assert.DoesNotContain("work_mail", (await scene.Stored(scene.Connection.Id)).Settings, StringComparison.Ordinal);
        var pt = await Portuguese(scene, $"{ConnectionSteps.All}/{scene.Connection.Id}/rules");
        Assert.Contains(pt.Html.QuerySelectorAll("button").Select(b => b.TextContent), t => t == "Prever");
    }

    private static Task<TestPage> Portuguese(Scene scene, string path) => scene.Open(path + "?ui_locales=pt-BR");

    /// <summary>An ID token of a real sign-in.</summary>
    private static async Task<string> Token(Scene scene)
    {
        string? caught = null;
        scene.Op.Break(Answer(OpPlace.Token, a => caught = (string)a.Json["id_token"]!));
        scene.NewBrowser();
        await scene.Browser.Get(scene.App.Begin().Url);
        return caught!;
    }
}
