using System.Collections.Immutable;
using System.Xml;

namespace RunBroker.Protocol.Saml.Metadata;

/// <summary>An EncryptionMethod as it is announced: best first, as providers take the first they know (IIP-MD09).</summary>
/// <param name="Digest">DigestMethod inside; null: none.</param>
/// <param name="Mask">xmlenc11 MGF inside; null: none.</param>
internal sealed record AnnouncedMethod(string Algorithm, string? Digest = null, string? Mask = null);

/// <summary>KeyDescriptor of our metadata.</summary>
internal static class SpKeyDescriptor
{
    private const string Sha1 = SamlNames.XmlDsig + "sha1";
    private const string Sha256 = SamlNames.XmlEnc + "sha256";

    private static readonly ImmutableArray<AnnouncedMethod> Gcm =
    [
        new(SamlNames.XmlEnc11 + "aes256-gcm"),
        new(SamlNames.XmlEnc11 + "aes192-gcm"),
        new(SamlNames.XmlEnc11 + "aes128-gcm"),
    ];

    private static readonly ImmutableArray<AnnouncedMethod> Cbc =
    [
        new(SamlNames.XmlEnc + "aes256-cbc"),
        new(SamlNames.XmlEnc + "aes192-cbc"),
        new(SamlNames.XmlEnc + "aes128-cbc"),
    ];

    // The one with SHA-1 comes first: as a hash in OAEP it is not weak, and every provider means the same by it. With the other,
    // some mix a SHA-256 digest with the MGF1-SHA1 mask, which the platform cannot decrypt (D2): so it is announced with its mask.
    private static readonly ImmutableArray<AnnouncedMethod> KeyTransport =
    [
        new(SamlNames.XmlEnc + "rsa-oaep-mgf1p", Sha1),
        new(SamlNames.XmlEnc11 + "rsa-oaep", Sha256, SamlNames.XmlEnc11 + "mgf1sha256"),
    ];

    public static ImmutableArray<AnnouncedMethod> Methods(bool allowCbc) => [.. Gcm, .. allowCbc ? Cbc : [], .. KeyTransport];

    public static void Write(XmlWriter xml, string use, ReadOnlyMemory<byte> certificate, ImmutableArray<AnnouncedMethod> methods)
    {
        xml.WriteStartElement("KeyDescriptor", SamlNames.Metadata);
        xml.WriteAttributeString("use", use);
        xml.WriteStartElement("ds", "KeyInfo", SamlNames.XmlDsig);
        xml.WriteStartElement("X509Data", SamlNames.XmlDsig);
        xml.WriteElementString("X509Certificate", SamlNames.XmlDsig, Convert.ToBase64String(certificate.Span));
        xml.WriteEndElement();
        xml.WriteEndElement();

        foreach (var method in methods)
        {
            xml.WriteStartElement("EncryptionMethod", SamlNames.Metadata);
            xml.WriteAttributeString("Algorithm", method.Algorithm);
            if (method.Digest is not null)
                WriteAlgorithm(xml, "ds", "DigestMethod", SamlNames.XmlDsig, method.Digest);
            if (method.Mask is not null)
                WriteAlgorithm(xml, "xenc11", "MGF", SamlNames.XmlEnc11, method.Mask);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void WriteAlgorithm(XmlWriter xml, string prefix, string name, string namespaceUri, string algorithm)
    {
        xml.WriteStartElement(prefix, name, namespaceUri);
        xml.WriteAttributeString("Algorithm", algorithm);
        xml.WriteEndElement();
    }
}
