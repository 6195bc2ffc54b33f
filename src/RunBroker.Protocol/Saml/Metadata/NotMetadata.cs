using System.Buffers;
using System.Buffers.Text;
using System.Text;
using RunBroker.Protocol.Saml.Xml;

namespace RunBroker.Protocol.Saml.Metadata;

/// <summary>
/// What people hand in in place of metadata. Each is named, since "not well-formed" helps nobody. Looks only at octets that were refused
/// already, and decides no more than the words.
/// </summary>
internal static class NotMetadata
{
    private const string Wanted = "SAML metadata, an XML document";
    private const int Looked = 4096;

    private static readonly SearchValues<string> Page =
        SearchValues.Create(["<html", "<!doctype html", "<head>", "<body"], StringComparison.OrdinalIgnoreCase);

    public static MetadataProblem Octets(ReadOnlySpan<byte> octets, SamlReason why, string field)
    {
        var text = Encoding.UTF8.GetString(octets[..Math.Min(octets.Length, Looked)]).TrimStart('\uFEFF').Trim();
        var fault = octets.Trim(" \t\r\n"u8).IsEmpty ? MetadataFault.Empty : why switch
        {
            SamlReason.TooLarge => MetadataFault.TooLarge,
            SamlReason.TooComplex => MetadataFault.TooComplex,
            _ => Mistaken(octets, text) ?? why switch
            {
                SamlReason.NotUtf8 => MetadataFault.NotUtf8,
                SamlReason.Doctype => MetadataFault.Doctype,
                _ => MetadataFault.NotXml,
            },
        };
        return fault switch
        {
            MetadataFault.TooLarge => MetadataProblem.Of(field, fault, $"at most {SamlLimits.MetadataBytes} octets", $"{octets.Length}"),
            MetadataFault.TooComplex => MetadataProblem.Of(field, fault, "a document of ordinary depth and size"),
            MetadataFault.NotUtf8 => MetadataProblem.Of(field, fault, "UTF-8"),
            MetadataFault.Doctype => MetadataProblem.Of(field, fault, "no DOCTYPE", "a DOCTYPE"),
            MetadataFault.Empty or MetadataFault.PrivateKeyFile => MetadataProblem.Of(field, fault, Wanted),
            _ => MetadataProblem.Of(field, fault, Wanted, text.Split('\n')[0]),
        };
    }

    /// <summary>Null: it can be metadata.</summary>
    public static MetadataProblem? Root(Element root, string field)
    {
        if (root.Is(SamlNames.Metadata, "EntityDescriptor") || root.Is(SamlNames.Metadata, "EntitiesDescriptor"))
            return null;
        var isPage = root.LocalName.Equals("html", StringComparison.OrdinalIgnoreCase);
        var problem = MetadataProblem.Of(field, isPage ? MetadataFault.HtmlPage : MetadataFault.NotMetadata,
            $"EntityDescriptor or EntitiesDescriptor of {SamlNames.Metadata}",
            $"{root.LocalName} of {(root.NamespaceUri.Length == 0 ? "no namespace" : root.NamespaceUri)}");
        return root.NamespaceUri switch
        {
            SamlNames.Protocol => problem with { Fix = "This is a message of a sign-in: take the metadata from the provider's settings." },
            SamlNames.Metadata => problem with { Fix = "This is a part of metadata: use the whole document, from EntityDescriptor on." },
            _ => problem,
        };
    }

    private static MetadataFault? Mistaken(ReadOnlySpan<byte> octets, string text) => text switch
    {
        _ when text.Contains("PRIVATE KEY-----", StringComparison.Ordinal) => MetadataFault.PrivateKeyFile,
        _ when IsDer(octets) || text.StartsWith("-----BEGIN ", StringComparison.Ordinal) => MetadataFault.CertificateFile,
        _ when text.AsSpan().ContainsAny(Page) => MetadataFault.HtmlPage,
        ['{' or '[', ..] => MetadataFault.JsonDocument,
        ['h' or 'H', ..] when Uri.TryCreate(text, UriKind.Absolute, out _) => MetadataFault.AddressOnly,
        _ => Decoded(text) switch
        {
            [(byte)'<', ..] or [0xEF, 0xBB, 0xBF, ..] => MetadataFault.Base64Text,
            { } der when IsDer(der) => MetadataFault.CertificateFile,
            _ => null,
        },
    };

    private static byte[]? Decoded(string text)
    {
        var compact = string.Concat(text.Where(static c => !char.IsWhiteSpace(c)));
        compact = compact[..(compact.Length / 4 * 4)];
        return compact.Length >= 16 && Base64.IsValid(compact) ? Convert.FromBase64String(compact) : null;
    }

    // A SEQUENCE of a length that takes two octets: a certificate, or a PKCS#12 container.
    private static bool IsDer(ReadOnlySpan<byte> octets) => octets is [0x30, 0x82, ..];
}
