using System.Text;
using RunBroker.Protocol.Saml;
using RunBroker.Protocol.Saml.Signatures;

namespace RunBroker.Protocol.Tests.Saml.Signatures;

public sealed class XmlSignerTests
{
    private const string Request = """
        <samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:xs="urn:xs" ID="_1" Version="2.0">
          <saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">us</saml:Issuer><!-- c -->
          <samlp:SessionIndex type="xs:string">a&amp;b&#13;</samlp:SessionIndex>
        </samlp:LogoutRequest>
        """;

    [Fact]
    [Spec("S-100"), Spec("SAMLCore-3.2.1")]
    public void The_signature_follows_the_issuer_and_nothing_else_changes()
    {
        var signed = Sign(Request);
        var root = Signed.Read(signed);
        Assert.Equal(["Issuer", "Signature", "SessionIndex"], root.Elements.Select(e => e.LocalName));
        Assert.Equal("a&b\r", root.Elements.Last().SimpleText);
        // also what only a value uses
        Assert.Contains(root.Declared, d => d is ("xs", "urn:xs"));
        Assert.Contains("<!-- c -->", signed, StringComparison.Ordinal);
        Signed.AssertVerified(SignedElement.Verify(root, [Signed.Trusted], SignaturePolicy.Strict, Signed.Now));
    }

    [Theory]
    [InlineData("<md:EntityDescriptor xmlns:md='urn:oasis:names:tc:SAML:2.0:metadata' ID='_1'> <md:Organization/></md:EntityDescriptor>", 2)]
    [InlineData("<a ID='_1'/>", 1)]
    [InlineData("<a ID='_1'>text</a>", 1)]
    [InlineData("<a ID='_1'><b/><saml:Issuer xmlns:saml='urn:oasis:names:tc:SAML:2.0:assertion'/></a>", 3)]
    [Spec("SAMLMeta-2.3.2")]
    public void Without_an_issuer_it_comes_first(string xml, int elements)
    {
        var root = Signed.Read(Sign(xml));
        Assert.Equal("Signature", Assert.IsType<RunBroker.Protocol.Saml.Xml.Element>(root.Children[0]).LocalName);
        Assert.Equal(elements, root.Elements.Count());
    }

    [Fact]
    [Spec("S-027"), Spec("S-028")]
    public void It_names_its_methods_and_carries_the_certificate()
    {
        var signature = SignedElement.SignatureOf(Signed.Read(Sign(Request)))!;
        Assert.Equal([SamlNames.ExcC14n, SignatureMethods.RsaSha256, SamlNames.XmlDsig + "enveloped-signature", SamlNames.ExcC14n, SignatureMethods.Sha256],
            signature.SelfAndBelow().Select(e => e["Algorithm"]).OfType<string>());
        Assert.Equal(Convert.ToBase64String(Signed.Key.Certificate.Span), signature.SelfAndBelow().Single(e => e.LocalName == "X509Certificate").SimpleText);
    }

    [Fact]
    [Spec("S-101")]
    public void An_ID_is_written_not_pasted()
    {
        var root = Signed.Read(Sign("<a ID='&quot;/>&lt;x y=&quot;'/>"));
        Assert.Equal("Signature", Assert.Single(root.Elements).LocalName);
        Assert.DoesNotContain(root.SelfAndBelow(), e => e.LocalName == "x");
    }

    [Fact]
    public void What_has_no_ID_or_is_signed_already_is_a_mistake_of_ours()
    {
        Assert.Throws<ArgumentException>(() => Sign("<a/>"));
        Assert.Throws<ArgumentException>(() => Sign("<a ID=''/>"));
        Assert.Throws<ArgumentException>(() => Sign("<a"));
        Assert.Throws<ArgumentException>(() => Sign(Sign("<a ID='_1'/>")));
    }

    private static string Sign(string xml) => Encoding.UTF8.GetString(XmlSigner.Sign(Encoding.UTF8.GetBytes(xml), Signed.Key));
}
