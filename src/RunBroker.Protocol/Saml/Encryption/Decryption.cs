using System.Collections.Immutable;
using System.Security.Cryptography;
using RunBroker.Protocol.Saml.Signatures;
using RunBroker.Protocol.Saml.Xml;

namespace RunBroker.Protocol.Saml.Encryption;

/// <param name="DangerAllowCbc">AES-CBC is taken (S-082): only from a connection that says so, and under a verified response signature.</param>
public sealed record DecryptionPolicy(bool DangerAllowCbc = false);

public abstract record DecryptionResult
{
    private DecryptionResult()
    {
    }

    public sealed record Decrypted(ReadOnlyMemory<byte> Plaintext) : DecryptionResult;

    public sealed record Refused(SamlRefusal Why) : DecryptionResult;
}

/// <summary>EncryptedAssertion and EncryptedID to plaintext octets (S-080 to S-088). That they came encrypted makes nothing in them true.</summary>
/// <remarks>
/// Two kinds of refusal, and no way from one to the other: what the message itself shows is refused with its reason before a
/// private key is touched; from then on there is one reason with nothing beside it, since each further word would tell an
/// attacker about a plaintext that is not theirs (S-085: Bleichenbacher, Manger, Vaudenay).
/// </remarks>
public static class Decryption
{
    /// <param name="encrypted">The element that holds EncryptedData and, perhaps, EncryptedKey beside it.</param>
    /// <param name="keys">Each is tried (S-087).</param>
    public static DecryptionResult Decrypt(Element encrypted, ImmutableArray<SpKey> keys, DecryptionPolicy policy) =>
        Decrypt(encrypted, keys.Select(static key => (PrivateOperation)key.Unwrap), policy);

    internal static DecryptionResult Decrypt(Element encrypted, IEnumerable<PrivateOperation> keys, DecryptionPolicy policy)
    {
        if (EncryptedParts.Read(encrypted, out var parts) is { } malformed)
            return new DecryptionResult.Refused(malformed);
        if (ContentCipher.For(parts.DataMethod, policy, out var cipher) is { } notAllowed)
            return new DecryptionResult.Refused(notAllowed);
        if (KeyTransport.For(parts.KeyMethod, out var transport) is { } notAllowedEither)
            return new DecryptionResult.Refused(notAllowedEither);
        if (!cipher.Fits(parts.Data.Length))
            return new DecryptionResult.Refused(new(SamlReason.MalformedEncryption, "S-083", $"octets for {cipher.Name}", $"{parts.Data.Length}"));

        var contentKey = new byte[cipher.KeyBytes];
        try
        {
            var plaintext = transport.Unwrap(parts.Key, keys, contentKey) ? cipher.Decrypt(contentKey, parts.Data) : Decoy(cipher, contentKey, parts.Data);
            return plaintext is null
                ? new DecryptionResult.Refused(new(SamlReason.DecryptionFailed, "S-085"))
                : new DecryptionResult.Decrypted(plaintext);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(contentKey);
        }
    }

    // Without a content key the same work is done with a random one, and thrown away: CBC with a random key looks well padded
    // one time in sixteen.
    private static byte[]? Decoy(ContentCipher cipher, byte[] contentKey, byte[] data)
    {
        RandomNumberGenerator.Fill(contentKey);
        cipher.Decrypt(contentKey, data);
        return null;
    }

    private static byte[] Unwrap(this SpKey key, byte[] wrapped, RSAEncryptionPadding padding) =>
        key.Use(static (rsa, on) => rsa.Decrypt(on.wrapped, on.padding), (wrapped, padding));
}
