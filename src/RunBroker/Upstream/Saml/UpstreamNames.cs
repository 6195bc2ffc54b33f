using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using RunBroker.Protocol.Saml;

namespace RunBroker.Upstream.Saml;

/// <summary>What a provider calls a person and a session, in a form that is compared as a whole and fits an index (S-113).</summary>
internal static class UpstreamNames
{
    private const int LongestIndex = 255;

    /// <summary>
    /// Connection, value, format and both qualifiers; what is left out means the same as its default said aloud (SAMLCore-2.2.2, 8.3.7),
    /// and providers say it in one message and leave it out in the next. Each part goes in with its length, so that none can run into the next.
    /// </summary>
    public static byte[] Hash(string connection, SamlNameId name, string idpEntityId, string spEntityId)
    {
        string[] parts =
        [
            connection, name.Value, name.Format ?? SamlNames.FormatUnspecified, name.NameQualifier ?? idpEntityId,
            name.SpNameQualifier ?? spEntityId,
        ];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var part in parts)
        {
            var octets = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32BigEndian(length, octets.Length);
            hash.AppendData(length);
            hash.AppendData(octets);
        }

        return hash.GetHashAndReset();
    }

    /// <summary>A SessionIndex as it is stored; a hash of one that is too long.</summary>
    public static string? Sid(string? index) => index is null or { Length: <= LongestIndex } ? index
        : "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(index)));
}
