namespace RunBroker.Protocol.Saml.Xml;

internal static class CodePoints
{
    /// <summary>
    /// The order of UCS code points, which is that of UTF-8 octets (xml-c14n 2.2). Ordinal order of UTF-16 is another one: it puts
    /// surrogates before U+E000.
    /// </summary>
    public static int Compare(string a, string b)
    {
        if (ReferenceEquals(a, b))
            return 0;
        var same = a.AsSpan().CommonPrefixLength(b);
        if (same == a.Length || same == b.Length)
            return a.Length.CompareTo(b.Length);
        var (x, y) = (a[same], b[same]);
        return char.IsSurrogate(x) == char.IsSurrogate(y) ? x.CompareTo(y) : char.IsSurrogate(x) ? 1 : -1;
    }
}
