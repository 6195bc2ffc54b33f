using System.Collections.Immutable;
using System.Numerics;

namespace RunBroker.Protocol;

/// <summary>Which RSA public keys prove nothing (O-067, S-038).</summary>
internal static class RsaStrength
{
    // ROCA (CVE-2017-15361): the primes of that chip library are k*M + (65537^a mod M), so the modulus is a power of 65537
    // modulo every small prime of M. For these primes most numbers are not; a sound key passes all 17 once in 2^27.
    private static readonly ImmutableArray<(int Prime, ImmutableHashSet<int> Powers)> Roca =
        [.. new[] { 11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157 }.Select(p => (p, PowersOf65537(p)))];

    /// <summary>What is wrong with the key, or null. Both numbers big-endian without leading zeros.</summary>
    public static string? Weakness(ReadOnlySpan<byte> modulus, ReadOnlySpan<byte> exponent)
    {
        if (Bits(modulus) is var bits and (< ProtocolLimits.RsaBitsMin or > ProtocolLimits.RsaBitsMax))
            return $"{bits} bits";
        if ((modulus[^1] & 1) == 0)
            return "even modulus";
        // e = 1 makes every number its own signature. Beyond 32 bits it only makes verifying slow.
        if (exponent.IsEmpty || exponent.Length > 4 || (exponent[^1] & 1) == 0 || exponent is [1])
            return "public exponent";
        return HasRocaShape(modulus) ? "ROCA (CVE-2017-15361)" : null;
    }

    public static int Bits(ReadOnlySpan<byte> modulus) =>
        modulus.IsEmpty ? 0 : ((modulus.Length - 1) * 8) + BitOperations.Log2(modulus[0]) + 1;

    private static bool HasRocaShape(ReadOnlySpan<byte> modulus)
    {
        foreach (var (prime, powers) in Roca)
        {
            if (!powers.Contains(Remainder(modulus, prime)))
                return false;
        }

        return true;
    }

    private static int Remainder(ReadOnlySpan<byte> number, int divisor)
    {
        var rest = 0;
        foreach (var b in number)
            rest = ((rest << 8) | b) % divisor;
        return rest;
    }

    private static ImmutableHashSet<int> PowersOf65537(int prime)
    {
        var powers = ImmutableHashSet.CreateBuilder<int>();
        for (var power = 1; powers.Add(power);)
            power = power * (65537 % prime) % prime;
        return powers.ToImmutable();
    }
}
