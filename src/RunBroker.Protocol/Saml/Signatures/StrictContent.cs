using System.Buffers.Text;
using RunBroker.Protocol.Saml.Xml;

namespace RunBroker.Protocol.Saml.Signatures;

/// <summary>Elements that hold what their schema says and nothing else: neither text between children nor an attribute more.</summary>
internal static class StrictContent
{
    /// <summary>
    /// The child elements; null when there is text that is not white, a comment, a processing instruction or an attribute that is not
    /// named here.
    /// </summary>
    public static List<Element>? StrictChildren(this Element element, params ReadOnlySpan<string> attributes)
    {
        if (!HasOnly(element, attributes))
            return null;
        var found = new List<Element>();
        foreach (var child in element.Children)
        {
            switch (child)
            {
                case Element inner:
                    found.Add(inner);
                    break;
                case Text text when text.Value.AsSpan().IndexOfAnyExcept(" \t\r\n") < 0:
                    break;
                default:
                    return null;
            }
        }

        return found;
    }

    /// <summary>Null unless the element has only text, and that is base64 in canonical form, white space apart (S-030).</summary>
    public static byte[]? StrictBase64(this Element element, params ReadOnlySpan<string> attributes)
    {
        if (!HasOnly(element, attributes) || element.SimpleText is not { } text)
            return null;
        var octets = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        if (!Convert.TryFromBase64String(text, octets, out var written))
            return null;
        Array.Resize(ref octets, written);
        // Bits that fall off the end would let one value be written in several ways.
        return WithoutWhite(text) == Convert.ToBase64String(octets) ? octets : null;
    }

    private static bool HasOnly(Element element, ReadOnlySpan<string> attributes)
    {
        foreach (var attribute in element.Attributes)
        {
            if (attribute.NamespaceUri.Length > 0 || !attributes.Contains(attribute.LocalName))
                return false;
        }

        return true;
    }

    private static string WithoutWhite(string text) =>
        text.AsSpan().IndexOfAny(" \t\r\n") < 0 ? text : string.Concat(text.Split(' ', '\t', '\r', '\n'));
}
