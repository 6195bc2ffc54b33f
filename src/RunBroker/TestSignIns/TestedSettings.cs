using System.Security.Cryptography;
using System.Text;
using RunBroker.Storage.Model;

namespace RunBroker.TestSignIns;

/// <summary>
/// What a test says something about: settings and secrets, as they are stored. Switching a connection on and off changes neither, nor does what
/// a SAML provider's metadata brings by itself.
/// </summary>
internal static class TestedSettings
{
    public static byte[] Of(Connection row)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in (ReadOnlySpan<byte[]?>)[Encoding.UTF8.GetBytes(row.Settings), row.ClientSecret, row.SigningKey, row.DecryptionKey])
            hash.AppendData(SHA256.HashData(part ?? []));
        return hash.GetHashAndReset();
    }
}
