using System.Text.Json.Nodes;
using RunBroker.Admin;
using RunBroker.Storage;
using RunBroker.Tenancy;
using RunBroker.TestIdps;
using RunBroker.Tests.Admin;
using RunBroker.Tests.AdminWeb;
using RunBroker.Tests.AdminWeb.Connections;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.SetupLinks;

/// <summary>Somebody with nothing but a link connects a provider, step by step.</summary>
public sealed class SetupStepsTests
{
    private static readonly Lazy<TestSamlKey> Key = new(() => TestSamlKey.OfRsa());

    [Fact, Spec("AU-38")]
    public async Task From_the_link_to_a_sign_in_through_an_OIDC_provider()
    {
        var published = "nothing";
        await using var dns = SetupScene.Dns(() => published);
        await using var scene = await Scene.Start(new TestBrokerOptions { DnsServer = dns.Address.ToString() });
        await scene.SignIn();
        var link = await scene.Link(["sso", "domain", "enable"]);
        await scene.Begin(link);
        var page = await scene.Browser.Press("OIDC", ("choice", "keycloak oidc"));
        var id = (await scene.Row(link)).ConnectionId!;
        Assert.Contains($"{scene.Broker.Url}/federation/oidc/{id}/callback", page.Text, StringComparison.Ordinal);
        Assert.Contains("There: Keycloak", page.Text, StringComparison.Ordinal);
        Assert.Empty(page.Html.QuerySelectorAll(".error, .note.warn, .note.bad"));
        Assert.False((await scene.ConnectionOf(link)).Enabled);

        page = await scene.Browser.Press("Save and check", ("issuer_url", scene.Op.Issuer + "/nothing"), ("client_id", "broker"));
        Assert.Contains("HTTP 404", page.Beside("issuer_url"), StringComparison.Ordinal);
        page = await scene.Browser.Press("Save and check", ("issuer_url", scene.Op.Issuer), ("client_secret", "of-the-holder-0123456789"));
        Assert.EndsWith("/domain", page.Url.AbsolutePath, StringComparison.Ordinal);
        Assert.Contains("Keycloak", page.Html.QuerySelector(".steps .done")!.TextContent, StringComparison.Ordinal);

        page = await scene.Browser.Press("Add domain", ("domain", "no domain"));
        Assert.Equal(422, page.Status);
        page = await scene.Browser.Press("Add domain", ("domain", "New.Example"));
        Assert.Contains("_runbroker.new.example", page.Text, StringComparison.Ordinal);
        page = await scene.Browser.Press("Check now");
        Assert.Contains("not there yet", page.Alert(), StringComparison.Ordinal);
        published = (await scene.Db.Read(tx => DomainStore.Find(tx, scene.Tenant.Id, "new.example"), CancellationToken.None))!.DnsTxt;
        page = await scene.Browser.Press("Check now");
        Assert.Contains("Verified", page.Text, StringComparison.Ordinal);

        await scene.Browser.ClickLink("Go on");
        page = await scene.Test();
        Assert.Contains("It works", page.Status(), StringComparison.Ordinal);
        Assert.NotNull((await scene.Row(link)).TestedAt);

        page = await scene.Browser.ClickLink("Go on");
        Assert.Contains("is turned off by it, and one person is signed out", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(scene.Connection.Name, page.Body, StringComparison.Ordinal);
        page = await scene.Browser.Press("Turn it on and finish");
        Assert.Contains("handed over", page.Text, StringComparison.Ordinal);
        Assert.Equal((true, false), ((await scene.ConnectionOf(link)).Enabled, (await scene.Stored(scene.Connection.Id)).Enabled));
        Assert.Equal(page.Url, (await scene.Step(link, "connect")).Url);
        Assert.Equal(
            ["connection.created", "connection.disabled", "connection.enabled", "connection.updated", "connection.updated", "domain.created", "domain.verified",
                "session.ended", "setup_link.handed_over", "setup_link.opened"],
            (await scene.Told($"setup_link:{SetupScene.Id(link)}")).Order(StringComparer.Ordinal));

        scene.NewBrowser();
        Assert.Equal("alice@acme.example", (string?)(await scene.SignIn()).Claims["email"]);
        Assert.Equal(410, (await scene.Browser.Get(link)).Status);
    }

    [Fact, Spec("AU-38")]
    public async Task By_SAML_another_browser_goes_on_and_an_admin_enables_what_was_handed_over()
    {
        await using var scene = await Scene.Start();
        await using var idp = await TestSamlIdp.Start(new() { HostName = "localhost", AcceptAnySp = true, Clock = scene.Clock, Key = Key.Value });
        idp.Users.Add(TestUser.Person("maria", "Maria", "Souza", "maria@acme.example", "staff"));
        idp.SignInAs = "maria";
        var link = await scene.Link(["sso"]);
        await scene.Begin(link);
        var page = await scene.Browser.Press("SAML", ("choice", "okta saml"));
        var id = (await scene.Row(link)).ConnectionId!;
        Assert.Contains($"/federation/saml/{id}/acs", page.Text, StringComparison.Ordinal);
        Assert.Empty(page.Html.QuerySelectorAll(".error, .note.warn, .note.bad"));

        await scene.Begin(link);
        Assert.EndsWith("/connect", scene.Browser.Page.Url.AbsolutePath, StringComparison.Ordinal);
        page = await scene.Browser.Press("Save and check", ("metadata_source", "url"), ("metadata_url", idp.MetadataUrl));
        Assert.EndsWith("/test", page.Url.AbsolutePath, StringComparison.Ordinal);
        page = await scene.Test();
        Assert.Contains("It works", page.Status(), StringComparison.Ordinal);
        page = await scene.Browser.ClickLink("Go on");
        Assert.DoesNotContain("Turn it on", page.Text, StringComparison.Ordinal);
        Assert.Contains("An admin will turn it on", page.Text, StringComparison.Ordinal);
        page = await scene.Browser.Press("Hand over");
        Assert.Contains("An admin has been told", page.Text, StringComparison.Ordinal);
        Assert.False((await scene.ConnectionOf(link)).Enabled);
        Assert.True((await scene.Stored(scene.Connection.Id)).Enabled);

        await scene.AsOperator();
        page = await scene.Open("/admin/tenants/acme");
        Assert.Contains("Okta is set up and waits for you", page.Text, StringComparison.Ordinal);
        await scene.Browser.ClickLink("Look at it and enable it");
        await scene.Browser.Press("Save", ("enabled", "on"));
        Assert.DoesNotContain("waits for you", (await scene.Open("/admin/tenants/acme/connections")).Text, StringComparison.Ordinal);
        scene.NewBrowser();
        Assert.Equal("maria@acme.example", (string?)(await scene.SignIn()).Claims["email"]);
    }

    [Fact, Spec("P-011")]
    public async Task Domains_alone_are_handed_over_while_they_are_pending()
    {
        await using var dns = SetupScene.Dns(() => "nothing");
        await using var scene = await Scene.Start(new TestBrokerOptions { DnsServer = dns.Address.ToString() });
        var link = await scene.Link(["domain"]);
        var page = await scene.Begin(link);
        Assert.EndsWith("/domain", page.Url.AbsolutePath, StringComparison.Ordinal);
        Assert.Equal(404, (await scene.Step(link, "provider")).Status);
        await scene.Step(link, "domain");
        await scene.Browser.Press("Add domain", ("domain", "slip.example"));
        await scene.Browser.Press("Remove");
        Assert.Null(await scene.Db.Read(tx => DomainStore.Find(tx, scene.Tenant.Id, "slip.example"), CancellationToken.None));
        await scene.Browser.Press("Add domain", ("domain", "new.example"));
        page = await scene.Browser.ClickLink("Go on");
        Assert.Contains("not proved yet: new.example", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(scene.Connection.Name, page.Body, StringComparison.Ordinal);
        page = await scene.Browser.Press("Hand over");
        Assert.Contains("Leave the TXT records where they are", page.Text, StringComparison.Ordinal);
        Assert.False((await scene.Db.Read(tx => DomainStore.Find(tx, scene.Tenant.Id, "new.example"), CancellationToken.None))!.Verified);
    }

    [Fact, Spec("S-038")]
    public async Task The_next_certificate_of_a_connection_in_use_is_added_and_nothing_else_changes()
    {
        await using var scene = await Scene.Start();
        var id = await Saml(scene, new JsonObject
        {
            ["idp_entity_id"] = "https://idp.example",
            ["sso_url"] = "https://idp.example/sso",
            ["certificates"] = new JsonArray(IdpCertificates.Pem(IdpCertificates.First)),
        });
        var link = await scene.Link(["certificate"], id);
        var page = await scene.Begin(link);
        Assert.Contains(IdpCertificates.Sha256(IdpCertificates.First), page.Text, StringComparison.Ordinal);
        page = await scene.Browser.Press("Save the certificate", ("certificates", "no certificate"));
        Assert.Equal(422, page.Status);
        page = await scene.Browser.Press("Save the certificate", ("certificates", IdpCertificates.Pem(IdpCertificates.Second)),
            ("sso_url", "https://evil.example/sso"), ("idp_entity_id", "https://evil.example"), ("name", "Evil"));
        Assert.Contains("Saved", page.Status(), StringComparison.Ordinal);
        Assert.Contains(IdpCertificates.Sha256(IdpCertificates.First), page.Text, StringComparison.Ordinal);
        Assert.Contains(IdpCertificates.Sha256(IdpCertificates.Second), page.Text, StringComparison.Ordinal);
        var stored = StoredJson.Saml((await scene.ConnectionOf(link)).Settings);
        Assert.Equal(("https://idp.example", "https://idp.example/sso", 2), (stored.IdpEntityId, stored.SsoUrl, stored.Certificates.Length));
        Assert.Equal("By fields", (await scene.ConnectionOf(link)).Name);
        await scene.Browser.ClickLink("Go on");
        await scene.Browser.Press("Hand over");
        Assert.NotNull((await scene.Row(link)).HandedOverAt);
    }

    [Fact, Spec("S-125")]
    public async Task New_metadata_has_to_be_of_the_same_entity()
    {
        await using var scene = await Scene.Start();
        await using var idp = await TestSamlIdp.Start(new() { HostName = "localhost", AcceptAnySp = true, Clock = scene.Clock, Key = Key.Value });
        var id = await Saml(scene, new JsonObject { ["metadata_xml"] = idp.MetadataXml });
        var link = await scene.Link(["certificate"], id);
        await scene.Begin(link);
        var page = await scene.Browser.Press("Save the certificate", ("metadata_xml", idp.MetadataXml.Replace(idp.EntityId, "https://evil.example/idp", StringComparison.Ordinal)));
        Assert.Equal(422, page.Status);
        Assert.Null((await scene.Row(link)).SavedAt);
        page = await scene.Browser.Press("Save the certificate", ("metadata_xml", ""));
        Assert.Equal(422, page.Status);
        page = await scene.Browser.Press("Save the certificate", ("metadata_xml", idp.MetadataXml));
        Assert.Contains("Saved", page.Status(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_provider_is_chosen_and_the_other_protocol_begins_anew()
    {
        await using var scene = await Scene.Start();
        var link = await scene.Link(["sso"]);
        await scene.Begin(link);
        await scene.Browser.Press("OIDC", ("choice", "okta oidc"));
        var first = (await scene.Row(link)).ConnectionId!;
        await scene.Step(link, "provider");
        await scene.Browser.Press("OIDC", ("choice", "google oidc"));
        Assert.Equal(("Google Workspace", first), ((await scene.ConnectionOf(link)).Name, (await scene.Row(link)).ConnectionId));
        Assert.Equal("https://accounts.google.com", StoredJson.Oidc((await scene.ConnectionOf(link)).Settings).IssuerUrl);
        await scene.Browser.Press("Save and check", ("client_id", "mine"));
        var page = await scene.Step(link, "provider");
        Assert.Contains("what you entered is dropped", page.Text, StringComparison.Ordinal);
        await scene.Browser.Press("OIDC", ("choice", "entra oidc"));
        Assert.Equal("mine", StoredJson.Oidc((await scene.ConnectionOf(link)).Settings).ClientId);
        await scene.Step(link, "provider");
        await scene.Browser.Press("SAML", ("choice", "okta saml"));
        Assert.Equal("saml", (await scene.ConnectionOf(link)).Protocol);
        Assert.Null(await scene.Db.Read(tx => ConnectionStore.Find(tx, scene.Tenant.Id, first), CancellationToken.None));
        Assert.Null((await scene.Row(link)).SavedAt);
    }

    [Fact]
    public async Task A_stale_save_says_so_and_a_button_that_saves_nothing_loses_nothing()
    {
        await using var scene = await Scene.Start();
        var link = await scene.Link(["sso"]);
        await scene.Begin(link);
        await scene.Browser.Press("OIDC", ("choice", "okta oidc"));
        await scene.Change(await scene.ConnectionOf(link), c => c with { Name = "By somebody else" });
        var page = await scene.Browser.Press("Add mappings", ("client_id", "mine"));
        Assert.Equal("mine", page.Value("client_id"));
        page = await scene.Browser.Press("Save and check");
        Assert.Equal(412, page.Status);
        Assert.Equal("mine", page.Value("client_id"));
    }

    [Fact]
    public async Task A_failed_test_says_why_and_an_edit_asks_for_another()
    {
        await using var scene = await Scene.Start();
        var link = await scene.Link(["sso"]);
        await scene.Begin(link);
        await scene.Browser.Press("OIDC", ("choice", "okta oidc"));
        await scene.Browser.Press("Save and check", ("issuer_url", scene.Op.Issuer), ("client_id", "broker"), ("client_secret", "secret-0123456789"),
            ("claim_mappings.email", "no_such_claim"));
        var page = await scene.Test();
        Assert.Contains("did not work", page.Status(), StringComparison.Ordinal);
        Assert.Null((await scene.Row(link)).TestedAt);
        await scene.Step(link, "connect");
        await scene.Browser.Press("Save and check", ("claim_mappings.email", "email"));
        page = await scene.Step(link, "test");
        Assert.DoesNotContain("did not work", page.Text, StringComparison.Ordinal);
        page = await scene.Test();
        Assert.Contains("It works", page.Status(), StringComparison.Ordinal);
        await scene.Step(link, "connect");
        await scene.Browser.Press("Save and check", ("scopes", "openid email"));
        Assert.DoesNotContain("It works", (await scene.Step(link, "test")).Text, StringComparison.Ordinal);
    }

    [Fact, Spec("TG-15")]
    public async Task Without_the_plan_it_is_prepared_and_handed_over_and_says_why_it_is_not_on()
    {
        await using var scene = await Scene.Start();
        await scene.Change(scene.Tenant, t => t with { Plan = Plans.Free });
        var link = await scene.Link(["sso", "enable"]);
        await scene.Begin(link);
        await scene.Browser.Press("OIDC", ("choice", "okta oidc"));
        await scene.Browser.Press("Save and check", ("issuer_url", scene.Op.Issuer), ("client_id", "broker"), ("client_secret", "secret-0123456789"));
        await scene.Step(link, "finish");
        var page = await scene.Browser.Press("Turn it on and finish");
        Assert.Equal(403, page.Status);
        Assert.Contains("not in the plan yet", page.Alert(), StringComparison.Ordinal);
        Assert.Null((await scene.Row(link)).HandedOverAt);
        page = await scene.Browser.Press("Hand over without turning it on");
        Assert.Contains("An admin has been told", page.Text, StringComparison.Ordinal);
    }

    private static async Task<string> Saml(Scene scene, JsonObject more)
    {
        var connections = (ConnectionAdmin)scene.Broker.Services.GetService(typeof(ConnectionAdmin))!;
        (more["name"], more["protocol"]) = ("By fields", "saml");
        var made = await connections.Create(ManagementCaller.CommandLine, scene.Tenant.Id, more, CancellationToken.None);
        var id = made.Match(c => c.Resource.Id, why => throw new InvalidOperationException(why.Title + string.Concat(why.Errors.Select(e => e.Path + e.Says))));
        await scene.Db.Write(
            async tx => await ConnectionStore.Update(tx, (await ConnectionStore.Find(tx, scene.Tenant.Id, id))! with { Enabled = true, Version = 9 }, 1),
            CancellationToken.None);
        return id;
    }
}
