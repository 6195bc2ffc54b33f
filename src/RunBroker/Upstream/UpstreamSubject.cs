using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace RunBroker.Upstream;

/// <summary>
/// What a provider calls a person and a session when it orders their end, in a form that is compared as a whole and fits an index. The
/// connection is part of it: nobody's order reaches the sessions of another connection, though issuer and subject are the same (O-092).
/// </summary>
internal static class UpstreamSubject
{
    private const string Domain = "runbroker upstream subject 1";

    public static byte[] Hash(string connection, string issuer, string subject)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        // Each part goes in with its length, so that none can run into the next.
        foreach (var part in (ReadOnlySpan<string>)[Domain, connection, issuer, subject])
        {
            var octets = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32BigEndian(length, octets.Length);
            hash.AppendData(length);
            hash.AppendData(octets);
        }

        return hash.GetHashAndReset();
    }

    /// <summary>An OIDC sid as it is stored; a hash of one that is too long, or that no text column takes.</summary>
    public static string? Sid(string? sid) => string.IsNullOrEmpty(sid) ? null
        : UpstreamLogin.Kept(sid) ?? "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sid)));
}
