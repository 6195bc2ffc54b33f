using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using RunBroker.Protocol.Saml;
using RunBroker.Protocol.Saml.Signatures;
using RunBroker.Protocol.Saml.Xml;

namespace RunBroker.Protocol.Tests.Saml.Signatures;

/// <summary>The KeyValue of a signature vector. Only tests read one: the product never looks into KeyInfo (S-035).</summary>
internal static class KeyValues
{
    /// <summary>Null for a key of another kind, or for none.</summary>
    public static AsymmetricAlgorithm? Read(Element signature)
    {
        var value = signature.SelfAndBelow().FirstOrDefault(e => e.Is(SamlNames.XmlDsig, "KeyValue"))?.Elements.Single();
        return value?.LocalName switch
        {
            "RSAKeyValue" => RSA.Create(new RSAParameters { Modulus = Base64(value, "Modulus"), Exponent = Base64(value, "Exponent") }),
            "ECKeyValue" => Point(value, Base64(value, "PublicKey").AsSpan(1).ToArray()),
            "ECDSAKeyValue" => Point(value, [.. Decimal(value, "X"), .. Decimal(value, "Y")]),
            _ => null,
        };
    }

    public static TrustedKeyResult Trust(AsymmetricAlgorithm key) =>
        TrustedKey.FromCertificate(Signed.Certify(key is RSA rsa ? new PublicKey(rsa) : new PublicKey((ECDsa)key)));

    private static ECDsa Point(Element value, byte[] coordinates) => ECDsa.Create(new ECParameters
    {
        Curve = Curve(value),
        Q = new() { X = coordinates[..(coordinates.Length / 2)], Y = coordinates[(coordinates.Length / 2)..] },
    });

    private static ECCurve Curve(Element value)
    {
        var named = value.SelfAndBelow().Single(e => e.LocalName == "NamedCurve");
        return ECCurve.CreateFromValue((named["URI"] ?? named["URN"])!["urn:oid:".Length..]);
    }

    // RFC4050 writes coordinates as decimal numbers
    private static byte[] Decimal(Element value, string name)
    {
        var number = BigInteger.Parse(value.SelfAndBelow().Single(e => e.LocalName == name)["Value"]!, CultureInfo.InvariantCulture);
        var size = Curve(value).Oid.Value switch { "1.2.840.10045.3.1.7" => 32, "1.3.132.0.34" => 48, _ => 66 };
        var bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[size - bytes.Length], .. bytes];
    }

    private static byte[] Base64(Element value, string name) => Convert.FromBase64String(value.SelfAndBelow().Single(e => e.LocalName == name).SimpleText!);
}
