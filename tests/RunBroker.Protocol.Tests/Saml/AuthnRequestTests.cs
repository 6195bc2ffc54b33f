using System.Xml;
using RunBroker.Protocol.Saml;
using RunBroker.TestIdps;
using static RunBroker.Protocol.Tests.Saml.Party;

namespace RunBroker.Protocol.Tests.Saml;

public sealed class AuthnRequestTests
{
    private const string Sso = "https://idp.example/sso?tenant=a&b=<c>";

    private static readonly AuthnRequestAsk Plain = new() { Id = "_r1", Now = Now, SpEntityId = Sp, Destination = Sso, AcsUrl = Acs };

    [Fact]
    [Spec("SAMLCore-3.4.1"), Spec("SDP-SP04"), Spec("SDP-SP05"), Spec("SDP-SP07"), Spec("IIP-SP03")]
    public void A_plain_request_asks_for_a_sign_in_and_for_nothing_that_was_not_asked()
    {
        var root = Write(Plain);
        Assert.Equal(("AuthnRequest", SamlUris.Protocol), (root.LocalName, root.NamespaceURI));
        Assert.Equal(
            $"AssertionConsumerServiceURL={Acs} Destination={Sso} ID=_r1 IssueInstant=2026-05-01T12:00:00Z ProtocolBinding={SamlUris.Post} Version=2.0",
            Attributes(root));
        Assert.Equal(["Issuer"], Children(root));
        Assert.Equal(Sp, root.InnerText);
    }

    [Fact]
    [Spec("S-103"), Spec("SAMLCore-3.4.1"), Spec("IIP-SP06")]
    public void What_is_asked_is_sent_in_the_order_of_the_schema()
    {
        var root = Write(Plain with
        {
            ForceAuthn = true,
            IsPassive = true,
            NameIdFormat = SamlUris.Persistent,
            AuthnContexts = ["urn:mfa", "urn:hardware"],
            LoginHint = "maria@acme.example",
        });
        Assert.Equal(("true", "true"), (root.GetAttribute("ForceAuthn"), root.GetAttribute("IsPassive")));
        Assert.Equal(["Issuer", "Subject", "NameIDPolicy", "RequestedAuthnContext"], Children(root));
        Assert.Equal("maria@acme.example", TestXml.One(root, "NameID").InnerText);
        Assert.Equal($"AllowCreate=true Format={SamlUris.Persistent}", Attributes(TestXml.One(root, "NameIDPolicy")));
        var context = TestXml.One(root, "RequestedAuthnContext");
        Assert.Equal(("Comparison=exact", "urn:mfa,urn:hardware"), (Attributes(context), string.Join(',', context.ChildNodes.OfType<XmlElement>().Select(e => e.InnerText))));
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("\"/><samlp:Evil/>")]
    [InlineData("]]>&amp;<!--x-->")]
    [InlineData("a\tb\r\nc")]
    [InlineData("\u05D0 \uD83D\uDE00")]
    [Spec("S-101"), Spec("CVE-2026-46490")]
    public void No_value_becomes_markup(string value)
    {
        var root = Write(Plain with { SpEntityId = value, AcsUrl = value, Destination = value, NameIdFormat = value, AuthnContexts = [value], LoginHint = value });
        Assert.Equal(["Issuer", "Subject", "NameIDPolicy", "RequestedAuthnContext"], Children(root));
        Assert.Equal([value, value, value], new[] { "Issuer", "NameID", "AuthnContextClassRef" }.Select(n => TestXml.One(root, n).InnerText));
        Assert.Equal((value, value), (root.GetAttribute("AssertionConsumerServiceURL"), root.GetAttribute("Destination")));
    }

    [Theory]
    [InlineData('a', '\0')]
    [InlineData('\u0001', 'b')]
    [InlineData('a', '\uFFFE')]
    [InlineData('a', '\uD800')]
    [InlineData('\uDC00', '\uD800')]
    [Spec("S-101")]
    public void What_XML_cannot_hold_is_not_asked_for(char first, char second) // characters: half a pair does not survive as a string in an attribute
    {
        var value = $"{first}{second}";
        Assert.Equal(["Issuer"], Children(Write(Plain with { LoginHint = value, AuthnContexts = [value] })));
    }

    [Fact]
    [Spec("S-100"), Spec("SAMLBind-3.4.4.1")]
    public void A_request_is_signed_in_the_query_over_the_octets_that_are_sent()
    {
        var url = RedirectBinding.Url("https://idp.example/sso", "SAMLRequest", AuthnRequest.Write(Plain), "handle", Ours);
        using var certificate = System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificate(Ours.Certificate.Span);
        Assert.True(TestRedirect.Verify(new Uri(url).Query, [certificate]));
        Assert.Equal("AuthnRequest", TestXml.Root(TestXml.Parse(TestRedirect.Inflate(Fields.Parse(new Uri(url).Query)["SAMLRequest"]!))).LocalName);
    }

    private static XmlElement Write(AuthnRequestAsk ask) => TestXml.Root(TestXml.Parse(AuthnRequest.Write(ask)));

    private static string Attributes(XmlElement element) => string.Join(' ', element.Attributes.OfType<XmlAttribute>()
        .Where(a => a.NamespaceURI != SamlUris.Xmlns).Select(a => $"{a.Name}={a.Value}").Order(StringComparer.Ordinal));

    private static IEnumerable<string> Children(XmlElement element) => element.ChildNodes.OfType<XmlElement>().Select(e => e.LocalName);
}
