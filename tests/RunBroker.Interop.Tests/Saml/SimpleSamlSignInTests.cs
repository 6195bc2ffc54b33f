using System.Text.Json.Nodes;
using System.Xml.Linq;
using RunBroker.Interop.Tests.Harness;

namespace RunBroker.Interop.Tests.Saml;

/// <summary>npm openid-client as the app, Debian's SimpleSAMLphp as the upstream, the broker between them.</summary>
[Collection<OnSamlStage>]
public sealed class SimpleSamlSignInTests
{
    private readonly SamlStage stage;
    private readonly SimpleSaml idp;

    public SimpleSamlSignInTests(SamlStage stage)
    {
        (this.stage, idp) = (stage, stage.SimpleSaml);
        idp.Set(_ => new());
    }

    [Theory]
    [Spec("S-021"), Spec("TG-20"), Spec("SAMLProf-4.1")]
    [InlineData(true, false, "assertion")]
    [InlineData(false, true, "response")]
    [InlineData(true, true, "either")]
    public async Task What_the_connection_wants_signed_and_is_signed_makes_the_run_user(bool assertion, bool response, string requireSigned)
    {
        idp.Set(s => s with { SignAssertion = assertion, SignResponse = response });
        var tenant = await stage.Shared(idp, new() { ["require_signed"] = requireSigned });
        using var browser = new ScriptedBrowser(People.Alice);

        var answered = await browser.Visit(tenant.App.At("/login"), to => to == tenant.Acs);
        var alice = tenant.Read(await browser.Continue(answered));

        Assert.Equal((assertion, response), Signed(answered));
        Assert.Equal(tenant.Slug, alice.Claims.GetProperty("tenant").GetString());
        Assert.Equal((string)tenant.Connection["id"]!, alice.Claims.GetProperty("idp").GetString());
        Assert.Equal("alice@example.org", alice.UserInfo.GetProperty("email").GetString());
        Assert.False(alice.UserInfo.GetProperty("email_verified").GetBoolean());
        Assert.Equal("sso", (string?)(await tenant.User(alice))["tags"]!["source"]);
    }

    [Theory]
    [Spec("S-021")]
    [InlineData(true, false, "response")]
    [InlineData(false, true, "assertion")]
    public async Task What_is_signed_but_not_what_the_connection_wants_signed_is_refused(bool assertion, bool response, string requireSigned)
    {
        idp.Set(s => s with { SignAssertion = assertion, SignResponse = response });
        var tenant = await stage.Shared(idp, new() { ["require_signed"] = requireSigned });

        await IsRefused(tenant, "RequiredSignatureMissing");
    }

    [Fact]
    [Spec("S-020")]
    public async Task What_is_not_signed_at_all_is_refused()
    {
        idp.Set(s => s with { SignAssertion = false, SignResponse = false });
        var tenant = await stage.Shared(idp);

        await IsRefused(tenant, "NotSigned");
    }

    [Fact]
    [Spec("S-082")]
    public async Task An_assertion_encrypted_with_AES_CBC_signs_in_where_the_connection_allows_it()
    {
        idp.Set(s => s with { SignResponse = true, EncryptAssertion = true });
        var tenant = await stage.Shared(idp, new() { ["allow_aes_cbc"] = true, ["want_assertions_encrypted"] = true });
        using var browser = new ScriptedBrowser(People.Zoe);

        Assert.Equal("zoé@exämple.org", tenant.Read(await browser.Visit(tenant.App.At("/login"))).UserInfo.GetProperty("email").GetString());
    }

    [Fact]
    [Spec("S-082")]
    public async Task An_assertion_encrypted_with_AES_CBC_is_refused_where_the_connection_does_not_allow_it()
    {
        idp.Set(s => s with { SignResponse = true, EncryptAssertion = true });
        var tenant = await stage.Shared(idp);

        await IsRefused(tenant, "EncryptionNotAllowed");
    }

    [Fact]
    [Spec("S-082")]
    public async Task AES_CBC_needs_a_signature_over_the_ciphertext()
    {
        idp.Set(s => s with { EncryptAssertion = true });
        var tenant = await stage.Shared(idp, new() { ["allow_aes_cbc"] = true });

        await IsRefused(tenant, "EncryptionNotAllowed");
    }

    [Fact]
    public async Task A_plain_assertion_is_refused_where_the_connection_wants_it_encrypted()
    {
        var tenant = await stage.Shared(idp, new() { ["want_assertions_encrypted"] = true });

        await IsRefused(tenant, "NotEncrypted");
    }

    [Theory]
    [Spec("S-100")]
    [InlineData("redirect")]
    [InlineData("post")]
    public async Task A_provider_that_demands_signed_requests_takes_ours(string binding)
    {
        idp.Set(s => s with { ValidateRequests = true });
        var tenant = await stage.Shared(idp, new() { ["sign_authn_requests"] = true, ["sso_binding"] = binding });
        using var browser = new ScriptedBrowser(People.Alice);

        tenant.Read(await browser.Visit(tenant.App.At("/login")));
    }

    [Fact]
    [Spec("S-100")]
    public async Task A_provider_whose_metadata_demands_signed_requests_gets_them_whatever_the_connection_says()
    {
        idp.Set(s => s with { ValidateRequests = true });
        var tenant = await stage.Shared(idp, new() { ["sign_authn_requests"] = false });
        await tenant.Refresh();
        using var browser = new ScriptedBrowser(People.Alice);

        tenant.Read(await browser.Visit(tenant.App.At("/login")));
    }

    [Fact]
    public async Task A_provider_that_demands_signed_requests_and_did_not_say_so_refuses_an_unsigned_one_itself()
    {
        var tenant = await stage.Shared(idp, new() { ["sign_authn_requests"] = false });
        await tenant.Refresh();
        idp.Set(s => s with { ValidateRequests = true });
        using var browser = new ScriptedBrowser(People.Alice);

        var ended = await browser.Visit(tenant.App.At("/login"));

        Assert.True(ended.Address.Authority == idp.Address.Authority, $"{ended}\n{tenant.Logs()}");
        Assert.Contains("<title>Unhandled exception</title>", ended.Body, StringComparison.Ordinal);
    }

    [Fact]
    [Spec("S-052")]
    public async Task A_persistent_NameID_is_the_same_person_again_and_says_nothing_of_who_it_is()
    {
        var tenant = await stage.Shared(idp, new() { ["name_id_format"] = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent" });
        using var first = new ScriptedBrowser(People.Alice);
        using var second = new ScriptedBrowser(People.Alice);

        var once = tenant.Read(await first.Visit(tenant.App.At("/login")));
        var again = tenant.Read(await second.Visit(tenant.App.At("/login")));

        Assert.Equal(once.Subject, again.Subject);
        Assert.DoesNotContain("alice", await Subject(tenant, once), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task An_email_NameID_is_given_when_it_is_asked_for()
    {
        var tenant = await stage.Shared(idp, new() { ["name_id_format"] = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress" });
        using var browser = new ScriptedBrowser(People.Alice);

        var alice = tenant.Read(await browser.Visit(tenant.App.At("/login")));

        Assert.NotEqual("alice@example.org", alice.Subject);
        Assert.Equal("alice@example.org", await Subject(tenant, alice));
    }

    [Fact]
    [Spec("S-053")]
    public async Task A_transient_NameID_signs_in_by_an_attribute()
    {
        var tenant = await stage.Shared(idp, new()
        {
            ["name_id_format"] = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient",
            ["subject_attribute"] = "uid",
        });
        using var browser = new ScriptedBrowser(People.Alice);

        var alice = tenant.Read(await browser.Visit(tenant.App.At("/login")));

        Assert.Equal("alice", await Subject(tenant, alice));
    }

    [Theory]
    [Spec("S-057"), Spec("TG-22")]
    [InlineData("zoe")]
    [InlineData("bob")]
    public async Task Attributes_arrive_unchanged_whatever_is_in_them(string login)
    {
        var person = login == "zoe" ? People.Zoe : People.Bob;
        var tenant = await stage.Shared(idp, new()
        {
            ["other_claim_mappings"] = new JsonArray(new JsonObject { ["claim"] = "displayName", ["tag"] = "shown as" }),
            ["role_rules"] = new JsonArray(
                new JsonObject { ["claim"] = "groups", ["operator"] = "contains", ["value"] = "staff", ["role"] = "employee" }),
        });
        using var browser = new ScriptedBrowser(person);

        var signedIn = tenant.Read(await browser.Visit(tenant.App.At("/login")));

        var told = signedIn.UserInfo;
        Assert.Equal(person.Email, told.GetProperty("email").GetString());
        Assert.Equal(person.GivenName, told.GetProperty("given_name").GetString());
        Assert.Equal(person.FamilyName, told.GetProperty("family_name").GetString());
        Assert.Equal(person.Name, told.GetProperty("tags").GetProperty("shown as").GetString());
        Assert.Equal(person == People.Bob ? "employee" : "member", Assert.Single(told.GetProperty("roles").EnumerateArray()).GetString());
        var user = await tenant.User(signedIn);
        Assert.Equal((person.Email, person.Name), ((string?)user["email"], (string?)user["tags"]!["shown as"]));
    }

    [Theory]
    [Spec("S-054"), Spec("TG-23")]
    [InlineData("name2oid", "urn:oid:0.9.2342.19200300.100.1.3", "urn:oid:2.5.4.42", "urn:oid:2.5.4.4")]
    [InlineData("name2claim", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname")]
    public async Task Attributes_come_by_the_names_the_connection_gives_them(string map, string email, string first, string last)
    {
        idp.Set(s => s with { AttributeMap = map });
        var tenant = await stage.Shared(idp, new()
        {
            ["claim_mappings"] = new JsonObject { ["email"] = email, ["first_name"] = first, ["last_name"] = last },
        });
        using var browser = new ScriptedBrowser(People.Alice);

        var told = tenant.Read(await browser.Visit(tenant.App.At("/login"))).UserInfo;

        Assert.Equal(("alice@example.org", "Alice", "Liddell"),
            (told.GetProperty("email").GetString(), told.GetProperty("given_name").GetString(), told.GetProperty("family_name").GetString()));
    }

    [Fact]
    [Spec("TG-24")]
    public async Task Somebody_without_an_address_is_told_so_and_the_case_says_which_attribute_was_looked_for()
    {
        var tenant = await stage.Shared(idp);
        using var browser = new ScriptedBrowser(People.NoEmail);

        var page = await browser.Visit(tenant.App.At("/login"));

        Assert.Contains("Your organisation did not tell us your e-mail address", page.Body, StringComparison.Ordinal);
        var file = await tenant.Refused(page, "mapping.Missing.email");
        Assert.Contains("mail", file["steps"]!.ToJsonString(), StringComparison.Ordinal);
    }

    private static async Task IsRefused(SamlTenant tenant, string reason)
    {
        using var browser = new ScriptedBrowser(People.Alice);
        await tenant.Refused(await browser.Visit(tenant.App.At("/login")), "upstream." + reason);
    }

    private static async Task<string> Subject(SamlTenant tenant, SignedIn person) =>
        (string)Assert.Single((await tenant.User(person))["identities"]!.AsArray())!["subject"]!;

    /// <summary>What is signed in the answer that a visit stopped before.</summary>
    private static (bool Assertion, bool Response) Signed(Page answered)
    {
        XNamespace signature = "http://www.w3.org/2000/09/xmldsig#", saml = "urn:oasis:names:tc:SAML:2.0:assertion";
        using var xml = new MemoryStream(Convert.FromBase64String(answered.Next!.Form!["SAMLResponse"]));
        var root = XDocument.Load(xml).Root!;
        return (root.Element(saml + "Assertion")!.Element(signature + "Signature") is not null, root.Element(signature + "Signature") is not null);
    }
}
