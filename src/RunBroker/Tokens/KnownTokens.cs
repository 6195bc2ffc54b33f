using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace RunBroker.Tokens;

/// <summary>
/// Access tokens whose signature is known to hold: made here, or verified before. The next reader of one pays a hash instead of a signature's
/// check. A token that differs in a single bit is another one. A fixed half a megabyte: newer ones take the places of older ones.
/// </summary>
internal sealed class KnownTokens
{
    private const int Places = 1 << 15;

    /// <summary>Two for each place. Half of one token and half of another, met by chance while both are written, is no token's hash.</summary>
    private readonly long[] halves = new long[Places * 2];

    public void Add(string token)
    {
        var (first, second) = Mark(token);
        Volatile.Write(ref halves[Place(first)], first);
        Volatile.Write(ref halves[Place(first) + 1], second);
    }

    public bool Contains(string token)
    {
        var (first, second) = Mark(token);
        return Volatile.Read(ref halves[Place(first)]) == first && Volatile.Read(ref halves[Place(first) + 1]) == second;
    }

    private static int Place(long first) => (int)(first & (Places - 1)) * 2;

    /// <summary>128 bits of its SHA-256.</summary>
    private static (long First, long Second) Mark(string token)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(token), hash);
        return (BinaryPrimitives.ReadInt64LittleEndian(hash), BinaryPrimitives.ReadInt64LittleEndian(hash[8..]));
    }
}
