using System.Collections.Immutable;
using RunBroker.Claims;

namespace RunBroker.Tests.Claims;

public sealed class ClaimPresetTests
{
    private const string Ws = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/";

    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Theory]
    [Spec("TG-01"), Spec("S-054")]
    [InlineData("Entra ID", Ws + "emailaddress", Ws + "givenname", Ws + "surname")]
    [InlineData("AD FS", Ws + "emailaddress", Ws + "givenname", Ws + "surname")]
    [InlineData("AD FS 1.x names", "http://schemas.xmlsoap.org/claims/EmailAddress", Ws + "givenname", Ws + "surname")]
    [InlineData("Auth0", Ws + "emailaddress", Ws + "givenname", Ws + "surname")]
    [InlineData("Okta", "email", "firstName", "lastName")]
    [InlineData("Okta, profile names", "user.email", "user.firstName", "user.lastName")]
    [InlineData("Google Workspace", "email", "first_name", "last_name")]
    [InlineData("OneLogin", "User.email", "User.FirstName", "User.LastName")]
    [InlineData("OneLogin, own names", "Email", "FirstName", "LastName")]
    [InlineData("JumpCloud", "email", "firstname", "lastname")]
    [InlineData("PingOne", "email", "given_name", "family_name")]
    [InlineData("Keycloak", "urn:oid:1.2.840.113549.1.9.1", "urn:oid:2.5.4.42", "urn:oid:2.5.4.4")]
    [InlineData("Shibboleth", "urn:oid:0.9.2342.19200300.100.1.3", "urn:oid:2.5.4.42", "urn:oid:2.5.4.4")]
    [InlineData("SAML 1 names", "urn:mace:dir:attribute-def:mail", "urn:mace:dir:attribute-def:givenName", "urn:mace:dir:attribute-def:sn")]
    [InlineData("SimpleSAMLphp", "mail", "givenName", "sn")]
    [InlineData("LDAP words", "mail", "givenName", "surname")]
    public void The_default_mapping_finds_a_person_under_the_names_that_each_provider_uses(
        string provider, string email, string first, string last)
    {
        var user = Mapped(ClaimMappings.SamlDefault, (email, "ada@acme.example"), (first, "Ada"), (last, "Lovelace"));
        Assert.Equal(("ada@acme.example", "Ada", "Lovelace"), (user.Email, user.FirstName, user.LastName));
        Assert.True(user.Notes.Any(n => n is { Target: "email", Step: MappingStep.Read } && n.Claim == email), provider);
    }

    [Fact]
    [Spec("TG-10")]
    public void What_an_admin_chose_counts_alone_even_beside_a_usual_name()
    {
        var chosen = ClaimMappings.SamlDefault with { Email = "workMail" };
        Assert.Equal("work@acme.example",
            Mapped(chosen, ("mail", "private@acme.example"), ("workMail", "work@acme.example"), ("firstName", "Ada")).Email);

        var missing = Assert.IsType<MappedUser.Missing>(From(
            chosen, ("mail", "private@acme.example"), (Ws + "emailaddress", "x@y.example"), ("firstName", "Ada")));
        Assert.Equal(("email", "workMail", MappingStep.Absent), (missing.Field, missing.Claim, missing.Why));
    }

    [Fact]
    public void The_first_usual_name_that_is_not_blank_is_taken()
    {
        Assert.Equal("ws@acme.example", Mapped(ClaimMappings.SamlDefault,
            ("mail", "later@acme.example"), (Ws + "emailaddress", "ws@acme.example"), ("firstName", "Ada")).Email);
        Assert.Equal("later@acme.example", Mapped(ClaimMappings.SamlDefault,
            ("mail", "later@acme.example"), (Ws + "emailaddress", " "), ("firstName", "Ada")).Email);
    }

    [Fact]
    [Spec("S-057")]
    public void A_value_that_cannot_be_used_is_not_passed_over_for_another_name()
    {
        var missing = Assert.IsType<MappedUser.Missing>(From(ClaimMappings.SamlDefault,
            (Ws + "emailaddress", "a@b\r\nBcc: c"), ("mail", "other@acme.example"), ("firstName", "Ada")));
        Assert.Equal(("email", MappingStep.ControlCharacters), (missing.Field, missing.Why));
    }

    [Fact]
    [Spec("TG-24")]
    public void A_field_under_none_of_its_usual_names_is_missing_under_the_first()
    {
        var missing = Assert.IsType<MappedUser.Missing>(From(ClaimMappings.SamlDefault,
            (Ws + "upn", "ada@acme.example"), ("uid", "ada@acme.example"), ("firstName", "Ada")));
        Assert.Equal(("email", Ws + "emailaddress", MappingStep.Absent), (missing.Field, missing.Claim, missing.Why));
        Assert.Contains("usual names", missing.Notes[0].Says, StringComparison.Ordinal);
    }

    [Fact]
    public void No_name_stands_in_two_places()
    {
        foreach (var names in new[] { ClaimPreset.Saml.Email, ClaimPreset.Saml.FirstName, ClaimPreset.Saml.LastName })
            Assert.Equal(names.Length, names.Distinct().Count());
        Assert.Empty(ClaimPreset.Saml.Email.Intersect(ClaimPreset.Saml.FirstName));
        Assert.Empty(ClaimPreset.Saml.FirstName.Intersect(ClaimPreset.Saml.LastName));
    }

    [Fact]
    [Spec("TG-10")]
    public void The_oidc_mapping_has_no_other_names() =>
        Assert.IsType<MappedUser.Missing>(From(ClaimMappings.OidcDefault, ("mail", "ada@acme.example"), ("firstName", "Ada")));

    private static MappedUser From(ClaimMappings mappings, params (string Name, string Value)[] attributes) => MappedUser.From(
        UpstreamClaims.FromAttributes(attributes.Select(a => KeyValuePair.Create(a.Name, ImmutableArray.Create(a.Value)))),
        mappings, [], "member", [], Now);

    private static MappedUser.Mapped Mapped(ClaimMappings mappings, params (string Name, string Value)[] attributes) =>
        Assert.IsType<MappedUser.Mapped>(From(mappings, attributes));
}
