using System.Security.Cryptography.X509Certificates;
using System.Text;
using RunBroker.Protocol.Saml.Signatures;

namespace RunBroker.Protocol.Tests.Saml.Signatures;

/// <summary>What we sign another implementation verifies, and what it signs we verify.</summary>
public sealed class InteropTests
{
    [Theory]
    [InlineData("_a1", null)]
    [InlineData("_r1", null)]
    [InlineData("_a1", "xs")]
    [InlineData("_r1", "xs samlp #default nothing")]
    [Spec("S-022"), Spec("S-025"), Spec("S-040")]
    public void A_message_signed_by_another_implementation_verifies(string id, string? prefixes)
    {
        // Another implementation digests a carriage return wrong (D1), so it is not asked to.
        var xml = Oracle.Sign(Signed.Response.Replace("&#13;", "", StringComparison.Ordinal), id, Signed.Key.Rsa, prefixes: prefixes);
        var verified = Signed.AssertVerified(Signed.Verify(xml, id));
        Assert.Equal(SignatureMethods.RsaSha256, verified.Method);
        Assert.Equal(Signed.Trusted.Thumbprint, verified.Key.Thumbprint);
    }

    [Theory]
    [InlineData("http://www.w3.org/2001/04/xmldsig-more#rsa-sha384", "http://www.w3.org/2001/04/xmldsig-more#sha384")]
    [InlineData("http://www.w3.org/2001/04/xmldsig-more#rsa-sha512", "http://www.w3.org/2001/04/xmlenc#sha512")]
    [Spec("S-027"), Spec("S-028")]
    public void Longer_hashes_of_another_implementation_verify(string method, string digest) =>
        Signed.AssertVerified(Signed.Verify(Oracle.Sign(Signed.Response.Replace("&#13;", "", StringComparison.Ordinal), "_a1", Signed.Key.Rsa, method, digest), "_a1"));

    [Theory]
    [InlineData("<a xmlns='urn:a' ID='_1'><b/></a>")]
    [InlineData("<p:a xmlns:p='urn:a' xmlns:unused='urn:u' ID='_1'/>")]
    [InlineData("<a ID='_1' z=' &gt;' xmlns:ds='urn:other' ds:x='1'><!-- c --><?p q?>text&amp;<b ds:y='q'/></a>")]
    [InlineData("<a ID='_1' xmlns:ds='urn:other' ds:x='1'/>")]
    [InlineData("<a ID='_1' xmlns:ds='urn:other'><b ds:y='q'/></a>")]
    [InlineData("<a ID='_&amp;&quot;&lt;1'/>")]
    [Spec("S-100"), Spec("S-101")]
    public void What_we_sign_another_implementation_verifies_and_so_do_we(string xml)
    {
        var signed = Encoding.UTF8.GetString(XmlSigner.Sign(Encoding.UTF8.GetBytes(xml), Signed.Key));
        var id = Signed.Read(xml)["ID"]!;
        using var certificate = X509CertificateLoader.LoadCertificate(Signed.Key.Certificate.Span);
        if (!id.Contains('"', StringComparison.Ordinal))
            Assert.True(Oracle.Verifies(signed, id, certificate), signed);
        Signed.AssertVerified(Signed.Verify(signed, id));
    }
}
