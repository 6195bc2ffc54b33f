using System.Collections.Immutable;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using RunBroker.Admin;
using RunBroker.SetupLinks;
using RunBroker.Storage;
using RunBroker.Tenancy;
using RunBroker.TestIdps;
using RunBroker.Tests.AdminWeb;
using RunBroker.Tests.AdminWeb.Connections;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.SetupLinks;

/// <summary>What the holder of a link does not reach: another connection, another tenant, what is in use, what an admin decides.</summary>
public sealed class SetupBoundsTests
{
    private const string Hostile = "\"><img src=x onerror=alert(1)><script>alert(1)</script>\u202Egnp.exe";

    [Fact, Spec("P-012")]
    public async Task Every_step_says_which_it_is_and_opens_for_nobody_without_the_link()
    {
        await using var scene = await Scene.Start();
        var link = await scene.Link(["sso", "domain", "enable"]);
        var routes = Steps(scene);
        Assert.NotEmpty(routes);
        scene.NewBrowser();
        foreach (var route in routes)
        {
            Assert.NotNull(route.Metadata.GetMetadata<StepMetadata>());
            var answer = await Call(scene, route, link, "x");
            Assert.True(answer.Status == 404, $"{route.RoutePattern.RawText} answered {answer.Status}");
        }
    }

    [Fact, Spec("AU-38")]
    public async Task A_link_has_the_steps_of_its_intents_and_no_others()
    {
        await using var scene = await Scene.Start();
        var link = await scene.Link(["domain"]);
        var proof = (await scene.Begin(link)).Proof();
        foreach (var route in Steps(scene).Where(r => r.Metadata.GetMetadata<StepMetadata>()!.Step is not (SetupStep.Domain or SetupStep.Finish)))
            Assert.Equal(404, (await Call(scene, route, link, proof)).Status);
        Assert.Null((await scene.Row(link)).ConnectionId);
    }

    [Fact, Spec("AU-38"), Spec("P-015")]
    public async Task Only_listed_settings_are_taken_of_its_own_connection_whatever_is_sent()
    {
        await using var scene = await Scene.Start();
        var link = await scene.Link(["sso"]);
        await scene.Begin(link);
        await scene.Browser.Press("SAML", ("choice", "okta saml"));
        await scene.Browser.Press("Save and check", ("name", "Mine"), ("enabled", "on"), ("allow_idp_initiated", "on"), ("allow_sha1_until", "2026-12-01"),
            ("require_signed", "response"), ("global_token_revocation_jwt_iss", "https://evil.example"), ("global_token_revocation_jwt_sub", "x"),
            ("upstream_logout", "on"), ("clock_skew_seconds", "180"), ("id", scene.Connection.Id), ("connection_id", scene.Connection.Id));
        var own = await scene.ConnectionOf(link);
        Assert.Equal(("Mine", false), (own.Name, own.Enabled));
        var saml = StoredJson.Saml(own.Settings);
        var untouched = new SamlSettings();
        Assert.Equal((false, null, untouched.RequireSigned, null, false, untouched.ClockSkewSeconds, true),
            (saml.AllowIdpInitiated, saml.AllowSha1Until, saml.RequireSigned, saml.GlobalTokenRevocationJwtIss, saml.UpstreamLogout, saml.ClockSkewSeconds,
                saml.SignAuthnRequests));
        Assert.Equal(scene.Connection.Name, (await scene.Stored(scene.Connection.Id)).Name);
    }

    [Fact, Spec("AU-38")]
    public async Task Without_the_intent_nothing_is_switched_on_or_off()
    {
        await using var scene = await Scene.Start();
        var link = await scene.Link(["sso"]);
        await scene.Begin(link);
        await scene.Browser.Press("OIDC", ("choice", "okta oidc"));
        await scene.Browser.Press("Save and check", ("issuer_url", scene.Op.Issuer), ("client_id", "broker"), ("client_secret", "secret-0123456789"));
        var proof = (await scene.Step(link, "finish")).Proof();
        var page = await scene.Browser.Post($"{scene.Broker.Url}/setup-steps/{SetupScene.Id(link)}/finish/enable", new Fields { ["_proof"] = proof });
        Assert.Equal(404, page.Status);
        Assert.Equal((false, true), ((await scene.ConnectionOf(link)).Enabled, (await scene.Stored(scene.Connection.Id)).Enabled));
        Assert.Null((await scene.Row(link)).HandedOverAt);
    }

    [Fact, Spec("AU-38")]
    public async Task What_an_admin_has_enabled_meanwhile_is_changed_no_more()
    {
        await using var scene = await Scene.Start();
        var link = await scene.Link(["sso"]);
        await scene.Begin(link);
        await scene.Browser.Press("OIDC", ("choice", "okta oidc"));
        await scene.Change(await scene.ConnectionOf(link), c => c with { Enabled = true });
        await scene.Step(link, "connect");
        var page = await scene.Browser.Press("Save and check", ("client_id", "evil"));
        Assert.Equal(409, page.Status);
        Assert.Contains("only an admin changes it now", page.Alert(), StringComparison.Ordinal);
        Assert.NotEqual("evil", StoredJson.Oidc((await scene.ConnectionOf(link)).Settings).ClientId);
        var before = (await scene.Row(link)).ConnectionId;
        await scene.Step(link, "provider");
        Assert.NotEqual(200, (await scene.Browser.Press("SAML", ("choice", "okta saml"))).Status);
        Assert.Equal(before, (await scene.Row(link)).ConnectionId);
        Assert.True((await scene.ConnectionOf(link)).Enabled);
    }

    [Fact, Spec("AU-38")]
    public async Task A_connection_that_an_admin_named_is_gone_on_with_and_never_replaced()
    {
        await using var scene = await Scene.Start();
        var given = await scene.AddConnection(scene.Tenant, scene.Op, enabled: false);
        var link = await scene.Link(["sso"], given.Id);
        var page = await scene.Begin(link);
        Assert.Empty(page.Html.QuerySelectorAll("button[value$=saml]"));
        page = await scene.Browser.Post(page.Url.AbsoluteUri, new Fields { ["_proof"] = page.Proof(), ["choice"] = "okta saml" });
        Assert.Equal(409, page.Status);
        await scene.Step(link, "provider");
        page = await scene.Browser.Press("OIDC", ("choice", "okta oidc"));
        Assert.Equal(given.Name, page.Value("name"));
        Assert.Equal("", page.Value("client_secret"));
        Assert.Equal(given.Id, (await scene.Row(link)).ConnectionId);
    }

    [Fact, Spec("P-011")]
    public async Task A_domain_that_the_tenant_has_otherwise_is_neither_seen_nor_checked_nor_removed()
    {
        var published = "";
        await using var dns = SetupScene.Dns(() => published);
        await using var scene = await Scene.Start(new TestBrokerOptions { DnsServer = dns.Address.ToString() });
        var domains = (DomainAdmin)scene.Broker.Services.GetService(typeof(DomainAdmin))!;
        await domains.Create(ManagementCaller.CommandLine, scene.Tenant.Id, new() { ["domain"] = "existing.example" }, CancellationToken.None);
        published = (await scene.Db.Read(tx => DomainStore.Find(tx, scene.Tenant.Id, "existing.example"), CancellationToken.None))!.DnsTxt;
        var link = await scene.Link(["domain"]);
        var page = await scene.Begin(link);
        Assert.DoesNotContain("existing.example", page.Text, StringComparison.Ordinal);
        page = await scene.Browser.Press("Add domain", ("domain", "existing.example"));
        Assert.Equal(409, page.Status);
        Assert.DoesNotContain(published, page.Body, StringComparison.Ordinal);
        foreach (var act in (string[])["check", "remove"])
        {
            page = await scene.Browser.Post($"{scene.Broker.Url}/setup-steps/{SetupScene.Id(link)}/domain/{act}",
                new Fields { ["_proof"] = page.Proof(), ["domain"] = "existing.example" });
            Assert.Equal(404, page.Status);
        }

        Assert.False((await scene.Db.Read(tx => DomainStore.Find(tx, scene.Tenant.Id, "existing.example"), CancellationToken.None))!.Verified);
    }

    [Fact, Spec("P-011")]
    public async Task A_proved_domain_is_not_removed_by_the_holder_and_another_tenants_is_not_taken()
    {
        var published = "";
        await using var dns = SetupScene.Dns(() => published);
        await using var scene = await Scene.Start(new TestBrokerOptions { DnsServer = dns.Address.ToString() });
        await scene.AddDomain(await scene.AddTenant("globex"), "globex.example");
        var link = await scene.Link(["domain"]);
        await scene.Begin(link);
        foreach (var (name, status) in new[] { ("mine.example", 200), ("globex.example", 409) })
        {
            await scene.Step(link, "domain");
            await scene.Browser.Press("Add domain", ("domain", name));
            published = (await scene.Db.Read(tx => DomainStore.Find(tx, scene.Tenant.Id, name), CancellationToken.None))!.DnsTxt;
            Assert.Equal(status, (await scene.Browser.Press("Check now", ("domain", name))).Status);
        }

        var page = await scene.Step(link, "domain");
        page = await scene.Browser.Post($"{scene.Broker.Url}/setup-steps/{SetupScene.Id(link)}/domain/remove",
            new Fields { ["_proof"] = page.Proof(), ["domain"] = "mine.example" });
        Assert.Equal(404, page.Status);
        Assert.True((await scene.Db.Read(tx => DomainStore.Find(tx, scene.Tenant.Id, "mine.example"), CancellationToken.None))!.Verified);
    }

    [Fact, Spec("AU-38")]
    public async Task So_many_domains_and_no_more()
    {
        await using var scene = await Scene.Start();
        var link = await scene.Link(["domain"]);
        await scene.Begin(link);
        for (var i = 0; i < Limits.TenantSetupDomains; i++)
            Assert.Equal(200, (await scene.Browser.Press("Add domain", ("domain", $"d{i}.example"))).Status);
        Assert.NotEqual(200, (await scene.Browser.Press("Add domain", ("domain", "more.example"))).Status);
        Assert.Null(await scene.Db.Read(tx => DomainStore.Find(tx, scene.Tenant.Id, "more.example"), CancellationToken.None));
    }

    [Fact, Spec("P-010")]
    public async Task Its_cookie_opens_no_admin_page_and_no_other_link()
    {
        await using var scene = await Scene.Start();
        var (link, other) = (await scene.Link(["sso"]), await scene.Link(["sso"]));
        await scene.Begin(link);
        Assert.Equal("/admin/sign-in", (await scene.Open("/admin/tenants/acme/users")).Url.AbsolutePath);
        Assert.Equal(404, (await scene.Step(other, "provider")).Status);
        var opening = scene.Browser.Cookies.Find("__Host-rb_setup")!;
        scene.Browser.Cookies.Put(opening with { Name = "__Host-rb_admin" });
        Assert.Equal("/admin/sign-in", (await scene.Open("/admin")).Url.AbsolutePath);
    }

    [Fact, Spec("AU-38")]
    public async Task No_page_says_anything_of_the_tenants_people_or_other_connections()
    {
        await using var scene = await Scene.Start();
        await scene.SignIn();
        await scene.Change(scene.Connection, c => c with { Name = "Confidential provider" });
        var link = await scene.Link(["sso", "domain", "enable"]);
        await scene.Begin(link);
        await scene.Browser.Press("OIDC", ("choice", "okta oidc"));
        await scene.Browser.Press("Save and check", ("issuer_url", scene.Op.Issuer), ("client_id", "broker"), ("client_secret", "secret-of-the-holder"));
        foreach (var step in (string[])["provider", "connect", "connect?check=now", "domain", "test", "finish"])
        {
            var page = await scene.Step(link, step);
            Assert.Equal(200, page.Status);
            foreach (var hidden in (string[])["Confidential", "alice", scene.Connection.Id, "upstream-secret", "secret-of-the-holder", "token:", "/admin"])
                Assert.DoesNotContain(hidden, page.Body, StringComparison.Ordinal);
        }
    }

    [Fact, Spec("O-123")]
    public async Task Hostile_texts_are_text_and_nothing_else()
    {
        await using var scene = await Scene.Start();
        await scene.Change(scene.Tenant, t => t with { Name = Hostile });
        var link = await scene.Link(["sso", "domain", "enable"], note: Hostile.Replace("\u202E", "", StringComparison.Ordinal));
        scene.NewBrowser();
        AssertInert(await scene.Browser.Get(link));
        await scene.Browser.Press("Begin");
        await scene.Browser.Press("OIDC", ("choice", "other oidc"));
        await scene.Browser.Press("Save and check", ("name", Hostile), ("client_id", Hostile), ("issuer_url", scene.Op.Issuer));
        foreach (var step in (string[])["provider", "connect", $"connect?said={Uri.EscapeDataString(Hostile)}&ui_locales={Uri.EscapeDataString(Hostile)}", "domain", "test", "finish"])
            AssertInert(await scene.Step(link, step));
        await scene.Step(link, "domain");
        AssertInert(await scene.Browser.Press("Add domain", ("domain", Hostile)));
        await scene.Step(link, "finish");
        AssertInert(await scene.Browser.Press("Hand over without"));
        await scene.AsOperator();
        AssertInert(await scene.Open("/admin/tenants/acme/setup-links"));
        AssertInert(await scene.Open("/admin/tenants/acme/connections"));
    }

    private static void AssertInert(TestPage page)
    {
        Assert.Empty(page.Html.QuerySelectorAll("img"));
        Assert.True(page.Html.QuerySelectorAll("script").Length <= 1);
        Assert.DoesNotContain("\u202E", page.Html.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", page.Url.AbsoluteUri, StringComparison.Ordinal);
    }

    private static ImmutableArray<RouteEndpoint> Steps(Scene scene) =>
        [.. scene.Broker.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText!.StartsWith("/setup-steps/{id}/", StringComparison.Ordinal))];

    private static Task<TestPage> Call(Scene scene, RouteEndpoint route, string link, string proof)
    {
        var url = scene.Broker.Url + route.RoutePattern.RawText!.Replace("{id}", SetupScene.Id(link), StringComparison.Ordinal);
        return route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0] == "POST"
            ? scene.Browser.Post(url, new Fields { ["_proof"] = proof }) : scene.Browser.Get(url);
    }
}
