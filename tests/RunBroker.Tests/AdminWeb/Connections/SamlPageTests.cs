using System.Globalization;
using RunBroker.Admin;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;
using RunBroker.TestIdps;
using RunBroker.Tests.Admin;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.AdminWeb.Connections;

/// <summary>"SSO SAML": metadata by its address, as a file, as text, or field by field; changed metadata; our keys.</summary>
public sealed class SamlPageTests
{
    private static readonly Lazy<TestSamlKey> Key = new(() => TestSamlKey.OfRsa());

    [Fact, Spec("TG-20"), Spec("TG-23")]
    public async Task The_form_gives_our_URLs_and_our_metadata()
    {
        await using var stage = await Stage.Start();
        var page = await stage.New();
        var id = page.Id();
        var root = $"{stage.Scene.Broker.Url}/federation/saml/{id}";
        foreach (var url in (string[])[root + "/acs", root + "/metadata", root + "/slo"])
            Assert.Contains(url, page.Text, StringComparison.Ordinal);
        foreach (var label in (string[])["ACS URL", "Entity ID", "SLO URL", "E-mail", "First Name", "Last Name", "Enabled", "Save"])
            Assert.Contains(label, page.Text, StringComparison.Ordinal);
        Assert.Equal(root + "/metadata", page.Html.QuerySelector("a[download='runbroker-metadata.xml']")!.GetAttribute("href"));
        var pem = await stage.Scene.Open($"{ConnectionSteps.All}/{id}/signing-certificate");
        Assert.StartsWith("-----BEGIN CERTIFICATE-----", pem.Body, StringComparison.Ordinal);
        Assert.Contains("runbroker-signing.pem", pem.Header("Content-Disposition"), StringComparison.Ordinal);
    }

    [Fact, Spec("TG-20"), Spec("TG-14")]
    public async Task By_its_address_somebody_signs_in()
    {
        await using var stage = await Stage.Start();
        await stage.New();
        var page = await stage.Scene.Browser.Press("Save", ("metadata_source", "url"), ("metadata_url", stage.Idp.MetadataUrl), ("enabled", "on"),
            ("claim_mappings.email", "email"), ("claim_mappings.first_name", "firstName"), ("claim_mappings.last_name", "lastName"));
        Assert.Contains("enabled", page.Status(), StringComparison.Ordinal);
        Assert.Contains(stage.Idp.EntityId, page.Text, StringComparison.Ordinal);
        Assert.Contains(stage.Idp.SsoUrl, page.Text, StringComparison.Ordinal);
        Assert.False((await stage.Scene.Stored(stage.Scene.Connection.Id)).Enabled);
        stage.Scene.NewBrowser();
        Assert.Equal("maria@acme.example", (string?)(await stage.Scene.SignIn()).Claims["email"]);
    }

    [Fact, Spec("TG-20")]
    public async Task As_a_file_it_is_read_and_kept_by_the_next_save()
    {
        await using var stage = await Stage.Start();
        var id = (await stage.New()).Id();
        stage.Scene.Browser.Chosen["metadata_file"] = new("metadata.xml", stage.MetadataOctets);
        var page = await stage.Scene.Browser.Press("Save", ("metadata_source", "upload"));
        Assert.Equal("Saved", page.Status());
        Assert.Contains(stage.Idp.SsoUrl, page.Text, StringComparison.Ordinal);
        Assert.Equal("", page.Value("metadata_xml"));
        page = await stage.Scene.Browser.Press("Save", ("name", "Renamed"));
        Assert.Contains("There is one already", page.Text, StringComparison.Ordinal);
        Assert.Contains(stage.Idp.SsoUrl, page.Text, StringComparison.Ordinal);
        Assert.True(StoredJson.Saml((await stage.Scene.Stored(id)).Settings).MetadataUploaded);
    }

    [Fact, Spec("TG-20")]
    public async Task As_text_it_is_read_and_what_is_wrong_with_it_is_said()
    {
        await using var stage = await Stage.Start();
        await stage.New();
        var page = await stage.Scene.Browser.Press("Save", ("metadata_source", "upload"), ("metadata_xml", "{\"issuer\":\"x\"}"));
        Assert.Equal(422, page.Status);
        Assert.NotEqual("", page.Beside("metadata_xml"));
        Assert.Equal("{\"issuer\":\"x\"}", page.Value("metadata_xml"));
        page = await stage.Scene.Browser.Press("Save", ("metadata_xml", stage.Idp.MetadataXml));
        Assert.Equal("Saved", page.Status());
        Assert.Contains(stage.Idp.SsoUrl, page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_cannot_be_used_stands_in_the_text_field_afterwards()
    {
        await using var stage = await Stage.Start();
        await stage.New();
        stage.Scene.Browser.Chosen["metadata_file"] = new("index.html", "<html><body>Sign in</body></html>"u8.ToArray());
        var page = await stage.Scene.Browser.Press("Save", ("metadata_source", "upload"));
        Assert.Equal(422, page.Status);
        Assert.NotEqual("", page.Beside("metadata_xml"));
        Assert.Equal("<html><body>Sign in</body></html>", page.Value("metadata_xml"));
    }

    [Fact]
    public async Task A_file_is_asked_for_where_none_was_chosen()
    {
        await using var stage = await Stage.Start();
        await stage.New();
        var page = await stage.Scene.Browser.Press("Save", ("metadata_source", "upload"));
        Assert.Equal(422, page.Status);
        Assert.NotEqual("", page.Beside("metadata_xml"));
    }

    [Fact, Spec("S-038")]
    public async Task Field_by_field_with_one_certificate_in_each_field()
    {
        await using var stage = await Stage.Start();
        var id = (await stage.New()).Id();
        var (first, second) = (IdpCertificates.Pem(IdpCertificates.First), IdpCertificates.Pem(IdpCertificates.Second));
        var page = await stage.Scene.Browser.Press("Save", ("metadata_source", "fields"), ("idp_entity_id", stage.Idp.EntityId), ("sso_url", "ftp://x"),
            ("idp_slo_url", stage.Idp.SloUrl), ("certificates", first + "\n" + second));
        Assert.Equal(422, page.Status);
        Assert.NotEqual("", page.Beside("sso_url"));
        // Of a chain the second must not become a key that signs.
        Assert.Contains("of a chain, only the first", page.Beside("certificates[0]"), StringComparison.Ordinal);
        page = await stage.Scene.Browser.Press("Save", ("sso_url", stage.Idp.SsoUrl), ("certificates", first));
        Assert.Equal("Saved", page.Status());
        var settings = StoredJson.Saml((await stage.Scene.Stored(id)).Settings);
        Assert.Equal((stage.Idp.EntityId, stage.Idp.SsoUrl, stage.Idp.SloUrl, 1),
            (settings.IdpEntityId, settings.SsoUrl, settings.SloUrl, settings.Certificates.Length));
        Assert.Contains(IdpCertificates.Sha256(IdpCertificates.First), page.Text, StringComparison.Ordinal);
        Assert.Contains("ends 21 Nov 2029", page.Text, StringComparison.Ordinal);
        Assert.NotNull(page.Html.GetElementById("certificates[1]"));

        // And over to an address: nothing of the fields stays.
        page = await stage.Scene.Browser.Press("Save", ("metadata_source", "url"), ("metadata_url", stage.Idp.MetadataUrl));
        settings = StoredJson.Saml((await stage.Scene.Stored(id)).Settings);
        Assert.Equal((stage.Idp.MetadataUrl, null, null, 0), (settings.MetadataUrl, settings.IdpEntityId, settings.SsoUrl, settings.Certificates.Length));
    }

    [Fact]
    public async Task An_address_that_does_not_answer_is_said_and_asked_again_by_a_button()
    {
        await using var stage = await Stage.Start();
        await stage.New();
        stage.Idp.MetadataStatus = 503;
        var page = await stage.Scene.Browser.Press("Save", ("metadata_source", "url"), ("metadata_url", stage.Idp.MetadataUrl));
        Assert.Contains("HTTP 503", page.Beside("metadata_url"), StringComparison.Ordinal);
        stage.Idp.MetadataStatus = null;
        page = await stage.Scene.Browser.Press("Check again now");
        Assert.Equal("Checked", page.Status());
        Assert.DoesNotContain("503", page.Beside("metadata_url"), StringComparison.Ordinal);
        Assert.Contains(stage.Idp.SsoUrl, page.Text, StringComparison.Ordinal);
    }

    [Fact, Spec("S-125")]
    public async Task Changed_metadata_shows_what_changed_and_counts_once_somebody_takes_it_over()
    {
        await using var stage = await Stage.Start();
        var id = (await stage.New()).Id();
        await stage.Scene.Browser.Press("Save", ("metadata_source", "url"), ("metadata_url", stage.Idp.MetadataUrl));
        stage.Idp.EditMetadata = xml => xml.DocumentElement!.SetAttribute("entityID", "https://elsewhere.example/idp");
        var page = await stage.Scene.Browser.Press("Check again now");
        Assert.Contains("It names another entity ID", page.Text, StringComparison.Ordinal);
        Assert.Contains("https://elsewhere.example/idp", page.Html.GetElementById("pending")!.TextContent, StringComparison.Ordinal);
        var waiting = await stage.Scene.Db.Read(tx => SamlMetadataStore.Find(tx, stage.Scene.Tenant.Id, id), CancellationToken.None);
        Assert.Contains(SamlView.Thumbprint(waiting!.PendingDocument), page.Text, StringComparison.Ordinal);

        page = await stage.Scene.Browser.Press("The change is theirs", ("sha256", new string('0', 64)));
        Assert.Equal(412, page.Status);
        page = await stage.Scene.Browser.Press("The change is theirs");
        Assert.Contains("is used now", page.Status(), StringComparison.Ordinal);
        Assert.Null(page.Html.GetElementById("pending"));
        Assert.Contains("https://elsewhere.example/idp", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Our_keys_are_shown_with_their_ends_and_rolled_by_a_button()
    {
        await using var stage = await Stage.Start();
        var id = (await stage.New()).Id();
        var page = await stage.Scene.Browser.Press("Make and publish a new key", ("use", "signing"));
        Assert.Equal("A new key is published", page.Status());
        Assert.Contains("used from", page.Html.GetElementById("sp_certificates")!.TextContent, StringComparison.Ordinal);
        var keys = await stage.Scene.Db.Read(tx => SamlKeyStore.Of(tx, stage.Scene.Tenant.Id, id), CancellationToken.None);
        Assert.Equal((2, 1), (keys.Count(k => k.KeyUse == SamlKeyRow.Signing), keys.Count(k => k.KeyUse == SamlKeyRow.Encryption)));
        page = await stage.Scene.Browser.Press("Make and publish a new key", ("use", "encryption"), ("when", "now"));
        Assert.Contains("not used any more", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_further_setting_is_saved_and_shown_again()
    {
        await using var stage = await Stage.Start();
        await stage.New();
        (string Name, string Value)[] values =
        [
            ("name", "All of it"), ("subject_attribute", "oid"), ("name_id_format", "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"),
            ("require_signed", "assertion"), ("upstream_logout", "on"), ("want_assertions_encrypted", "on"), ("force_authn", "on"),
            ("requested_authn_context", "urn:oasis:names:tc:SAML:2.0:ac:classes:X509"), ("clock_skew_seconds", "30"), ("allow_idp_initiated", "on"),
            ("allow_aes_cbc", "on"), ("allow_sha1_until", stage.Scene.Clock.GetUtcNow().AddDays(90).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), ("global_token_revocation_jwt_iss", "https://okta.example"),
            ("global_token_revocation_jwt_sub", "sub"), ("global_token_revocation_jwks_uri", "https://okta.example/keys"),
            ("metadata_source", "fields"), ("idp_entity_id", "urn:idp"), ("sso_url", "https://idp.example/sso"), ("sso_binding", "post"),
            ("idp_slo_url", "https://idp.example/slo"), ("slo_response_url", "https://idp.example/slo/done"), ("slo_binding", "redirect"),
        ];
        var page = await stage.Scene.PressWithout("Save", "sign_authn_requests", values);
        Assert.Equal(200, page.Status);
        foreach (var (name, value) in values.Where(v => v.Name != "metadata_source"))
            Assert.Equal((name, value), (name, page.Value(name)));
        Assert.Equal("", page.Value("sign_authn_requests"));
        page = await stage.Scene.Browser.Press("Save", ("clock_skew_seconds", "much"));
        Assert.NotEqual("", page.Beside("clock_skew_seconds"));
        Assert.Equal("much", page.Value("clock_skew_seconds"));
    }

    /// <summary>A tenant whose admin is about to connect a SAML provider.</summary>
    private sealed record Stage(Scene Scene, TestSamlIdp Idp) : IAsyncDisposable
    {
        public ReadOnlyMemory<byte> MetadataOctets => System.Text.Encoding.UTF8.GetBytes(Idp.MetadataXml);

        public static async Task<Stage> Start()
        {
            var scene = await Scene.Start();
            var idp = await TestSamlIdp.Start(new() { HostName = "localhost", AcceptAnySp = true, Clock = scene.Clock, Key = Key.Value });
            idp.Users.Add(TestUser.Person("maria", "Maria", "Souza", "maria@acme.example", "staff"));
            idp.SignInAs = "maria";
            await scene.AsOperator();
            return new(scene, idp);
        }

        public async Task<TestPage> New()
        {
            await Scene.OpenNew("protocol=saml");
            return await Scene.Browser.Press("Save", ("name", "Our SAML"));
        }

        public async ValueTask DisposeAsync()
        {
            await Idp.DisposeAsync();
            await Scene.DisposeAsync();
        }
    }
}
