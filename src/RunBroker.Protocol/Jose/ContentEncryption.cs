using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;

namespace RunBroker.Protocol.Jose;

/// <summary>One row for each enc of RFC7518-5.1. Each authenticates what it encrypts, together with the header.</summary>
internal sealed record ContentEncryption(string Name, int KeyBytes, int IvBytes, int TagBytes, HashAlgorithmName? Mac)
{
    public static ImmutableArray<ContentEncryption> All { get; } =
    [
        new("A128GCM", 16, 12, 16, null),
        new("A192GCM", 24, 12, 16, null),
        new("A256GCM", 32, 12, 16, null),
        new("A128CBC-HS256", 32, 16, 16, HashAlgorithmName.SHA256),
        new("A192CBC-HS384", 48, 16, 24, HashAlgorithmName.SHA384),
        new("A256CBC-HS512", 64, 16, 32, HashAlgorithmName.SHA512),
    ];

    public static ContentEncryption? Named(string? name) => All.FirstOrDefault(e => e.Name == name);

    /// <summary>Null for anything that was not encrypted with this key under this header; which part was wrong is not told.</summary>
    public byte[]? Decrypt(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> tag, ReadOnlySpan<byte> header)
    {
        // A short tag would be a guessable tag (RFC7518-5.2.2.2, 5.3): full length or nothing.
        if (key.Length != KeyBytes || iv.Length != IvBytes || tag.Length != TagBytes)
            return null;
        try
        {
            return Mac is { } mac ? DecryptCbc(mac, key, iv, ciphertext, tag, header) : DecryptGcm(key, iv, ciphertext, tag, header);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static byte[] DecryptGcm(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> tag, ReadOnlySpan<byte> header)
    {
        using var gcm = new AesGcm(key, tag.Length);
        var plaintext = new byte[ciphertext.Length];
        gcm.Decrypt(iv, ciphertext, tag, plaintext, header);
        return plaintext;
    }

    // RFC7518-5.2.2.2: the tag is checked first, in constant time; padding that no key holder made is never looked at, so there
    // is no padding oracle.
    private static byte[]? DecryptCbc(
        HashAlgorithmName mac, ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv,
        ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> tag, ReadOnlySpan<byte> header)
    {
        var half = key.Length / 2;
        using var hash = IncrementalHash.CreateHMAC(mac, key[..half]);
        hash.AppendData(header);
        hash.AppendData(iv);
        hash.AppendData(ciphertext);
        Span<byte> headerBits = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(headerBits, header.Length * 8L);
        hash.AppendData(headerBits);
        Span<byte> wanted = stackalloc byte[hash.HashLengthInBytes];
        hash.GetHashAndReset(wanted);
        if (!CryptographicOperations.FixedTimeEquals(wanted[..half], tag))
            return null;

        using var aes = Aes.Create();
        aes.SetKey(key[half..]);
        return aes.DecryptCbc(ciphertext, iv, PaddingMode.PKCS7);
    }
}
