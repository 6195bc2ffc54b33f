using System.Text;
using RunBroker.Protocol.Saml;
using RunBroker.Protocol.Saml.Metadata;
using static RunBroker.Protocol.Tests.Saml.Metadata.IdpXml;

namespace RunBroker.Protocol.Tests.Saml.Metadata;

public sealed class IdpMetadataTests
{
    [Fact]
    [Spec("S-120"), Spec("IIP-MD07")]
    public void A_good_document_is_read_whole()
    {
        var metadata = Taken(Good);
        Assert.Equal(EntityId, metadata.EntityId);
        Assert.Equal(
            [new(SamlNames.RedirectBinding, "https://idp.example/sso"), new(SamlNames.PostBinding, "https://idp.example/sso-post")],
            metadata.SsoEndpoints);
        Assert.Equal([new(SamlNames.PostBinding, "https://idp.example/slo", "https://idp.example/slo-answers")], metadata.SloEndpoints);
        Assert.Equal([Base64(1), Base64(2)], metadata.SigningCertificates.Select(c => Convert.ToBase64String(c.Span)));
        Assert.Equal([SamlNames.FormatPersistent], metadata.NameIdFormats);
        Assert.Equal((true, false), (metadata.WantAuthnRequestsSigned, metadata.SignatureVerified));
        Assert.Equal((new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero), TimeSpan.FromHours(6)), (metadata.ValidUntil, metadata.CacheDuration));
        Assert.Empty(metadata.Warnings);
    }

    [Theory]
    [InlineData("WantAuthnRequestsSigned=\"true\"", "WantAuthnRequestsSigned=\"1\"", true)]
    [InlineData("WantAuthnRequestsSigned=\"true\"", "WantAuthnRequestsSigned=\"false\"", false)]
    [InlineData("WantAuthnRequestsSigned=\"true\"", "", false)]
    public void Whether_requests_must_be_signed_is_a_boolean_of_XML(string part, string by, bool wanted) =>
        Assert.Equal(wanted, Taken(Broken(part, by)).WantAuthnRequestsSigned);

    private const string Page = "<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>Please sign in<br></body></html>";

    private static readonly Dictionary<MetadataFault, Func<MetadataProblem>> Faulty = new()
    {
        [MetadataFault.Empty] = () => Problem(" \r\n\t"),
        [MetadataFault.TooLarge] = () => Problem(Good + new string(' ', SamlLimits.MetadataBytes)),
        [MetadataFault.HtmlPage] = () => Problem(Page),
        [MetadataFault.JsonDocument] = () => Problem("""{"issuer":"https://idp.example","jwks_uri":"https://idp.example/jwks"}"""),
        [MetadataFault.CertificateFile] = () => Problem($"-----BEGIN CERTIFICATE-----\n{Base64(1)}\n-----END CERTIFICATE-----\n"),
        [MetadataFault.PrivateKeyFile] = () => Problem("-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49\n-----END PRIVATE KEY-----\n"),
        [MetadataFault.Base64Text] = () =>
            Problem(Convert.ToBase64String(Encoding.UTF8.GetBytes(Good), Base64FormattingOptions.InsertLineBreaks)),
        [MetadataFault.AddressOnly] = () => Problem("https://idp.example/metadata.xml"),
        [MetadataFault.NotUtf8] = () => Refused(Encoding.Unicode.GetBytes(Good)),
        [MetadataFault.Doctype] = () => Problem("<!DOCTYPE md [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>" + Good),
        [MetadataFault.NotXml] = () => Problem(Good[..^30]),
        [MetadataFault.TooComplex] = () =>
            Problem(string.Concat(Enumerable.Repeat("<a>", 60)) + string.Concat(Enumerable.Repeat("</a>", 60))),
        [MetadataFault.NotMetadata] = () => Problem("<Envelope xmlns=\"http://schemas.xmlsoap.org/soap/envelope/\"/>"),
        [MetadataFault.ServiceProvider] = () => Problem(Good.With("IDPSSODescriptor", "SPSSODescriptor")),
        [MetadataFault.WsFederationOnly] = () => Problem(Good.With("IDPSSODescriptor", "RoleDescriptor")),
        [MetadataFault.OldSaml] = () => Problem(Broken(SamlNames.Protocol, "urn:oasis:names:tc:SAML:1.1:protocol")),
        [MetadataFault.NoIdentityProvider] = () => Problem(Group("")),
        [MetadataFault.SeveralProviders] = () => Problem(Group("", Entity("a"), Entity("b"))),
        [MetadataFault.EntityNotFound] = () => Problem(Good, new() { EntityId = "https://other.example" }),
        [MetadataFault.DuplicateEntity] = () =>
            Problem(Group("", Entity("a", "_1"), Entity("a", "_2")), new() { EntityId = "https://a.example/idp" }),
        [MetadataFault.BadEntityId] = () => Problem(Broken(EntityId, "idp of acme")),
        [MetadataFault.NotSigned] = () => Problem(Good, new() { Signers = [Signatures.Signed.Trusted] }),
        [MetadataFault.BadSignature] = () => Problem(
            IdpMetadataSignatureTests.Sign(Good, Signatures.Signed.Stranger), new() { Signers = [Signatures.Signed.Trusted] }),
        [MetadataFault.Expired] = () => Problem(Good, now: new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero)),
        [MetadataFault.BadValidUntil] = () => Problem(Broken("2026-06-01T00:00:00Z", "next June")),
        [MetadataFault.ValidUntilMissing] = () =>
            Problem(Broken(" validUntil=\"2026-06-01T00:00:00Z\"", ""), new() { LongestValidity = TimeSpan.FromDays(30) }),
        [MetadataFault.ValidTooLong] = () => Problem(Good, new() { LongestValidity = TimeSpan.FromDays(30) }),
        [MetadataFault.BadCacheDuration] = () => Warning(Broken("PT6H", "6 hours")),
        [MetadataFault.NoUsableCertificate] = () =>
            Problem(Broken(Key("signing", Base64(1)), "").Without(Key(null, Base64(2)))),
        [MetadataFault.UnusableCertificate] = () => Warning(Broken(Base64(2), "not base64!")),
        [MetadataFault.KeyWithoutCertificate] = () => Warning(Broken(
            $"<ds:X509Data><ds:X509Certificate>{Base64(2)}</ds:X509Certificate></ds:X509Data>", "<ds:KeyName>second</ds:KeyName>")),
        [MetadataFault.UnknownKeyUse] = () => Warning(Broken("use=\"encryption\"", "use=\"Signing\"")),
        [MetadataFault.TooManyCertificates] = () =>
            Warning(Broken(Key(null, Base64(2)), string.Concat(Enumerable.Repeat(Key(null, Base64(2)), 60)))),
        [MetadataFault.CertificateExpired] = () =>
            Warning(Broken(Base64(2), Convert.ToBase64String(Certificate("CN=old", Now.AddDays(-1))))),
        [MetadataFault.NoSsoEndpoint] = () => Problem(
            Broken("SingleSignOnService Binding=\"" + SamlNames.RedirectBinding, "SingleSignOnService Binding=\"urn:soap")
                .With("SingleSignOnService Binding=\"" + SamlNames.PostBinding, "NameIDMappingService Binding=\"x")),
        [MetadataFault.EndpointNotUrl] = () => Warning(Broken("https://idp.example/sso-post", "/sso-post")),
        [MetadataFault.EndpointNotHttps] = () => Warning(Broken("https://idp.example/sso-post", "http://idp.example/sso-post")),
        [MetadataFault.DangerousEndpoint] = () => Problem(Broken("https://idp.example/sso-post", "javascript:alert(1)")),
        [MetadataFault.TooManyEndpoints] = () => Warning(Broken("<md:NameIDFormat>", string.Concat(Enumerable.Range(0, 30).Select(i =>
            $"""<md:SingleSignOnService Binding="{SamlNames.PostBinding}" Location="https://idp.example/{i}"/>""")) + "<md:NameIDFormat>")),
        [MetadataFault.SeveralRoles] = () => Warning(Good.With("</md:EntityDescriptor>",
            Good[Good.IndexOf("<md:IDPSSO", StringComparison.Ordinal)..])),
    };

    public static TheoryData<MetadataFault> Faults => [.. Enum.GetValues<MetadataFault>()];

    [Theory, MemberData(nameof(Faults))]
    [Spec("S-120")]
    public void A_good_document_with_one_thing_broken_names_that_thing_and_how_to_mend_it(MetadataFault fault)
    {
        var problem = Faulty[fault]();
        Assert.Equal(fault.ToString(), problem.Code);
        Assert.True(problem is { Field.Length: > 0, Wanted.Length: > 0, Fix.Length: > 20 }, problem.ToString());
        Assert.EndsWith(".", problem.Fix, StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE KEY", problem.Got ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html><body>Sign in</body></html>")]
    [InlineData("<html xmlns=\"http://www.w3.org/1999/xhtml\"><body/></html>")]
    [InlineData("<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\"><HTML></HTML>")]
    [InlineData("\n\n<!-- cached --><html><br></html>")]
    public void A_web_page_is_called_one(string page) => Assert.Equal(nameof(MetadataFault.HtmlPage), Problem(page).Code);

    [Fact]
    public void A_certificate_is_called_one_however_it_is_packed()
    {
        Assert.Equal(nameof(MetadataFault.CertificateFile), Refused(Convert.FromBase64String(RsaBase64)).Code);
        Assert.Equal(nameof(MetadataFault.CertificateFile), Problem(RsaBase64).Code);
        Assert.Equal(nameof(MetadataFault.PrivateKeyFile),
            Problem($"-----BEGIN CERTIFICATE-----\n{Base64(1)}\n-----END CERTIFICATE-----\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\n").Code);
    }

    [Theory]
    [InlineData("urn:oasis:names:tc:SAML:2.0:protocol", "Response", "sign-in")]
    [InlineData(SamlNames.Metadata, "IDPSSODescriptor", "whole document")]
    [InlineData("urn:oasis:names:tc:SAML:1.0:metadata", "EntityDescriptor", "no SAML 2.0 metadata")]
    [InlineData("", "EntityDescriptor", "no SAML 2.0 metadata")]
    [InlineData(SamlNames.Metadata, "entityDescriptor", "whole document")]
    public void Other_XML_is_told_apart(string ns, string root, string fix)
    {
        var problem = Problem($"<{root} xmlns=\"{ns}\"/>");
        Assert.Equal(nameof(MetadataFault.NotMetadata), problem.Code);
        Assert.Contains(root, problem.Got!, StringComparison.Ordinal);
        Assert.Contains(fix, problem.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void The_field_by_which_the_document_came_is_the_one_named() =>
        Assert.Equal("metadata_url", Problem(Page, new() { Field = "metadata_url" }).Field);

    [Fact]
    [Spec("S-057")]
    public void What_a_document_says_is_shown_cut_and_on_one_line()
    {
        var got = Problem(Broken(EntityId, "evil\u202E&#10;" + new string('x', 1000))).Got!;
        Assert.True(got.Length <= MetadataLimits.Shown + 1);
        Assert.DoesNotContain(got, c => char.IsControl(c) || c == '\u202E');
    }

    [Fact]
    public void All_that_is_wrong_is_told_at_once()
    {
        var broken = Broken("https://idp.example/sso-post", "data:text/html,x").With(Base64(1), "?")
            .With(Base64(2), "?");
        var problems = Assert.IsType<MetadataResult.Refused>(Read(broken, now: Now.AddYears(1))).Problems;
        Assert.Superset(new HashSet<string> { "Expired", "NoUsableCertificate", "DangerousEndpoint" }, Codes(problems).ToHashSet());
    }

    [Fact]
    public void Of_several_roles_the_first_that_is_complete_is_used_and_named()
    {
        var start = Good.IndexOf("<md:IDPSSO", StringComparison.Ordinal);
        var role = Good[start..Good.IndexOf("</md:EntityDesc", StringComparison.Ordinal)];
        var incomplete = role.With("SingleSignOnService", "NameIDMappingService");
        var metadata = Taken(Good.With(role, incomplete + role.With("/sso", "/second")));
        Assert.Equal("https://idp.example/second", metadata.SsoEndpoints[0].Url);
        Assert.Contains("number 2", Assert.Single(metadata.Warnings).Got!, StringComparison.Ordinal);
    }

    private static string RsaBase64 => Convert.ToBase64String(Signatures.Signed.Key.Certificate.Span);

    private static MetadataProblem Warning(string xml) => Assert.Single(Taken(xml).Warnings);

    private static MetadataProblem Refused(byte[] octets) =>
        Assert.Single(Assert.IsType<MetadataResult.Refused>(IdpMetadataDocument.Read(octets, new(), Now)).Problems);
}
