using System.Buffers.Binary;
using System.Security.Cryptography;

namespace RunBroker.Storage.Secrets;

/// <summary>
/// Ids of rows: a prefix and 26 characters, that sort by the millisecond they were made in. Opaque: nobody reads them apart.
/// </summary>
public static class Ids
{
    private const int TimeLength = 6;
    private const int RandomLength = 10;

    /// <summary>Those of this prefix that were made before then sort before it, and all others after it.</summary>
    public static string Before(string prefix, DateTimeOffset then)
    {
        Span<byte> octets = stackalloc byte[TimeLength + RandomLength];
        octets.Clear();
        WriteTime(octets, then);
        return Crockford.Lower(prefix, octets);
    }

    /// <summary>48 bits of time keep new rows side by side in an index; 80 random bits keep ids from being guessed or met twice.</summary>
    public static string New(string prefix, DateTimeOffset now)
    {
        Span<byte> octets = stackalloc byte[TimeLength + RandomLength];
        WriteTime(octets, now);
        RandomNumberGenerator.Fill(octets[TimeLength..]);
        return Crockford.Lower(prefix, octets);
    }

    private static void WriteTime(Span<byte> octets, DateTimeOffset at)
    {
        Span<byte> time = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(time, at.ToUnixTimeMilliseconds());
        time[^TimeLength..].CopyTo(octets);
    }
}

/// <summary>The number of a sign-in that a person reads out to support, like SI-7K4M-2Q9D.</summary>
public static class CaseId
{
    public static string New() => SpokenId.New("SI");

    /// <inheritdoc cref="SpokenId.Read"/>
    public static string? Read(string typed) => SpokenId.Read("SI", typed);
}

/// <summary>The number of a sign-out on the person's page, like SO-3F8P-6T1W.</summary>
public static class ReceiptId
{
    public static string New() => SpokenId.New("SO");

    /// <inheritdoc cref="SpokenId.Read"/>
    public static string? Read(string typed) => SpokenId.Read("SO", typed);
}

/// <summary>40 random bits, so also not to be guessed from another.</summary>
internal static class SpokenId
{
    public static string New(string kind)
    {
        var text = Crockford.Encode(RandomNumberGenerator.GetBytes(5));
        return $"{kind}-{text[..4]}-{text[4..]}";
    }

    /// <summary>
    /// As it is stored, from what a person typed: any case, any dashes and spaces, O for 0, I and L for 1. Null if it is none.
    /// </summary>
    public static string? Read(string kind, string typed)
    {
        if (typed.Length > 40)
            return null;
        var plain = string.Concat(typed.Where(c => c is not ('-' or ' '))).ToUpperInvariant();
        if (!plain.Replace('0', 'O').StartsWith(kind, StringComparison.Ordinal) || plain.Length != 10)
            return null;
        var text = plain[2..].Replace('O', '0').Replace('I', '1').Replace('L', '1');
        return text.All(Crockford.Has) ? $"{kind}-{text[..4]}-{text[4..]}" : null;
    }
}

/// <summary>Crockford's base32: no I, L, O, U, so nothing is misread or rude. Keeps the order of the octets.</summary>
internal static class Crockford
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const string Small = "0123456789abcdefghjkmnpqrstvwxyz";

    public static bool Has(char c) => Alphabet.Contains(c, StringComparison.Ordinal);

    /// <summary>The octets as one number, with zero bits before it to fill the first character.</summary>
    public static string Encode(ReadOnlySpan<byte> octets)
    {
        Span<char> text = stackalloc char[Length(octets)];
        Write(octets, text, Alphabet);
        return new(text);
    }

    /// <summary>In small letters, behind a prefix.</summary>
    public static string Lower(string prefix, ReadOnlySpan<byte> octets)
    {
        Span<char> text = stackalloc char[prefix.Length + Length(octets)];
        prefix.CopyTo(text);
        Write(octets, text[prefix.Length..], Small);
        return new(text);
    }

    private static int Length(ReadOnlySpan<byte> octets) => ((octets.Length * 8) + 4) / 5;

    private static void Write(ReadOnlySpan<byte> octets, Span<char> text, string alphabet)
    {
        var (bits, held, at) = (0, 0, text.Length);
        for (var i = octets.Length - 1; i >= 0; i--)
        {
            bits |= octets[i] << held;
            for (held += 8; held >= 5; held -= 5, bits >>= 5)
                text[--at] = alphabet[bits & 31];
        }

        if (at > 0)
            text[0] = alphabet[bits & 31];
    }
}
