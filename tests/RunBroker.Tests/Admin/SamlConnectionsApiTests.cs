using System.Text.Json.Nodes;
using RunBroker.Protocol.Saml.Signatures;
using RunBroker.Storage;
using RunBroker.Storage.Secrets;
using RunBroker.TestIdps;

namespace RunBroker.Tests.Admin;

/// <summary>Creating, reading and changing connections of protocol `saml`.</summary>
public sealed class SamlConnectionsApiTests
{
    private const string Path = "/tenants/acme/connections";

    private static readonly IdpDocument Good = new() { Certificates = [IdpCertificates.First] };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact, Spec("TG-20"), Spec("TG-31")]
    public async Task A_name_and_a_protocol_suffice_and_what_the_provider_needs_is_there()
    {
        await using var host = await AdminHost.Start();
        var token = await host.Tenant("acme");
        await host.Patch("/tenants/acme", new JsonObject { ["callback_hosts"] = new JsonArray("acme.run.example") });
        var made = await host.Post(Path, new JsonObject { ["name"] = "ADFS", ["protocol"] = "saml" }, token);
        Assert.Equal(201, made.Status);
        var at = $"https://sso.example/federation/saml/{made["id"]}";
        Assert.Equal((at + "/metadata", at + "/metadata", at + "/acs", at + "/slo"),
            (made["sp_entity_id"], made["sp_metadata_url"], made["acs_url"], made["slo_url"]));
        Assert.Equal([at + "/acs", $"https://acme.run.example/federation/saml/{made["id"]}/acs"], Texts(made, "acs_urls"));
        Assert.StartsWith("https://sso.example/login/", made["login_url"], StringComparison.Ordinal);
        Assert.Equal(("fields", false, "either"), (made["metadata_source"], (bool)made.Json["enabled"]!, made["require_signed"]));
        Assert.Equal((true, true, 180), ((bool)made.Json["sign_authn_requests"]!, (bool)made.Json["sign_logout_requests"]!, (int)made.Json["clock_skew_seconds"]!));
        Assert.Equal(["idp_entity_id Missing", "sso_url Missing", "certificates Missing"], Warnings(made));
        Assert.Equal("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress", (string)made.Json["claim_mappings"]!["email"]!);
        Assert.DoesNotContain("issuer_url", made.Json.AsObject().Select(m => m.Key));
        Assert.DoesNotContain("client_secret_set", made.Json.AsObject().Select(m => m.Key));
        Assert.Equal(422, (await host.Post($"{Path}/{made["id"]}/enable", null)).Status);
    }

    [Fact, Spec("S-089"), Spec("P-001")]
    public async Task Two_keys_are_made_with_it_and_their_private_halves_are_sealed_and_never_answered()
    {
        await using var host = await AdminHost.Start();
        await host.Tenant("acme");
        var made = await host.Post(Path, new JsonObject { ["name"] = "ADFS", ["protocol"] = "saml" });
        var shown = made.Json["sp_certificates"]!.AsArray();
        Assert.Equal(["signing current", "encryption current"], shown.Select(c => $"{c!["use"]} {c["state"]}"));
        Assert.Equal(2, shown.Select(c => (string)c!["sha256"]!).Distinct().Count());
        Assert.DoesNotContain("private", made.Text, StringComparison.OrdinalIgnoreCase);
        var tenant = await Samples.TenantOf(host, "acme");
        var rows = await host.Db.Read(tx => SamlKeyStore.Of(tx, tenant, made["id"]), Stop);
        Assert.All(rows, row =>
        {
            var open = host.Service<SecretBox>().Open(row.PrivateKey, new(tenant.Value, "saml_key", row.Id, "private_key"));
            using var key = SpKey.From(open, row.Certificate);
            Assert.Null(host.Service<SecretBox>().Open(row.PrivateKey, new(tenant.Value, "saml_key", "key_other", "private_key")));
        });

        Assert.Equal(204, (await host.Delete($"{Path}/{made["id"]}")).Status);
        Assert.Empty(await host.Db.Read(tx => SamlKeyStore.Of(tx, tenant, made["id"]), Stop));
    }

    [Fact]
    public async Task By_fields_it_is_finished_with_a_certificate_in_pem_or_base64()
    {
        await using var host = await AdminHost.Start();
        await host.Tenant("acme");
        var made = await host.Post(Path, Fields());
        Assert.Equal(201, made.Status);
        Assert.Empty(Warnings(made));
        Assert.Equal([Convert.ToBase64String(IdpCertificates.First)], Texts(made, "certificates"));
        Assert.Equal(IdpCertificates.Sha256(IdpCertificates.First), (string)made.Json["idp_certificates"]![0]!["sha256"]!);
        Assert.Equal(new DateTime(2029, 11, 21, 12, 0, 0), (DateTime)made.Json["status"]!["certificate_expires_at"]!);
        Assert.Equal(200, (await host.Post($"{Path}/{made["id"]}/enable", null)).Status);

        // Of both certificates the last one counts: until then there is one to trust.
        var both = await host.Patch($"{Path}/{made["id"]}", new JsonObject
        {
            ["certificates"] = new JsonArray(Convert.ToBase64String(IdpCertificates.First), Convert.ToBase64String(IdpCertificates.Second, Base64FormattingOptions.InsertLineBreaks)),
        });
        Assert.Equal(new DateTime(2030, 11, 21, 12, 0, 0), (DateTime)both.Json["status"]!["certificate_expires_at"]!);
        Assert.Equal((true, 2), ((bool)both.Json["enabled"]!, Texts(both, "certificates").Count));
    }

    [Fact, Spec("TG-23")]
    public async Task Slo_url_answers_ours_and_takes_theirs()
    {
        await using var host = await AdminHost.Start();
        await host.Tenant("acme");
        var fields = Fields();
        fields["slo_url"] = "https://idp.example/slo";
        var made = await host.Post(Path, fields);
        Assert.Equal(($"https://sso.example/federation/saml/{made["id"]}/slo", "https://idp.example/slo"), (made["slo_url"], made["idp_slo_url"]));
        // The whole answer sent back changes nothing.
        var again = await host.Patch($"{Path}/{made["id"]}", made.Json.DeepClone());
        Assert.Equal((200, "https://idp.example/slo"), (again.Status, again["idp_slo_url"]));
        Assert.Null((await host.Patch($"{Path}/{made["id"]}", new JsonObject { ["slo_url"] = null })).Json["idp_slo_url"]);
        Assert.Equal("https://idp.example/other", (await host.Patch($"{Path}/{made["id"]}", new JsonObject { ["idp_slo_url"] = "https://idp.example/other" }))["idp_slo_url"]);
        Assert.Equal(["slo_url"], (await host.Patch($"{Path}/{made["id"]}",
            new JsonObject { ["idp_slo_url"] = "https://idp.example/a", ["slo_url"] = "https://idp.example/b" })).ErrorFields);
    }

    [Theory, Spec("TG-20"), Spec("TG-21")]
    [InlineData("metadata_xml", false)]
    [InlineData("metadata_xml", true)]
    [InlineData("idp_metadata", true)]
    public async Task An_uploaded_document_as_text_or_base64_is_read_and_never_answered(string member, bool base64)
    {
        await using var host = await AdminHost.Start();
        await host.Tenant("acme");
        var made = await host.Post(Path, new JsonObject
        {
            ["name"] = "ADFS",
            ["protocol"] = "saml",
            [member] = base64 ? Convert.ToBase64String(Good.Octets, Base64FormattingOptions.InsertLineBreaks) : Good.Text,
        });
        Assert.Equal(201, made.Status);
        Assert.Equal(("upload", Good.EntityId, Good.SsoUrl, "redirect", Good.SloUrl, Good.SloUrl + "/done"),
            (made["metadata_source"], made["idp_entity_id"], made["sso_url"], made["sso_binding"], made["idp_slo_url"], made["slo_response_url"]));
        Assert.Equal([Convert.ToBase64String(IdpCertificates.First)], Texts(made, "certificates"));
        Assert.Empty(Warnings(made));
        Assert.DoesNotContain("EntityDescriptor", made.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("idp_metadata", made.Text, StringComparison.Ordinal);
        Assert.NotNull(made.Json["status"]!["metadata_refreshed_at"]);

        // Anything else is changed beside it, and the other of its endpoints preferred.
        var changed = await host.Patch($"{Path}/{made["id"]}", new JsonObject { ["name"] = "New", ["sso_binding"] = "post" });
        Assert.Equal(("upload", Good.SsoUrl + "/post", "post"), (changed["metadata_source"], changed["sso_url"], changed["sso_binding"]));
        Assert.Equal(200, (await host.Post($"{Path}/{made["id"]}/enable", null)).Status);
        // A new upload replaces it: an admin's own hand needs no confirmation.
        var replaced = await host.Patch($"{Path}/{made["id"]}", new JsonObject { ["metadata_xml"] = (Good with { EntityId = "https://other.example" }).Text });
        Assert.Equal(("https://other.example", true), (replaced["idp_entity_id"], replaced.Json["pending_metadata"] is null));
        // Without a document what it said stays as fields.
        var fields = await host.Patch($"{Path}/{made["id"]}", new JsonObject { ["metadata_xml"] = null });
        Assert.Equal(("fields", "https://other.example", 1), (fields["metadata_source"], fields["idp_entity_id"], Texts(fields, "certificates").Count));
        var tenant = await Samples.TenantOf(host, "acme");
        Assert.Null(await host.Db.Read(tx => SamlMetadataStore.Find(tx, tenant, made["id"]), Stop));
    }

    [Theory, Spec("S-120")]
    [InlineData("<html><body>Sign in</body></html>", "HtmlPage")]
    [InlineData("<md:EntityDescriptor", "NotXml")]
    [InlineData("<!DOCTYPE a><a/>", "Doctype")]
    [InlineData("{}", "JsonDocument")]
    public async Task A_document_that_cannot_be_read_is_refused_at_once_and_says_why(string document, string code)
    {
        await using var host = await AdminHost.Start();
        await host.Tenant("acme");
        var refused = await host.Post(Path, new JsonObject { ["name"] = "ADFS", ["protocol"] = "saml", ["metadata_xml"] = document });
        Assert.Equal((422, "urn:runbroker:problem:invalid"), (refused.Status, refused.Type));
        Assert.Equal(["metadata_xml"], refused.ErrorFields);
        Assert.Equal(code, (string)refused.Json["problems"]![0]!["code"]!);
        Assert.Empty((await host.Get(Path)).Json["items"]!.AsArray());
    }

    [Theory]
    [InlineData("""{"metadata_url":"https://idp.example/m","metadata_xml":"<x/>"}""", "metadata_xml")]
    [InlineData("""{"metadata_url":"https://idp.example/m","sso_url":"https://idp.example/sso"}""", "sso_url")]
    [InlineData("""{"metadata_url":"https://idp.example/m","certificates":["AAAA"]}""", "certificates")]
    [InlineData("""{"metadata_url":"https://idp.example/m","slo_url":"https://idp.example/slo"}""", "slo_url")]
    [InlineData("""{"metadata_url":"http://idp.example/m"}""", "metadata_url")]
    [InlineData("""{"metadata_url":"https://u:p@idp.example/m"}""", "metadata_url")]
    [InlineData("""{"sso_url":"javascript:alert(1)"}""", "sso_url")]
    [InlineData("""{"sso_url":"http://idp.example/sso"}""", "sso_url")]
    [InlineData("""{"slo_response_url":"https://idp.example/#x"}""", "slo_response_url")]
    [InlineData("""{"sso_binding":"artifact"}""", "sso_binding")]
    [InlineData("""{"certificates":["not base64!"]}""", "certificates[0]")]
    [InlineData("""{"certificates":["AAAA"]}""", "certificates[0]")]
    [InlineData("""{"certificates":"AAAA"}""", "certificates")]
    [InlineData("""{"certificates":[{}]}""", "certificates[0]")]
    [InlineData("""{"certificates":["-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"]}""", "certificates[0]")]
    [InlineData("""{"require_signed":"none"}""", "require_signed")]
    [InlineData("""{"clock_skew_seconds":301}""", "clock_skew_seconds")]
    [InlineData("""{"allow_sha1_until":"soon"}""", "allow_sha1_until")]
    [InlineData("""{"allow_sha1_until":"2040-01-01T00:00:00Z"}""", "allow_sha1_until")]
    [InlineData("""{"name_id_format":"persistent"}""", "name_id_format")]
    [InlineData("""{"requested_authn_context":["password"]}""", "requested_authn_context[0]")]
    [InlineData("""{"metadata_xml":{}}""", "metadata_xml")]
    [InlineData("""{"issuer_url":"https://idp.example"}""", "issuer_url")]
    [InlineData("""{"acs_url":"https://evil.example"}""", "acs_url")]
    [InlineData("""{"sp_certificates":[1]}""", "sp_certificates")]
    public async Task Malformed_values_are_refused_by_field(string members, string field)
    {
        await using var host = await AdminHost.Start();
        await host.Tenant("acme");
        var body = (JsonObject)JsonNode.Parse(members)!;
        (body["name"], body["protocol"]) = ("S", "saml");
        var refused = await host.Post(Path, body);
        Assert.Equal(422, refused.Status);
        Assert.Contains(field, refused.ErrorFields);
    }

    [Fact, Spec("S-038")]
    public async Task A_weak_certificate_and_a_chain_are_refused()
    {
        await using var host = await AdminHost.Start();
        await host.Tenant("acme");
        var (weak, good) = (IdpCertificates.Pem(IdpCertificates.Make(IdpCertificates.Now.AddYears(1), 1024)), IdpCertificates.Pem(IdpCertificates.First));
        var refused = await host.Post(Path, new JsonObject { ["name"] = "S", ["protocol"] = "saml", ["certificates"] = new JsonArray(good, weak, $"{good}\n{good}") });
        Assert.Equal(["certificates[1]", "certificates[2]"], refused.ErrorFields);
        Assert.Contains("KeyTooShort", refused.Text, StringComparison.Ordinal);
    }

    [Fact, Spec("TG-22")]
    public async Task TagoIOs_mapping_is_taken_whole_and_answered_by_our_names()
    {
        await using var host = await AdminHost.Start();
        await host.Tenant("acme");
        var made = await host.Post(Path, new JsonObject
        {
            ["name"] = "S",
            ["protocol"] = "saml",
            ["mapping"] = new JsonObject
            {
                ["email"] = "mail",
                ["firstName"] = "givenName",
                ["phone"] = "telephoneNumber",
                ["tags"] = new JsonObject { ["site"] = "l", ["unit"] = "ou" },
            },
        });
        Assert.Equal(201, made.Status);
        Assert.Equal(("mail", "givenName", "telephoneNumber"),
            ((string)made.Json["claim_mappings"]!["email"]!, (string)made.Json["claim_mappings"]!["first_name"]!, (string)made.Json["claim_mappings"]!["phone"]!));
        Assert.Equal(["site=l", "unit=ou"], made.Json["other_claim_mappings"]!.AsArray().Select(m => $"{m!["tag"]}={m["claim"]}"));
        Assert.DoesNotContain("mapping", made.Json.AsObject().Select(m => m.Key));

        var changed = await host.Patch($"{Path}/{made["id"]}", new JsonObject { ["mapping"] = new JsonObject { ["email"] = "m", ["firstName"] = "f" } });
        Assert.Equal(("m", true), ((string)changed.Json["claim_mappings"]!["email"]!, changed.Json["claim_mappings"]!["phone"] is null));
        Assert.Empty(changed.Json["other_claim_mappings"]!.AsArray());
    }

    [Theory, Spec("TG-22")]
    [InlineData("""{"mapping":{"email":"mail"}}""", "mapping.firstName")]
    [InlineData("""{"mapping":{"firstName":"f"}}""", "mapping.email")]
    [InlineData("""{"mapping":{"email":"m","firstName":"f","first_name":"f"}}""", "mapping.first_name")]
    [InlineData("""{"mapping":{"email":"m","firstName":"f","tags":{"site":1}}}""", "mapping.tags.site")]
    [InlineData("""{"mapping":"mail"}""", "mapping")]
    [InlineData("""{"mapping":{"email":"m","firstName":"f"},"claim_mappings":{"email":"other"}}""", "mapping")]
    [InlineData("""{"mapping":{"email":"m","firstName":"f"},"other_claim_mappings":[]}""", "mapping")]
    [InlineData("""{"idp_metadata":"AAAA","metadata_xml":"<x/>"}""", "idp_metadata")]
    public async Task TagoIOs_names_that_clash_with_ours_or_are_incomplete_are_refused(string members, string field)
    {
        await using var host = await AdminHost.Start();
        await host.Tenant("acme");
        var body = (JsonObject)JsonNode.Parse(members)!;
        (body["name"], body["protocol"]) = ("S", "saml");
        var refused = await host.Post(Path, body);
        Assert.Equal(422, refused.Status);
        Assert.Contains(field, refused.ErrorFields);
        // They are names of SAML connections only.
        Assert.Equal(422, (await host.Post(Path, new JsonObject { ["name"] = "O", ["protocol"] = "oidc", ["mapping"] = new JsonObject() })).Status);
    }

    [Fact]
    public async Task The_protocol_is_set_once()
    {
        await using var host = await AdminHost.Start();
        await host.Tenant("acme");
        var saml = await host.Post(Path, new JsonObject { ["name"] = "S", ["protocol"] = "saml" });
        Assert.Equal(["protocol"], (await host.Patch($"{Path}/{saml["id"]}", new JsonObject { ["protocol"] = "oidc" })).ErrorFields);
        Assert.Contains("protocol", (await host.Post(Path, new JsonObject { ["name"] = "S", ["protocol"] = "ldap" })).ErrorFields);
    }

    [Fact, Spec("TG-14")]
    public async Task Enabling_one_protocol_disables_the_other()
    {
        await using var op = await TestOp.Start();
        await using var host = await AdminHost.Start();
        await host.Tenant("acme");
        var oidc = await ConnectionsApiTests.Finished(host, op);
        var saml = (await host.Post(Path, Fields()))["id"];
        await host.Post($"{Path}/{oidc}/enable", null);
        var enabled = await host.Post($"{Path}/{saml}/enable", null);
        Assert.Equal([oidc], Texts(enabled, "disabled"));
        Assert.False((bool)(await host.Get($"{Path}/{oidc}")).Json["enabled"]!);
        Assert.Equal([saml], Texts(await host.Post($"{Path}/{oidc}/enable", null), "disabled"));
        Assert.Equal(409, (await host.Post($"{Path}/{oidc}/archive", null)).Status);
        Assert.NotNull((await host.Post($"{Path}/{saml}/archive", null)).Json["archived_at"]);
        Assert.Equal(200, (await host.Post($"{Path}/{saml}/restore", null)).Status);
    }

    [Fact, Spec("S-027"), Spec("S-037"), Spec("S-053"), Spec("S-066"), Spec("S-082")]
    public async Task What_is_weaker_than_it_should_be_is_said_loudly()
    {
        await using var host = await AdminHost.Start();
        await host.Tenant("acme");
        var made = await host.Post(Path, Fields());
        var path = $"{Path}/{made["id"]}";
        var weak = await host.Patch(path, new JsonObject
        {
            ["allow_sha1_until"] = "2027-01-31T00:00:00Z",
            ["allow_aes_cbc"] = true,
            ["allow_idp_initiated"] = true,
            ["certificates"] = new JsonArray(Convert.ToBase64String(IdpCertificates.Make(IdpCertificates.Now.AddDays(-1)))),
        });
        Assert.Equal(["certificates CertificateExpired", "allow_sha1_until Sha1Allowed", "allow_aes_cbc CbcAllowed", "allow_idp_initiated IdpInitiatedAllowed"],
            Warnings(weak));
        // None of it keeps it from being enabled (S-037: an expired certificate is a warning).
        Assert.Equal(200, (await host.Post($"{path}/enable", null)).Status);
        host.Clock.Advance(TimeSpan.FromDays(80));
        Assert.DoesNotContain("allow_sha1_until Sha1Allowed", Warnings(await host.Get(path)));

        var transient = new JsonObject { ["name_id_format"] = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient" };
        Assert.Equal(422, (await host.Patch(path, transient)).Status); // it is in use
        await host.Post($"{path}/disable", null);
        Assert.Contains("name_id_format TransientSubject", Warnings(await host.Patch(path, transient)));
        Assert.Equal(422, (await host.Post($"{path}/enable", null)).Status);
        await host.Patch(path, new JsonObject { ["subject_attribute"] = "urn:oid:0.9.2342.19200300.100.1.1" });
        Assert.Equal(200, (await host.Post($"{path}/enable", null)).Status);
    }

    [Fact]
    public async Task Bodies_with_metadata_may_be_a_megabyte_and_others_not()
    {
        await using var host = await AdminHost.Start();
        await host.Tenant("acme");
        var large = Good.Text + $"<!--{new string('x', 600 * 1024)}-->";
        Assert.Equal(201, (await host.Post(Path, new JsonObject { ["name"] = "S", ["protocol"] = "saml", ["metadata_xml"] = large })).Status);
        Assert.Equal(413, (await host.Post(Path, new JsonObject { ["name"] = "S", ["protocol"] = "saml", ["metadata_xml"] = large + large })).Status);
        Assert.Equal(413, (await host.Post("/tenants", new JsonObject { ["slug"] = "b", ["name"] = large })).Status);
    }

    [Fact]
    public async Task Edits_at_once_are_made_one_after_the_other()
    {
        await using var host = await AdminHost.Start();
        await host.Tenant("acme");
        var id = (await host.Post(Path, Fields()))["id"];
        var answers = await Task.WhenAll(
            host.Patch($"{Path}/{id}", new JsonObject { ["name"] = "New" }), host.Patch($"{Path}/{id}", new JsonObject { ["force_authn"] = true }),
            host.Patch($"{Path}/{id}", new JsonObject { ["upstream_logout"] = true }));
        Assert.All(answers, a => Assert.Equal(200, a.Status));
        var after = await host.Get($"{Path}/{id}");
        Assert.Equal(("New", true, true), (after["name"], (bool)after.Json["force_authn"]!, (bool)after.Json["upstream_logout"]!));
    }

    internal static JsonObject Fields() => new()
    {
        ["name"] = "ADFS",
        ["protocol"] = "saml",
        ["idp_entity_id"] = Good.EntityId,
        ["sso_url"] = Good.SsoUrl,
        ["certificates"] = new JsonArray(IdpCertificates.Pem(IdpCertificates.First)),
    };

    internal static List<string> Texts(Answer answer, string name) => [.. answer.Json[name]!.AsArray().Select(t => (string)t!)];

    internal static List<string> Warnings(Answer answer) => [.. answer.Json["warnings"]!.AsArray().Select(w => $"{w!["field"]} {w["code"]}")];
}
