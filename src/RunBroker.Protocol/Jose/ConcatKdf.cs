using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace RunBroker.Protocol.Jose;

/// <summary>NIST SP 800-56A Concat KDF with SHA-256, as RFC7518-4.6.2 fills it in.</summary>
internal static class ConcatKdf
{
    /// <param name="secret">The raw shared secret Z, as long as a coordinate.</param>
    /// <param name="algorithm">The name that bounds the key to its use: enc for ECDH-ES.</param>
    /// <param name="partyU">apu, decoded; empty when absent.</param>
    /// <param name="partyV">apv, decoded; empty when absent.</param>
    /// <param name="length">Bytes wanted.</param>
    public static byte[] Derive(
        ReadOnlySpan<byte> secret, string algorithm, ReadOnlySpan<byte> partyU, ReadOnlySpan<byte> partyV, int length)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var derived = new byte[length];
        Span<byte> block = stackalloc byte[SHA256.HashSizeInBytes];
        for (var (round, done) = (1, 0); done < length; round++)
        {
            AppendNumber(hash, round);
            hash.AppendData(secret);
            AppendWithLength(hash, Encoding.ASCII.GetBytes(algorithm));
            AppendWithLength(hash, partyU);
            AppendWithLength(hash, partyV);
            AppendNumber(hash, length * 8);
            hash.GetHashAndReset(block);
            var part = block[..Math.Min(block.Length, length - done)];
            part.CopyTo(derived.AsSpan(done));
            done += part.Length;
        }

        CryptographicOperations.ZeroMemory(block);
        return derived;
    }

    private static void AppendWithLength(IncrementalHash hash, ReadOnlySpan<byte> data)
    {
        AppendNumber(hash, data.Length);
        hash.AppendData(data);
    }

    private static void AppendNumber(IncrementalHash hash, int number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
