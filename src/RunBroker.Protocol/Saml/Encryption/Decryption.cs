using System.Collections.Immutable;
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
public static class Decryption
{
    /// <param name="encrypted">The element that holds EncryptedData and, perhaps, EncryptedKey beside it.</param>
    /// <param name="keys">Each is tried (S-087).</param>
    public static DecryptionResult Decrypt(Element encrypted, ImmutableArray<SpKey> keys, DecryptionPolicy policy) => throw new NotSupportedException();
}
