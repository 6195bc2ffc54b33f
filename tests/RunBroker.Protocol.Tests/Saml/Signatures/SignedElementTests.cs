using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using RunBroker.Protocol.Saml;
using RunBroker.Protocol.Saml.Signatures;
using RunBroker.Protocol.Saml.Xml;

namespace RunBroker.Protocol.Tests.Saml.Signatures;

/// <summary>What is verified, and what then may be believed. What is refused is in <see cref="SignedElementRefusalTests"/>.</summary>
public sealed class SignedElementTests
{
    private const string Ecdsa = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha";
    private static readonly string[] DigestUris = [.. SignatureMethods.Digests.Select(d => d.Uri)];

    [Fact]
    [Spec("S-022"), Spec("S-040")]
    public void A_good_signature_gives_exactly_the_octets_that_it_covers()
    {
        var verified = Signed.AssertVerified(Signed.Verify(new Forge().Apply(), "_a1"));
        var text = Encoding.UTF8.GetString(verified.Octets.Span);
        Assert.Equal(ExclusiveC14n.Plain.Octets(Signed.ById(Signed.Response, "_a1")).ToArray(), verified.Octets.ToArray());
        Assert.StartsWith("<saml:Assertion xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\" ID=\"_a1\"", text, StringComparison.Ordinal);
        Assert.Contains("alice &amp; bob&#xD;", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Signature", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Status", text, StringComparison.Ordinal);
    }

    [Fact]
    [Spec("S-021")]
    public void Response_and_assertion_may_both_be_signed()
    {
        var xml = new Forge { Id = "_r1" }.Apply(new Forge().Apply());
        Signed.AssertVerified(Signed.Verify(xml, "_a1"));
        Assert.Contains("ds:Signature", Encoding.UTF8.GetString(Signed.AssertVerified(Signed.Verify(xml, "_r1")).Octets.Span), StringComparison.Ordinal);
    }

    [Fact]
    [Spec("S-027"), Spec("S-028")]
    public void Every_RSA_method_verifies_with_every_digest()
    {
        foreach (var method in SignatureMethods.All.Where(m => m.IsRsa && m.Hash != HashAlgorithmName.SHA1))
        {
            foreach (var digest in SignatureMethods.Digests.Where(d => d.Hash != HashAlgorithmName.SHA1))
            {
                var forge = new Forge { Method = method.Uri, Digest = digest.Uri, Sign = d => Signed.Key.Rsa.SignData(d, method.Hash, method.Padding!) };
                Assert.Equal(method.Uri, Signed.AssertVerified(Signed.Verify(forge.Apply(), "_a1")).Method);
            }
        }

        Assert.Equal(6, SignatureMethods.All.Count(m => m.IsRsa && m.Hash != HashAlgorithmName.SHA1));
        Assert.Equal(4, DigestUris.Length);
    }

    [Theory]
    [InlineData("nistP256")]
    [InlineData("nistP384")]
    [InlineData("nistP521")]
    [Spec("S-027"), Spec("S-029")]
    public void ECDSA_verifies_on_each_curve_with_each_hash(string curve)
    {
        using var key = ECDsa.Create(ECCurve.CreateFromFriendlyName(curve));
        var trusted = Signed.Trust(Signed.Certify(new PublicKey(key)));
        foreach (var (bits, hash) in new[] { (256, HashAlgorithmName.SHA256), (384, HashAlgorithmName.SHA384), (512, HashAlgorithmName.SHA512) })
        {
            var good = new Forge { Method = Ecdsa + bits, Sign = d => key.SignData(d, hash) };
            Assert.Same(trusted, Signed.AssertVerified(Signed.Verify(good.Apply(), "_a1", Signed.Trusted, trusted)).Key);
            var der = good with { Sign = d => key.SignData(d, hash, DSASignatureFormat.Rfc3279DerSequence) };
            Assert.Equal(SamlReason.BadSignature, Signed.Refusal(Signed.Verify(der.Apply(), "_a1", trusted)).Reason);
        }
    }

    [Theory]
    [InlineData(null, "xs")]
    [InlineData("samlp saml ds #default", "xs xsi")]
    [InlineData("samlp", null)]
    [InlineData("", "")]
    [InlineData("unknown", "saml #default")]
    [Spec("S-025"), Spec("S-026")]
    public void Inclusive_namespaces_may_be_named_in_both_places(string? info, string? content) =>
        Signed.AssertVerified(Signed.Verify(new Forge { InfoPrefixes = info, ContentPrefixes = content }.Apply(), "_a1"));

    [Fact]
    [Spec("S-036")]
    public void Each_key_is_tried_and_the_one_that_fits_is_named()
    {
        var keys = (TrustedKey[])[Signed.Trust(Signed.Stranger.Certificate), Signed.Trusted];
        Assert.Same(keys[1], Signed.AssertVerified(Signed.Verify(new Forge().Apply(), "_a1", keys)).Key);
        Assert.Equal(SamlReason.BadSignature, Signed.Refusal(Signed.Verify(new Forge().Apply(), "_a1", keys[0])).Reason);
    }

    [Theory]
    [InlineData("<ds:KeyInfo>", "<ds:KeyInfo Id='k'><ds:X509Data><ds:X509Certificate>!!!</ds:X509Certificate></ds:X509Data><ds:RetrievalMethod URI='http://127.0.0.1:9/'/><x/>")]
    [InlineData("<ds:KeyInfo><ds:KeyName>any</ds:KeyName></ds:KeyInfo>", "")]
    [InlineData("<ds:SignatureValue>", "<ds:SignatureValue Id='v'>\r\n  ")]
    [InlineData("</ds:SignatureValue>", "&#13;\n\t</ds:SignatureValue>")]
    [InlineData("<ds:Signature ", "<ds:Signature Id='s' ")]
    [InlineData("<ds:SignatureValue>", "<ds:SignatureValue><![CDATA[]]>")]
    [Spec("S-030"), Spec("S-035")]
    public void What_does_not_matter_may_be_written_otherwise(string what, string instead)
    {
        var forge = new Forge { Whole = xml => Replaced(xml, what, instead) };
        Signed.AssertVerified(Signed.Verify(forge.Apply(), "_a1"));
    }

    [Theory]
    [InlineData("<ds:SignedInfo>", "<ds:SignedInfo Id='i'>")]
    [InlineData("<ds:Reference ", "<ds:Reference Id='r' Type='urn:any' ")]
    [InlineData("<ds:DigestValue>", "<ds:DigestValue>\n  ")]
    [Spec("S-030")]
    public void Nor_within_what_is_signed(string what, string instead) =>
        Signed.AssertVerified(Signed.Verify(new Forge { Info = xml => Replaced(xml, what, instead) }.Apply(), "_a1"));

    [Theory]
    [InlineData("<samlp:Response ", "<samlp:Response xmlns:unused='urn:u' ")]
    [InlineData("Version=\"2.0\"", "Version='2.0'")]
    [InlineData("a@b.example", "a&#64;b.<![CDATA[example]]>")]
    [InlineData("a@b.example", "a@b<!-- -->.example")]
    [InlineData("<samlp:Status>", "<samlp:Status changed='yes'>")]
    [Spec("S-040")]
    public void What_canonicalization_evens_out_and_what_is_not_covered_changes_nothing(string what, string instead)
    {
        var signed = new Forge().Apply();
        var changed = Signed.AssertVerified(Signed.Verify(Replaced(signed, what, instead), "_a1"));
        Assert.Equal(Signed.AssertVerified(Signed.Verify(signed, "_a1")).Octets.ToArray(), changed.Octets.ToArray());
    }

    [Fact]
    [Spec("S-027")]
    public void SHA1_is_taken_only_until_the_policy_ends()
    {
        var signed = new Forge
        {
            Method = "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
            Digest = "http://www.w3.org/2000/09/xmldsig#sha1",
            Sign = static d => Signed.Key.Rsa.SignData(d, HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1),
        }.Apply();
        var sha256 = new Forge { Digest = "http://www.w3.org/2000/09/xmldsig#sha1" }.Apply();
        foreach (var xml in (string[])[signed, sha256])
        {
            Assert.IsType<SignedResult.Verified>(Until(xml, Signed.Now.AddTicks(1)));
            Assert.Equal(SamlReason.AlgorithmNotAllowed, Signed.Refusal(Until(xml, Signed.Now)).Reason);
            Assert.Equal(SamlReason.AlgorithmNotAllowed, Signed.Refusal(Until(xml, null)).Reason);
        }
    }

    [Fact]
    public void The_signature_of_an_element_is_its_direct_child()
    {
        Assert.Null(SignedElement.SignatureOf(Signed.ById(new Forge().Apply(), "_r1")));
        Assert.NotNull(SignedElement.SignatureOf(Signed.ById(new Forge().Apply(), "_a1")));
        Assert.Null(SignedElement.SignatureOf(Signed.Read("<a><Signature/></a>")));
    }

    internal static string Replaced(string xml, string what, string instead)
    {
        Assert.Contains(what, xml, StringComparison.Ordinal);
        var at = xml.IndexOf(what, StringComparison.Ordinal);
        return string.Concat(xml.AsSpan(0, at), instead, xml.AsSpan(at + what.Length));
    }

    private static SignedResult Until(string xml, DateTimeOffset? until) => SignedElement.Verify(Signed.ById(xml, "_a1"), [Signed.Trusted], new(until), Signed.Now);
}
