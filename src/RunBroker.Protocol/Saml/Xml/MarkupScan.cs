namespace RunBroker.Protocol.Saml.Xml;

/// <summary>
/// One look over the octets before the reader gets them, for the two things it is too late for afterwards. XmlReader compares each
/// attribute of an element with all the others before it shows the element: 10 MB of them cost it more than a minute (S-010). And it
/// has no name of its own for a document type declaration (S-006).
/// </summary>
/// <remarks>
/// As far as a document is well-formed, this sees the same markup as the reader; where it stops being so, the reader stops, too.
/// </remarks>
internal static class MarkupScan
{
    /// <summary>Null: the reader may have it.</summary>
    public static SamlRefusal? Check(ReadOnlySpan<byte> xml, XmlBounds bounds)
    {
        while (xml.IndexOf((byte)'<') is >= 0 and var at)
        {
            xml = xml[(at + 1)..];
            if (xml.StartsWith("!DOCTYPE"u8))
                return new(SamlReason.Doctype, "S-006", "no document type declaration");
            if (xml.StartsWith("!--"u8))
                xml = After(xml[3..], "-->"u8);
            else if (xml.StartsWith("![CDATA["u8))
                xml = After(xml[8..], "]]>"u8);
            else if (xml.StartsWith("?"u8))
                xml = After(xml[1..], "?>"u8);
            else if (!xml.StartsWith("/"u8) && !PassTag(ref xml, bounds.AttributesPerElement))
                return new(SamlReason.TooComplex, "S-010", $"at most {bounds.AttributesPerElement} attributes");
        }

        return null;
    }

    /// <summary>To the end of a start tag, where each attribute and declaration is one value in quotes; false: too many of them.</summary>
    private static bool PassTag(ref ReadOnlySpan<byte> xml, int most)
    {
        for (var values = 0; values <= most; values++)
        {
            if (xml.IndexOfAny((byte)'>', (byte)'"', (byte)'\'') is not (>= 0 and var at))
            {
                xml = default;
                return true;
            }

            var mark = xml[at];
            xml = xml[(at + 1)..];
            if (mark == '>')
                return true;
            xml = After(xml, [mark]);
        }

        return false;
    }

    private static ReadOnlySpan<byte> After(ReadOnlySpan<byte> text, scoped ReadOnlySpan<byte> mark) =>
        text.IndexOf(mark) is >= 0 and var at ? text[(at + mark.Length)..] : default;
}
