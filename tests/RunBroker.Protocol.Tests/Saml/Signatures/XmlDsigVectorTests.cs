using System.Security.Cryptography;
using System.Text;
using RunBroker.Protocol.Saml;
using RunBroker.Protocol.Saml.Signatures;
using RunBroker.Protocol.Saml.Xml;
using RunBroker.Protocol.Tests.Saml.Xml;

namespace RunBroker.Protocol.Tests.Saml.Signatures;

/// <summary>
/// XML Signature 1.1 interoperability messages: none is of the form that SAML allows, so each is refused; but what a signature is made
/// of (canonical form, digest, RSA and ECDSA) must come out right on every one.
/// </summary>
public sealed class XmlDsigVectorTests
{
    private static readonly SignaturePolicy Sha1 = new(Signed.Now.AddDays(1));

    [Theory]
    [InlineData("microsoft", 32, 0)]
    [InlineData("oracle", 24, 6)]
    [InlineData("sun", 0, 12)]
    [Spec("S-027"), Spec("S-030"), Spec("S-034"), Spec("S-038")]
    public void Every_RSA_and_ECDSA_signature_verifies_with_the_key_in_its_file(string folder, int trusted, int tooShort)
    {
        var counted = (Trusted: 0, TooShort: 0);
        foreach (var file in XmlVectors.In($"xmldsig11/{folder}"))
        {
            var signature = Find(XmlVectors.Read(file));
            using var key = KeyValues.Read(signature);
            if (key is null)
                continue;
            var (method, octets, value) = Parts(signature);
            switch (KeyValues.Trust(key))
            {
                case TrustedKeyResult.Read { Key: var ours }:
                    counted.Trusted++;
                    Assert.True(ours.Verify(method, octets, value), file);
                    AssertNothingElseVerifies(ours, method, octets, value, file);
                    break;
                case TrustedKeyResult.Refused { Code: "KeyTooShort" }:
                    counted.TooShort++;
                    Assert.True(((RSA)key).VerifyData(octets, value, SignatureMethods.Find(method)!.Hash, RSASignaturePadding.Pkcs1), file);
                    break;
                case var other:
                    Assert.Fail($"{file}: {other}");
                    break;
            }
        }

        Assert.Equal((trusted, tooShort), counted);
    }

    [Theory]
    [InlineData("microsoft", 38)]
    [InlineData("oracle", 33)]
    [InlineData("sun", 18)]
    [Spec("S-028"), Spec("S-034")]
    public void Every_digest_is_that_of_the_content(string folder, int files)
    {
        var counted = 0;
        foreach (var file in XmlVectors.In($"xmldsig11/{folder}"))
        {
            var root = XmlVectors.Read(file);
            var signature = Find(root);
            var reference = signature.SelfAndBelow().Single(e => e.LocalName == "Reference");
            var uri = reference["URI"]!;
            var target = uri.Length == 0 ? root : root.SelfAndBelow().Single(e => e["Id"] == uri[1..]);
            var octets = InclusiveC14n.Octets(target, without: signature == target ? null : signature);
            var digest = SignatureMethods.FindDigest(reference.Elements.Single(e => e.LocalName == "DigestMethod")["Algorithm"])!;
            Assert.Equal(Value(reference, "DigestValue"), CryptographicOperations.HashData(digest.Hash, octets));
            counted++;
        }

        Assert.Equal(files, counted);
    }

    [Theory]
    // inclusive canonicalization, or no canonicalization at the end of the transforms
    [InlineData("microsoft", "_c14n", SamlReason.TransformNotAllowed, "S-026", 17)]
    [InlineData("microsoft", "ecc*sha256_exc-c14n", SamlReason.TransformNotAllowed, "S-025", 3)]
    [InlineData("microsoft", "ecc*sha384_exc-c14n", SamlReason.TransformNotAllowed, "S-025", 3)]
    [InlineData("microsoft", "ecc*sha512_exc-c14n", SamlReason.TransformNotAllowed, "S-025", 3)]
    [InlineData("microsoft", "rsa*sha256_exc-c14n", SamlReason.TransformNotAllowed, "S-025", 1)]
    [InlineData("microsoft", "rsa*sha384_exc-c14n", SamlReason.TransformNotAllowed, "S-025", 1)]
    [InlineData("microsoft", "rsa*sha512_exc-c14n", SamlReason.TransformNotAllowed, "S-025", 1)]
    [InlineData("microsoft", "_sha1_exc-c14n", SamlReason.AlgorithmNotAllowed, "S-027", 6)]
    [InlineData("microsoft", "hmac*_exc-c14n", SamlReason.AlgorithmNotAllowed, "S-027", 4)]
    // enveloping: the content lies in an Object
    [InlineData("oracle", "", SamlReason.MalformedSignature, "S-032", 33)]
    [InlineData("sun", "", SamlReason.MalformedSignature, "S-032", 18)]
    public void None_is_a_signature_of_SAML(string folder, string named, SamlReason reason, string spec, int files)
    {
        var counted = 0;
        foreach (var file in XmlVectors.In($"xmldsig11/{folder}").Where(f => Fits(Path.GetFileNameWithoutExtension(f), named)))
        {
            var why = Refused(XmlVectors.Text(file));
            Assert.True((reason, spec) == (why.Reason, why.Spec), $"{file}: {why}");
            counted++;
        }

        Assert.Equal(files, counted);
    }

    [Theory]
    [InlineData("Y1/exc-signature.xml", SamlReason.MalformedSignature)] // with an Object
    [InlineData("Y3/signature.xml", SamlReason.WrongReference)] // eight references to files
    [InlineData("Y4/signature.xml", SamlReason.MalformedSignature)] // comments inside
    [InlineData("Y5/signature.xml", SamlReason.WrongReference)]
    [InlineData("Y5/signatureCommented.xml", SamlReason.MalformedSignature)]
    [Spec("S-023"), Spec("S-032"), Spec("S-033")]
    public void Nor_are_the_signatures_of_the_canonicalization_vectors(string file, SamlReason reason) =>
        Assert.Equal(reason, Refused(XmlVectors.Text("interop/" + file)).Reason);

    // The signature becomes a child of an element with an ID, so that it is looked at for what it is and not for where it stands.
    private static SamlRefusal Refused(string xml)
    {
        var signature = Find(XmlVectors.Parse(xml));
        var text = Encoding.UTF8.GetString((ExclusiveC14n.Plain with { WithComments = true }).Octets(signature).Span);
        var parent = XmlVectors.Parse($"<a ID=\"_1\">{text}</a>");
        Assert.NotNull(SignedElement.SignatureOf(parent));
        return Signed.Refusal(SignedElement.Verify(parent, [Signed.Trusted], SignaturePolicy.Strict, Signed.Now));
    }

    private static void AssertNothingElseVerifies(TrustedKey key, string method, byte[] octets, byte[] value, string file)
    {
        Assert.False(key.Verify(method, [.. octets, 0], value), file);
        Assert.False(key.Verify(method, octets, [.. value, 0]), file);
        Assert.False(key.Verify(method, octets, value.AsSpan(1)), file);
        foreach (var other in SignatureMethods.All.Where(m => m.Uri != method))
            Assert.False(key.Verify(other.Uri, octets, value), $"{file} as {other.Uri}");
    }

    private static (string Method, byte[] Octets, byte[] Value) Parts(Element signature)
    {
        var signedInfo = signature.Elements.Single(e => e.LocalName == "SignedInfo");
        var form = signedInfo.Elements.Single(e => e.LocalName == "CanonicalizationMethod")["Algorithm"];
        var octets = form == SamlNames.ExcC14n ? ExclusiveC14n.Plain.Octets(signedInfo).ToArray() : InclusiveC14n.Octets(signedInfo);
        var method = signedInfo.Elements.Single(e => e.LocalName == "SignatureMethod")["Algorithm"]!;
        Assert.Null(SignatureMethods.Refuse(method, Sha1, Signed.Now));
        return (method, octets, Value(signature, "SignatureValue"));
    }

    private static byte[] Value(Element parent, string name) => parent.Elements.Single(e => e.LocalName == name).StrictBase64("Id")!;

    private static Element Find(Element root) => root.SelfAndBelow().First(e => e.Is(SamlNames.XmlDsig, "Signature"));

    // "start*end", or the end alone
    private static bool Fits(string name, string pattern)
    {
        var (start, end) = pattern.Split('*') is [var s, var e] ? (s, e) : ("", pattern);
        return name.StartsWith(start, StringComparison.Ordinal) && name.EndsWith(end, StringComparison.Ordinal);
    }
}
