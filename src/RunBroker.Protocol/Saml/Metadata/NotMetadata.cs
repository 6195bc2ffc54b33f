using System.Buffers;
using System.Buffers.Text;
using System.Text;
using RunBroker.Protocol.Saml.Xml;

namespace RunBroker.Protocol.Saml.Metadata;

/// <summary>
/// What people hand in in place of metadata. Each is named, since "not well-formed" helps nobody. Looks at octets that were refused
/// already, and decides no more than the words.
/// </summary>
internal static class NotMetadata
{
    private const int Looked = 4096;

    private static readonly SearchValues<string> Page =
        SearchValues.Create(["<html", "<!doctype html", "<head>", "<body"], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> PrivateKey = SearchValues.Create(["PRIVATE KEY-----"], StringComparison.Ordinal);

    public static MetadataProblem Octets(ReadOnlySpan<byte> octets, SamlReason why, string field)
    {
        var text = Encoding.UTF8.GetString(octets[..Math.Min(octets.Length, Looked)]).TrimStart('\uFEFF').Trim();
        if (text.Length == 0 && octets.Trim(" \t\r\n"u8).IsEmpty)
            return Row(MetadataFault.Empty, null, "Paste or upload the provider's metadata file.");
        if (why == SamlReason.TooLarge)
        {
            return MetadataProblem.Of(field, MetadataFault.TooLarge, $"at most {SamlLimits.MetadataBytes} octets", $"{octets.Length}",
                "Use the metadata of the one provider, not of a whole federation.");
        }

        return Mistaken(octets, text) is var (fault, fix) ? Row(fault, text.Split('\n')[0], fix) : why switch
        {
            SamlReason.NotUtf8 => MetadataProblem.Of(field, MetadataFault.NotUtf8, "UTF-8", null, "Save the file as UTF-8 and try again."),
            SamlReason.Doctype => MetadataProblem.Of(field, MetadataFault.Doctype, "no DOCTYPE", "DOCTYPE",
                "Remove the document type declaration: metadata needs none, and it can be an attack."),
            SamlReason.TooComplex => MetadataProblem.Of(field, MetadataFault.TooComplex, "metadata of ordinary size", null,
                "Use the metadata of the one provider, not of a whole federation."),
            _ => Row(MetadataFault.NotXml, text.Split('\n')[0],
                "The document is damaged or cut off: download it again as a file, not by copy and paste from a browser."),
        };

        MetadataProblem Row(MetadataFault fault, string? got, string fix) =>
            MetadataProblem.Of(field, fault, "SAML metadata, an XML document", fault == MetadataFault.PrivateKeyFile ? null : got, fix);
    }

    /// <summary>Null: it can be metadata.</summary>
    public static MetadataProblem? Root(Element root, string field)
    {
        if (root.Is(SamlNames.Metadata, "EntityDescriptor") || root.Is(SamlNames.Metadata, "EntitiesDescriptor"))
            return null;
        var (fault, fix) = root switch
        {
            _ when root.LocalName.Equals("html", StringComparison.OrdinalIgnoreCase) => WebPage,
            { NamespaceUri: SamlNames.Protocol } => (MetadataFault.NotMetadata,
                "This is a SAML message of a sign-in, not metadata: download the metadata from the provider's settings."),
            { NamespaceUri: SamlNames.Metadata } => (MetadataFault.NotMetadata,
                "This is a part of a metadata document: use the whole of it, from EntityDescriptor on."),
            _ => (MetadataFault.NotMetadata, "This XML is no SAML 2.0 metadata: look for \"federation metadata\" or \"IdP metadata\" at the provider."),
        };
        return MetadataProblem.Of(field, fault, $"EntityDescriptor or EntitiesDescriptor of {SamlNames.Metadata}",
            $"{root.LocalName} of {(root.NamespaceUri.Length == 0 ? "no namespace" : root.NamespaceUri)}", fix);
    }

    private static readonly (MetadataFault Fault, string Fix) WebPage = (MetadataFault.HtmlPage,
        "The address leads to a web page, perhaps one that asks to sign in: use the address of the metadata itself, or upload the file.");

    private static readonly (MetadataFault Fault, string Fix) Certificate = (MetadataFault.CertificateFile,
        "This is only the certificate: use the provider's metadata, or put it into the field for certificates.");

    private static (MetadataFault Fault, string Fix)? Mistaken(ReadOnlySpan<byte> octets, string text)
    {
        if (text.AsSpan().ContainsAny(PrivateKey))
            return (MetadataFault.PrivateKeyFile, "This holds a private key, which nobody else may see: replace that key at the provider, and use the metadata.");
        if (text.StartsWith("-----BEGIN ", StringComparison.Ordinal) || IsDer(octets))
            return Certificate;
        if (text.AsSpan().ContainsAny(Page))
            return WebPage;
        if (text is ['{' or '[', ..])
            return (MetadataFault.JsonDocument, "This is JSON, as OpenID Connect uses it: make an OIDC connection, or take the provider's SAML metadata.");
        if (text.StartsWith("http", StringComparison.OrdinalIgnoreCase) && text.Length < MetadataLimits.Url && Uri.TryCreate(text, UriKind.Absolute, out _))
            return (MetadataFault.AddressOnly, "This is an address: put it into the field for the metadata address.");
        return Decoded(text) switch
        {
            [(byte)'<', ..] or [0xEF, 0xBB, 0xBF, ..] => (MetadataFault.Base64Text, "This is metadata in base64: decode it first, or upload the file itself."),
            { } der when IsDer(der) => Certificate,
            _ => null,
        };
    }

    private static byte[]? Decoded(string text)
    {
        var compact = string.Concat(text.Where(static c => !char.IsWhiteSpace(c)));
        compact = compact[..(compact.Length / 4 * 4)];
        if (compact.Length < 16 || !Base64.IsValid(compact))
            return null;
        return Convert.FromBase64String(compact);
    }

    // A SEQUENCE of a length that takes two octets: a certificate, or a PKCS#12 container.
    private static bool IsDer(ReadOnlySpan<byte> octets) => octets is [0x30, 0x82, ..];
}
