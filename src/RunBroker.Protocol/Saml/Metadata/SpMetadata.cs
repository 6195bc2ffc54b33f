using System.Collections.Immutable;
using System.Text;
using System.Xml;
using RunBroker.Protocol.Saml.Signatures;

namespace RunBroker.Protocol.Saml.Metadata;

/// <summary>What we tell one provider about us.</summary>
public sealed record SpDescription
{
    /// <summary>An XML name: begins with no digit.</summary>
    public required string Id { get; init; }
    /// <summary>The metadata's own URL.</summary>
    public required string EntityId { get; init; }
    /// <summary>The first is the default.</summary>
    public required ImmutableArray<string> AcsUrls { get; init; }
    public required string SloUrl { get; init; }
    /// <summary>DER, current before next.</summary>
    public required ImmutableArray<ReadOnlyMemory<byte>> SigningCertificates { get; init; }
    public required ImmutableArray<ReadOnlyMemory<byte>> EncryptionCertificates { get; init; }
    public bool AuthnRequestsSigned { get; init; }
    public bool WantAssertionsSigned { get; init; }
    public string? NameIdFormat { get; init; }
    /// <summary>AES-GCM first; announced as EncryptionMethod (IIP-MD09).</summary>
    public bool AllowCbc { get; init; }
    /// <summary>Null: without an end, for providers that take it once as a file.</summary>
    public DateTimeOffset? ValidUntil { get; init; }
    public required TimeSpan CacheDuration { get; init; }
}

/// <summary>Our metadata for one connection (SAMLMeta-2.4.4). Written by a writer, so no value can end its attribute (S-101).</summary>
public static class SpMetadata
{
    /// <param name="signer">Null: not signed.</param>
    public static byte[] Write(SpDescription description, SpKey? signer)
    {
        var xml = Unsigned(description);
        return signer is null ? xml : XmlSigner.Sign(xml, signer);
    }

    private static byte[] Unsigned(SpDescription about)
    {
        if (about.AcsUrls.IsEmpty)
            throw new ArgumentException("a service provider has an assertion consumer service", nameof(about));

        using var bytes = new MemoryStream();
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        using (var xml = XmlWriter.Create(bytes, new() { Encoding = utf8, Indent = true, NewLineChars = "\n" }))
        {
            xml.WriteStartElement("md", "EntityDescriptor", SamlNames.Metadata);
            xml.WriteAttributeString("ID", XmlConvert.VerifyNCName(about.Id));
            xml.WriteAttributeString("entityID", about.EntityId);
            if (about.ValidUntil is { } end)
                xml.WriteAttributeString("validUntil", MetadataTimes.Text(end));
            xml.WriteAttributeString("cacheDuration", XmlConvert.ToString(about.CacheDuration));
            WriteRole(xml, about);
            xml.WriteEndElement();
        }

        return bytes.ToArray();
    }

    // The order is the schema's: keys, logout, NameID formats, assertion consumers. Providers that validate refuse any other.
    private static void WriteRole(XmlWriter xml, SpDescription about)
    {
        xml.WriteStartElement("SPSSODescriptor", SamlNames.Metadata);
        xml.WriteAttributeString("AuthnRequestsSigned", XmlConvert.ToString(about.AuthnRequestsSigned));
        xml.WriteAttributeString("WantAssertionsSigned", XmlConvert.ToString(about.WantAssertionsSigned));
        xml.WriteAttributeString("protocolSupportEnumeration", SamlNames.Protocol);

        foreach (var certificate in about.SigningCertificates)
            SpKeyDescriptor.Write(xml, "signing", certificate, []);
        foreach (var certificate in about.EncryptionCertificates)
            SpKeyDescriptor.Write(xml, "encryption", certificate, SpKeyDescriptor.Methods(about.AllowCbc));

        foreach (var binding in (ReadOnlySpan<string>)[SamlNames.RedirectBinding, SamlNames.PostBinding])
        {
            StartEndpoint(xml, "SingleLogoutService", binding, about.SloUrl);
            xml.WriteEndElement();
        }

        if (about.NameIdFormat is not null)
            xml.WriteElementString("NameIDFormat", SamlNames.Metadata, about.NameIdFormat);

        foreach (var (index, url) in about.AcsUrls.Index())
        {
            StartEndpoint(xml, "AssertionConsumerService", SamlNames.PostBinding, url);
            xml.WriteAttributeString("index", XmlConvert.ToString(index));
            if (index == 0)
                xml.WriteAttributeString("isDefault", "true");
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void StartEndpoint(XmlWriter xml, string name, string binding, string url)
    {
        xml.WriteStartElement(name, SamlNames.Metadata);
        xml.WriteAttributeString("Binding", binding);
        xml.WriteAttributeString("Location", url);
    }
}
