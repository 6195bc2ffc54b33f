using System.Buffers;
using System.Buffers.Text;
using System.Text;

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
        // Convert.TryFromBase64Chars takes the same text, character by character: many times as long for a message.
        var rented = ArrayPool<byte>.Shared.Rent(text.Length);
        try
        {
            var octets = new byte[DecodedLength(text)];
            return Ascii.FromUtf16(text, rented, out var length) == OperationStatus.Done
                && Base64.DecodeFromUtf8(rented.AsSpan(0, length), octets, out _, out var written) == OperationStatus.Done
                && written == octets.Length && HasCanonicalEnd(text)
                    ? octets : null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>How many octets come out, if it is base64: white space and padding do not count.</summary>
    public static int DecodedLength(ReadOnlySpan<char> text) =>
        (int)((text.Length - text.Count(' ') - text.Count('\t') - text.Count('\r') - text.Count('\n') - text.Count('=')) * 3L / 4);

    private static bool HasCanonicalEnd(ReadOnlySpan<char> text)
    {
        var padding = 0;
        for (var i = text.Length - 1; i >= 0; i--)
        {
            if (text[i] == '=')
                padding++;
            else if (text[i] is not (' ' or '\t' or '\r' or '\n'))
                return padding == 0 || (padding == 1 ? EndsGroupOfThree : EndsGroupOfTwo).Contains(text[i], StringComparison.Ordinal);
        }

        return true;
    }
}
