using System.Collections.Immutable;
using System.Xml;

namespace RunBroker.Protocol.Saml.Metadata;

/// <summary>An EncryptionMethod as it is announced: best first, as providers take the first they know (IIP-MD09).</summary>
/// <param name="Digest">DigestMethod inside; null: none.</param>
internal sealed record AnnouncedMethod(string Algorithm, string? Digest = null);

/// <summary>KeyDescriptor of our metadata.</summary>
internal static class SpKeyDescriptor
{
    private const string Sha1 = SamlNames.XmlDsig + "sha1";

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

    // Both with SHA-1, which is not weak inside OAEP: a SHA-256 digest would need an xmlenc11 MGF element beside it, or providers take
    // the MGF1-SHA1 mask, which the platform cannot combine with it (D2); and providers that validate know no schema of that element.
    private static readonly ImmutableArray<AnnouncedMethod> KeyTransport =
    [
        new(SamlNames.XmlEnc + "rsa-oaep-mgf1p", Sha1),
        new(SamlNames.XmlEnc11 + "rsa-oaep", Sha1),
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
            {
                xml.WriteStartElement("ds", "DigestMethod", SamlNames.XmlDsig);
                xml.WriteAttributeString("Algorithm", method.Digest);
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }
}
