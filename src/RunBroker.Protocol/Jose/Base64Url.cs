using System.Buffers;
using Bcl = System.Buffers.Text.Base64Url;

namespace RunBroker.Protocol.Jose;

/// <summary>Strict base64url (O-064): no padding, no white space, no stray trailing bits.</summary>
/// <remarks>
/// The framework's decoder lets padding and white space pass. Two spellings of one token would be two keys in a replay
/// list but one token to the signature, so only the canonical spelling is taken.
/// </remarks>
public static class Base64Url
{
    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    // The characters whose low four (two) bits are zero: all that may end a group of two (three).
    private const string EndsGroupOfTwo = "AQgw";
    private const string EndsGroupOfThree = "AEIMQUYcgkosw048";

    public static string Encode(ReadOnlySpan<byte> bytes) => Bcl.EncodeToString(bytes);

    /// <summary>False for anything that is not the one canonical spelling.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, out byte[] bytes)
    {
        bytes = [];
        if (!IsCanonical(text))
            return false;
        bytes = Bcl.DecodeFromChars(text);
        return true;
    }

    private static bool IsCanonical(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(Alphabet) && (text.Length % 4) switch
    {
        0 => true,
        2 => EndsGroupOfTwo.Contains(text[^1], StringComparison.Ordinal),
        3 => EndsGroupOfThree.Contains(text[^1], StringComparison.Ordinal),
        _ => false,
    };
}
