using System.Buffers.Text;
using System.Security.Cryptography;

namespace RunBroker.Storage.Secrets;

/// <summary>Codes, tokens, secrets: a prefix that names the kind (leak scanners look for it), then random octets in base64url.</summary>
public static class RandomToken
{
    private const int FewestBytes = 16;

    /// <param name="prefix">Such as "rb_key_"; may be empty.</param>
    /// <param name="bytes">Of randomness; at least 16.</param>
    public static string Create(string prefix, int bytes = 32)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, FewestBytes);
        return prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(bytes));
    }
}
