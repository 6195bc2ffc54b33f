using RunBroker.Admin;
using RunBroker.Storage;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.AdminWeb;

/// <summary>What an admin does on the pages, each by a person's path, and what it came to.</summary>
public sealed class AdminPagesTests
{
    private const string Hostile = "<script>alert(1)</script>\"'&\u202Eevil";

    [Fact]
    public async Task An_operator_makes_a_tenant_and_a_slug_that_cannot_be_says_why_and_keeps_what_was_typed()
    {
        await using var scene = await Scene.Start();
        await scene.AsOperator();
        await scene.Browser.ClickLink("New tenant");
        var page = await scene.Browser.Press("Create tenant", ("name", "Globex"), ("slug", "No Slug!"));
        Assert.Equal(422, page.Status);
        Assert.Equal("true", page.Html.QuerySelector("#slug")!.GetAttribute("aria-invalid"));
        Assert.Equal("Globex", page.Html.QuerySelector("#name")!.GetAttribute("value"));
        page = await scene.Browser.Press("Create tenant", ("name", "Globex"), ("slug", "globex"), ("plan", "scale"));
        Assert.Equal("/admin/tenants/globex/connections", page.Url.AbsolutePath);
        Assert.NotNull(await scene.Db.Read(tx => TenantStore.FindBySlug(tx, "globex"), CancellationToken.None));
    }

    [Fact]
    public async Task Pages_come_in_Portuguese_for_who_reads_it()
    {
        await using var scene = await Scene.Start();
        await scene.AsOperator();
        scene.Browser.Options = scene.Browser.Options with { AcceptLanguage = "pt-BR" };
        foreach (var (path, words) in new[] { ("/admin", "Novo tenant"), ("/admin/tenants/acme/users", "Usuários"), ("/admin/tenants/acme/apps", "Novo app"),
            ("/admin/tenants/acme/sessions", "Sessões"), ("/admin/tenants/acme/domains", "Domínios"), ("/admin/tenants/acme/webhooks", "Novo webhook"),
            ("/admin/tenants/acme/settings", "Configurações"), ("/admin/tenants/acme/audit", "Auditoria"), ("/admin/tokens", "Tokens de API") })
        {
            var page = await scene.Open(path);
            Assert.Equal(("pt-BR", true), (page.Html.DocumentElement.GetAttribute("lang"), page.Text.Contains(words, StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task A_person_is_found_signed_out_everywhere_deactivated_and_let_in_again()
    {
        await using var scene = await Scene.Start();
        var (claims, _) = await scene.SignIn();
        await scene.AsOperator();
        await scene.Open("/admin/tenants/acme/users?email=alice@acme.example");
        var page = await scene.Browser.ClickLink("Alice Liddell");
        Assert.Contains((string)claims["sub"]!, page.Text, StringComparison.Ordinal);
        page = await scene.Browser.Submit(FormTo(page, $"/users/{claims["sub"]}/sign-out"));
        Assert.Contains("Signed out everywhere", page.Text, StringComparison.Ordinal);
        Assert.Empty(await scene.Db.Read(tx => SessionStore.LiveOfTenant(tx, scene.Tenant.Id), CancellationToken.None));

        page = await scene.Browser.Submit(FormTo(page, "/active"));
        Assert.False((await scene.Db.Read(tx => UserStore.Find(tx, scene.Tenant.Id, (string)claims["sub"]!), CancellationToken.None))!.Active);
        await scene.Browser.Submit(FormTo(page, "/active"));
        Assert.True((await scene.Db.Read(tx => UserStore.Find(tx, scene.Tenant.Id, (string)claims["sub"]!), CancellationToken.None))!.Active);
    }

    [Fact, Spec("P-012"), Spec("P-013")]
    public async Task A_role_is_given_on_a_users_page_and_operators_come_from_one_tenant_only()
    {
        await using var scene = await Scene.Start();
        var (claims, _) = await scene.SignIn();
        var globex = await scene.AddTenant("globex");
        var stranger = await scene.AddUser(globex, "eve@globex.example");
        await scene.AsOperator();
        await GiveRole(scene, "acme", (string)claims["sub"]!, AdminRoles.Operator);
        var refused = await GiveRole(scene, "globex", stranger, AdminRoles.Operator);
        Assert.Equal(422, refused.Status);
        Assert.Contains("Operators come from one tenant alone", refused.Text, StringComparison.Ordinal);
        Assert.Equal(AdminRoles.Operator, (await scene.Db.Read(tx => AdminWebStore.Grants(tx, null), CancellationToken.None)).Single().Role);
    }

    [Fact, Spec("P-012")]
    public async Task A_tenant_admin_makes_no_operator_and_takes_no_operators_role()
    {
        await using var scene = await Scene.Start();
        await scene.AsAlice();
        var other = await scene.AddUser(scene.Tenant, "carol@acme.example");
        var own = (await scene.Db.Read(tx => AdminWebStore.Grants(tx, scene.Tenant.Id), CancellationToken.None)).Single().UserId;
        var page = await GiveRole(scene, "acme", own, AdminRoles.Operator);
        Assert.Equal(422, page.Status);
        var proof = page.Html.QuerySelector("input[name=_proof]")!.GetAttribute("value")!;
        await scene.Grant(other, AdminRoles.Operator);
        Assert.Equal(403, (await scene.Browser.Post($"{scene.Broker.Url}/admin/tenants/acme/users/{other}/admin", new Fields { ["_proof"] = proof, ["admin_role"] = "" })).Status);
        Assert.Equal(AdminRoles.Operator, (await scene.Db.Read(tx => AdminWebStore.Grant(tx, scene.Tenant.Id, other), CancellationToken.None))!.Role);
    }

    [Fact]
    public async Task A_session_says_why_it_lives_and_what_hangs_on_it_and_ends_by_hand()
    {
        await using var scene = await Scene.Start();
        await scene.SignIn();
        await scene.AsOperator();
        foreach (var list in new[] { "/admin/sessions", "/admin/tenants/acme/sessions" })
        {
            var row = (await scene.Open(list)).Html.QuerySelector("tbody th")!;
            Assert.Equal("alice@acme.example (Alice Liddell)", row.QuerySelector("a")!.TextContent);
            Assert.StartsWith("ses_", row.QuerySelector("code")!.TextContent, StringComparison.Ordinal);
        }

        var page = await scene.Browser.ClickLink("alice@");
        Assert.Contains("alice@acme.example", page.Text, StringComparison.Ordinal);
        Assert.Contains("app-one", page.Text, StringComparison.Ordinal);
        Assert.Contains("Lives on when this session ends", page.Text, StringComparison.Ordinal);
        page = await scene.Browser.Submit(FormTo(page, "/end"));
        Assert.Contains("Its receipt is among the sign-outs", page.Text, StringComparison.Ordinal);
        Assert.Empty(await scene.Db.Read(tx => SessionStore.LiveOfTenant(tx, scene.Tenant.Id), CancellationToken.None));
    }

    [Fact]
    public async Task The_last_sign_in_of_a_tenant_stays_when_another_connection_is_enabled()
    {
        await using var scene = await Scene.Start();
        await scene.SignIn();
        await scene.Change(scene.Connection, c => c with { Enabled = false });
        await scene.AsOperator();
        var row = (await scene.Open("/admin")).Html.QuerySelector("tbody tr")!.TextContent;
        Assert.Contains("Acme", row, StringComparison.Ordinal);
        Assert.DoesNotContain("Never", row, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_app_is_made_shows_its_secret_once_and_its_settings_work()
    {
        await using var scene = await Scene.Start();
        await scene.AsOperator();
        await scene.Open("/admin/tenants/acme/apps/new");
        var page = await scene.Browser.Press("Create app", ("client_name", "Board"), ("redirect_uris", "https://board.example/cb"));
        Assert.Equal(200, page.Status);
        var secret = page.Html.QuerySelector("#secret")!.TextContent;
        var id = page.Html.QuerySelector("#client")!.TextContent;
        Assert.Contains($"o.ClientId = \"{id}\"", page.Html.QuerySelector("#code0")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("o.CallbackPath = \"/cb\"", page.Html.QuerySelector("#code0")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, (await scene.Open($"/admin/tenants/acme/apps/{id}")).Text, StringComparison.Ordinal);
        foreach (var (start, word) in new[] { ("node", "openid-client"), ("python", "authlib"), ("spring", "issuer-uri"), ("apache", "OIDCClientID"), ("any", "Discovery") })
            Assert.Contains(word, (await scene.Open($"/admin/tenants/acme/apps/{id}?for={start}")).Html.QuerySelector("#code0")!.TextContent, StringComparison.Ordinal);

        await scene.Open($"/admin/tenants/acme/apps/{id}/settings");
        page = await scene.Browser.Press("Save", ("redirect_uris", "ftp://board.example/cb"));
        Assert.Equal((422, "true"), (page.Status, page.Html.QuerySelector("#redirect_uris")!.GetAttribute("aria-invalid")));
        page = await scene.Browser.Press("Save", ("redirect_uris", "https://board.example/back"));
        Assert.Contains("Saved", page.Text, StringComparison.Ordinal);
        Assert.Contains("https://board.example/back", (await scene.Open($"/admin/tenants/acme/apps/{id}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_public_app_gets_the_start_of_a_single_page_app_and_no_secret()
    {
        await using var scene = await Scene.Start();
        await scene.AsOperator();
        await scene.Open("/admin/tenants/acme/apps/new");
        var page = await scene.Browser.Press("Create app", ("client_name", "Page"), ("redirect_uris", "https://page.example/cb"),
            ("token_endpoint_auth_method", "none"));
        Assert.Contains("oidc-client-ts", page.Html.QuerySelector("#code0")!.TextContent, StringComparison.Ordinal);
        Assert.Null(page.Html.QuerySelector("#secret"));
    }

    [Fact]
    public async Task A_webhook_is_made_with_its_secret_shown_once()
    {
        await using var scene = await Scene.Start();
        await scene.AsOperator();
        await scene.Open("/admin/tenants/acme/webhooks/new");
        Assert.Equal(422, (await scene.Browser.Press("Create webhook", ("url", "https://hooks.example/x"))).Status);
        var page = await scene.Browser.Press("Create webhook", ("url", "https://hooks.example/x"), ("events", "user.created"), ("tag0", "source"));
        var secret = page.Html.QuerySelector("#secret")!.TextContent;
        Assert.StartsWith("whsec_", secret, StringComparison.Ordinal);
        var list = await scene.Open("/admin/tenants/acme/webhooks");
        Assert.DoesNotContain(secret, list.Text, StringComparison.Ordinal);
        page = await scene.Browser.ClickLink("https://hooks.example/x");
        Assert.Equal("source", page.Html.QuerySelector("#tag0")!.GetAttribute("value"));
        Assert.Contains("Webhook deleted", (await scene.Browser.Submit(FormTo(page, "/delete"))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_shown_once_works_and_can_be_revoked()
    {
        await using var scene = await Scene.Start();
        await scene.AsOperator();
        await scene.Open("/admin/tenants/acme/tokens");
        var page = await scene.Browser.Press("Create token", ("scope", "tenant:read"));
        var token = page.Html.QuerySelector("#made")!.TextContent;
        Assert.Equal(200, (await Wire.Get($"{scene.Broker.Url}/api/v1/tenants/acme", ("Authorization", $"Bearer {token}"))).Status);
        Assert.DoesNotContain(token, (await scene.Open("/admin/tenants/acme/tokens")).Text, StringComparison.Ordinal);
        page = await scene.Browser.Submit(FormTo(scene.Browser.Page, "/revoke"));
        Assert.Contains("Revoked", page.Text, StringComparison.Ordinal);
        Assert.Equal(401, (await Wire.Get($"{scene.Broker.Url}/api/v1/tenants/acme", ("Authorization", $"Bearer {token}"))).Status);
    }

    [Fact]
    public async Task A_tenants_settings_are_saved_and_what_is_wrong_is_said_at_its_field()
    {
        await using var scene = await Scene.Start();
        await scene.AsOperator();
        await scene.Open("/admin/tenants/acme/settings");
        var page = await scene.Browser.Press("Save", ("idle_hours", "9999"));
        Assert.Equal(422, page.Status);
        Assert.Equal("9999", page.Html.QuerySelector("#idle_hours")!.GetAttribute("value"));
        page = await scene.Browser.Press("Save", ("idle_hours", "12"), ("name", "Acme Corp"));
        Assert.Contains("Saved", page.Text, StringComparison.Ordinal);
        var tenant = await scene.Db.Read(tx => TenantStore.Find(tx, scene.Tenant.Id), CancellationToken.None);
        Assert.Equal(("Acme Corp", 12 * 3_600_000L), (tenant!.Name, tenant.IdleTimeoutMs));
    }

    [Fact]
    public async Task A_tenant_is_deleted_only_with_its_slug_typed_once_more()
    {
        await using var scene = await Scene.Start();
        await scene.AddTenant("globex");
        await scene.AsOperator();
        await scene.Open("/admin/tenants/globex/settings");
        Assert.Equal(422, (await scene.Browser.Press("Delete tenant", ("slug_again", "acme"))).Status);
        await scene.Browser.Press("Delete tenant", ("slug_again", "globex"));
        Assert.Null(await scene.Db.Read(tx => TenantStore.FindBySlug(tx, "globex"), CancellationToken.None));
    }

    [Fact, Spec("P-012")]
    public async Task An_auditor_reads_everything_and_has_no_form_but_the_one_to_leave()
    {
        await using var scene = await Scene.Start();
        await scene.AsAlice(AdminRoles.TenantAuditor);
        foreach (var path in new[] { "connections", "domains", "apps", "users", "settings", "sessions", "audit", "webhooks", "tokens" })
        {
            var page = await scene.Open($"/admin/tenants/acme/{path}");
            Assert.Equal(200, page.Status);
            Assert.DoesNotContain(page.Html.Forms, f => f.Method == "post" && f.GetAttribute("action") != "/admin/sign-out" && f.QuerySelector("button") is not null);
        }
    }

    [Fact, Spec("O-123")]
    public async Task Names_from_outside_are_text_on_every_page_and_cannot_turn_the_line()
    {
        await using var scene = await Scene.Start();
        await scene.Change(scene.Tenant, t => t with { Name = Hostile });
        await scene.Change(scene.Connection, c => c with { Name = Hostile });
        scene.Op.Users.Add(TestUser.Person("mallory", Hostile, Hostile, "mallory@acme.example"));
        scene.Op.SignInAs = "mallory";
        var (claims, _) = await scene.SignIn();
        await scene.AsOperator();
        var session = (await scene.Db.Read(tx => SessionStore.LiveOfTenant(tx, scene.Tenant.Id), CancellationToken.None)).Single().Id;
        foreach (var path in new[] { "", "/tenants/acme/connections", "/tenants/acme/users", $"/tenants/acme/users/{claims["sub"]}",
            $"/tenants/acme/sessions/{session}", "/tenants/acme/audit", "/tenants/acme/settings" })
        {
            var page = await scene.Open("/admin" + path);
            Assert.Equal(200, page.Status);
            Assert.DoesNotContain(page.Html.Scripts, s => s.TextContent.Contains("alert", StringComparison.Ordinal));
            Assert.DoesNotContain('\u202E', path.EndsWith("settings", StringComparison.Ordinal) ? "" : page.Text);
        }
    }

    private static async Task<TestPage> GiveRole(Scene scene, string slug, string user, string role)
    {
        var page = await scene.Open($"/admin/tenants/{slug}/users/{user}");
        return await scene.Browser.Submit(FormTo(page, "/admin"), ("admin_role", role));
    }

    private static AngleSharp.Html.Dom.IHtmlFormElement FormTo(TestPage page, string end) =>
        page.Html.Forms.First(f => f.GetAttribute("action")?.EndsWith(end, StringComparison.Ordinal) == true);
}
