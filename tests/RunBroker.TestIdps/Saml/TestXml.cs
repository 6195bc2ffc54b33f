using System.Security.Cryptography.Xml;
using System.Text;
using System.Xml;

namespace RunBroker.TestIdps;

/// <summary>XML for the test side: the platform's document and the platform's canonicalization.</summary>
public static class TestXml
{
    /// <summary>Keeps every blank, resolves nothing.</summary>
    public static XmlDocument Parse(string text)
    {
        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        using var source = new StringReader(text);
        using var reader = XmlReader.Create(source, new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        document.Load(reader);
        return document;
    }

    public static XmlDocument Parse(ReadOnlySpan<byte> utf8) => Parse(Encoding.UTF8.GetString(utf8));

    public static byte[] Bytes(XmlDocument document) => Encoding.UTF8.GetBytes(document.OuterXml);

    public static XmlElement Root(XmlDocument document) =>
        document.DocumentElement ?? throw new InvalidOperationException("An empty document.");

    /// <summary>The first element of that name anywhere in the document.</summary>
    public static XmlElement One(XmlNode within, string localName) => Find(within, localName)
        ?? throw new InvalidOperationException($"No {localName} in {(within as XmlDocument ?? within.OwnerDocument)?.OuterXml}");

    public static XmlElement? Find(XmlNode within, string localName) =>
        within.SelectSingleNode($"descendant-or-self::*[local-name()='{localName}']") as XmlElement;

    /// <summary>Makes an element of a text and puts it into the document (nowhere yet).</summary>
    public static XmlElement Element(XmlDocument document, string text) =>
        (XmlElement)document.ImportNode(Root(Parse(text)), deep: true);

    /// <summary>Canonical octets of an element as it stands in its document.</summary>
    public static byte[] Octets(XmlElement element, string algorithm = SamlUris.ExcC14n, string? inclusivePrefixes = null)
    {
        var alone = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        var root = (XmlElement)alone.ImportNode(element, deep: true);
        for (var up = element.ParentNode as XmlElement; up is not null; up = up.ParentNode as XmlElement)
        {
            foreach (var declared in up.Attributes.OfType<XmlAttribute>().Where(a => a.NamespaceURI == SamlUris.Xmlns
                && !root.HasAttribute(a.Name)))
                root.SetAttributeNode((XmlAttribute)alone.ImportNode(declared, deep: true));
        }
        alone.AppendChild(root);
        return Canonical(alone, algorithm, inclusivePrefixes);
    }

    private static byte[] Canonical(XmlDocument document, string algorithm, string? inclusivePrefixes)
    {
        Transform transform = algorithm switch
        {
            SamlUris.C14n => new XmlDsigC14NTransform(false),
            SamlUris.C14nWithComments => new XmlDsigC14NTransform(true),
            SamlUris.ExcC14nWithComments => new XmlDsigExcC14NTransform(true, inclusivePrefixes),
            _ => new XmlDsigExcC14NTransform(false, inclusivePrefixes), // what nobody knows is canonicalized as usual
        };
        transform.LoadInput(document);
        using var output = (MemoryStream)transform.GetOutput(typeof(Stream));
        return output.ToArray();
    }
}
