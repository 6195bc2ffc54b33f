using System.Text.Json.Nodes;
using RunBroker.Interop.Tests.Harness;

namespace RunBroker.Interop.Tests.Saml;

/// <summary>Who it is that SimpleSAMLphp signs in: NameIDs, attributes, and how they reach the app.</summary>
[Collection<OnSamlStage>]
public sealed class SimpleSamlPersonTests
{
    private readonly SamlStage stage;
    private readonly SimpleSaml idp;

    public SimpleSamlPersonTests(SamlStage stage)
    {
        (this.stage, idp) = (stage, stage.SimpleSaml);
        idp.Set(_ => new());
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

    private static async Task<string> Subject(SamlTenant tenant, SignedIn person) =>
        (string)Assert.Single((await tenant.User(person))["identities"]!.AsArray())!["subject"]!;
}
