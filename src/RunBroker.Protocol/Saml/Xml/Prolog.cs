namespace RunBroker.Protocol.Saml.Xml;

/// <summary>What comes before the root element.</summary>
internal static class Prolog
{
    /// <summary>Whether the first markup that is no comment and no processing instruction is a document type declaration (S-006).</summary>
    public static bool HasDoctype(ReadOnlySpan<byte> utf8)
    {
        while (true)
        {
            utf8 = utf8.TrimStart(" \t\r\n"u8);
            if (utf8.StartsWith("<!DOCTYPE"u8))
                return true;
            var end = utf8.StartsWith("<!--"u8) ? After(utf8[4..], "-->"u8) : utf8.StartsWith("<?"u8) ? After(utf8[2..], "?>"u8) : default;
            if (end.IsEmpty)
                return false;
            utf8 = end;
        }
    }

    private static ReadOnlySpan<byte> After(ReadOnlySpan<byte> text, ReadOnlySpan<byte> mark) =>
        text.IndexOf(mark) is >= 0 and var at ? text[(at + mark.Length)..] : default;
}
