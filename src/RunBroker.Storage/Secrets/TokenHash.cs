using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace RunBroker.Storage.Secrets;

/// <summary>
/// What the database keeps of codes, tokens and keys (P-003). A plain SHA-256 is enough for them and fast: they are random
/// strings of 128 bits and more, so there is nothing to guess. Never for what a person chose.
/// </summary>
public static class TokenHash
{
    /// <summary>base64url, 43 characters.</summary>
    public static string Of(string token) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>In a time that does not tell how much of it was right.</summary>
    public static bool Matches(string token, string hash) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Of(token)), Encoding.UTF8.GetBytes(hash));
}
