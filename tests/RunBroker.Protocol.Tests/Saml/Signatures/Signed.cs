using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using RunBroker.Protocol.Saml;
using RunBroker.Protocol.Saml.Signatures;
using RunBroker.Protocol.Saml.Xml;

namespace RunBroker.Protocol.Tests.Saml.Signatures;

/// <summary>Keys, and one good message to break.</summary>
internal static class Signed
{
    public static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A response with an assertion inside, without signatures.</summary>
    public const string Response = """
        <samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_r1" Version="2.0">
          <saml:Issuer>https://idp.example</saml:Issuer>
          <samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>
          <saml:Assertion xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ID="_a1" Version="2.0">
            <saml:Issuer>https://idp.example</saml:Issuer>
            <saml:Subject><saml:NameID>alice &amp; bob&#13;</saml:NameID></saml:Subject>
            <saml:AttributeStatement><saml:Attribute Name="mail"><saml:AttributeValue xsi:type="xs:string">a@b.example</saml:AttributeValue></saml:Attribute></saml:AttributeStatement>
          </saml:Assertion>
        </samlp:Response>
        """;

    private static readonly Lazy<SpKey> Ours = new(() => SpKey.Create("idp.example", Now.AddDays(-1), Now.AddDays(1)));
    private static readonly Lazy<SpKey> Strange = new(() => SpKey.Create("idp.example", Now.AddDays(-1), Now.AddDays(1)));

    public static SpKey Key => Ours.Value;
    public static SpKey Stranger => Strange.Value;
    public static TrustedKey Trusted => Trust(Key.Certificate);

    public static TrustedKey Trust(ReadOnlyMemory<byte> der) => Assert.IsType<TrustedKeyResult.Read>(TrustedKey.FromCertificate(der)).Key;

    /// <summary>The certificate of a public key that has no private one here, issued by somebody who does not matter.</summary>
    public static byte[] Certify(PublicKey key)
    {
        using var issuer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var name = new X500DistinguishedName("CN=test");
        return new CertificateRequest(name, key, HashAlgorithmName.SHA256)
            .Create(name, X509SignatureGenerator.CreateForECDsa(issuer), Now.AddDays(-1), Now.AddDays(1), [1]).RawData;
    }

    public static Element Read(string xml) => Assert.IsType<XmlResult.Read>(SafeXml.Read(Encoding.UTF8.GetBytes(xml), XmlBounds.Message)).Root;

    /// <summary>Of several the one with a Version, as messages and assertions have.</summary>
    public static Element ById(string xml, string id) => Read(xml).SelfAndBelow().Where(e => e["ID"] == id).MaxBy(e => e["Version"] is null ? 0 : 1)!;

    public static SignedResult Verify(string xml, string id, params ReadOnlySpan<TrustedKey> keys) =>
        SignedElement.Verify(ById(xml, id), [.. keys.IsEmpty ? [Trusted] : keys], SignaturePolicy.Strict, Now);

    public static SignedResult.Verified AssertVerified(SignedResult result) =>
        result is SignedResult.Refused refused ? throw new Xunit.Sdk.XunitException(refused.Why.ToString()) : Assert.IsType<SignedResult.Verified>(result);

    public static SamlRefusal Refusal(SignedResult result) => Assert.IsType<SignedResult.Refused>(result).Why;
}
