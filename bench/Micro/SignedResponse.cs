using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Xml;
using RunBroker.TestIdps;

namespace RunBroker.Bench;

/// <summary>A response as most providers send it, and what it costs others.</summary>
internal sealed class SignedResponse : IDisposable
{
    private readonly Provider provider = new();
    private readonly RSA key;
    private readonly byte[] xml;
    private readonly string form;
    private readonly byte[] signature;
    private readonly byte[] digest;

    public SignedResponse()
    {
        xml = provider.Draft(groups: 23).Write();
        form = Convert.ToBase64String(xml);
        key = provider.Key.Certificate.GetRSAPublicKey() ?? throw new CryptographicException("No RSA key.");
        digest = SHA256.HashData(xml);
        signature = provider.Key.Rsa.SignHash(digest, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    public double Kilobytes => xml.Length / 1024.0;

    public IReadOnlyList<Work> Works =>
    [
        new("RunBroker: decode, verify, check all rules", () => provider.Accept(form)),
        new("SignedXml: load and verify, no rules", BySignedXml),
        new("floor: base64, one XmlReader pass, SHA-256, RSA verify", Floor),
        new("RSA-2048 verify alone", () => Right(key.VerifyHash(digest, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))),
    ];

    public void Dispose()
    {
        key.Dispose();
        provider.Dispose();
    }

    private void BySignedXml()
    {
        var document = TestXml.Parse(Convert.FromBase64String(form));
        var assertion = TestXml.One(document, "Assertion");
        var signed = new SignedXml(assertion);
        signed.LoadXml(TestXml.One(assertion, "Signature"));
        Right(signed.CheckSignature(key));
    }

    /// <summary>The least that a check can be: decode, read once, hash, verify.</summary>
    public void Floor()
    {
        var octets = Convert.FromBase64String(form);
        using var reader = XmlReader.Create(new MemoryStream(octets), new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        while (reader.Read())
        {
            while (reader.MoveToNextAttribute())
                _ = reader.Value;
        }

        Right(key.VerifyHash(SHA256.HashData(octets), signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    private static void Right(bool isRight)
    {
        if (!isRight)
            throw new CryptographicException("The good signature does not verify.");
    }
}
