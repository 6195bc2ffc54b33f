namespace RunBroker.Protocol.Saml;

/// <summary>base64 as RFC4648-4 has it, with the line breaks and blanks that RFC2045 and XML allow (S-003); all else is strict.</summary>
internal static class Base64Text
{
    // The characters whose low four (two) bits are zero: all that may stand before two (one) equals signs. Otherwise several
    // spellings would be one value.
    private const string EndsGroupOfTwo = "AQgw";
    private const string EndsGroupOfThree = "AEIMQUYcgkosw048";

    /// <summary>Null for what is not base64; an empty array for empty text.</summary>
    public static byte[]? Decode(ReadOnlySpan<char> text)
    {
        var bytes = new byte[DecodedBound(text.Length)];
        if (!Convert.TryFromBase64Chars(text, bytes, out var written) || !HasCanonicalEnd(text))
            return null;
        return written == bytes.Length ? bytes : bytes[..written];
    }

    /// <summary>How many octets come out at most, without looking at more than the length of what is no white space.</summary>
    public static int DecodedLength(ReadOnlySpan<char> text)
    {
        var significant = 0;
        foreach (var c in text)
        {
            if (!IsBlank(c) && c != '=')
                significant++;
        }

        return (int)(significant * 3L / 4);
    }

    private static int DecodedBound(int length) => (int)((length + 3L) / 4 * 3);

    private static bool HasCanonicalEnd(ReadOnlySpan<char> text)
    {
        var padding = 0;
        for (var i = text.Length - 1; i >= 0; i--)
        {
            if (text[i] == '=')
                padding++;
            else if (!IsBlank(text[i]))
                return padding == 0 || (padding == 1 ? EndsGroupOfThree : EndsGroupOfTwo).Contains(text[i], StringComparison.Ordinal);
        }

        return true;
    }

    private static bool IsBlank(char c) => c is ' ' or '\t' or '\r' or '\n';
}
