using RunBroker.Protocol.Saml.Encryption;
using RunBroker.Protocol.Saml.Signatures;
using RunBroker.Protocol.Saml.Xml;

namespace RunBroker.Protocol.Saml;

/// <summary>
/// Anybody can encrypt to our public key: what comes out is a document from outside like any other, and goes through the same checks
/// (S-080). Each way to fail after a private key was used is one and the same (S-085).
/// </summary>
internal static class EncryptedAssertion
{
    /// <param name="encrypted">Of the verified octets, where the response is signed.</param>
    /// <param name="responseKey">Whose signature covers the ciphertext; null: none does.</param>
    public static SamlRefusal? Open(Element encrypted, TrustedKey? responseKey, SamlTrust trust, DateTimeOffset now, out VerifiedXml assertion)
    {
        assertion = null!; // looked at only when nothing is wrong
        // CBC can be changed under way, and each answer to a changed text tells something of it (S-082).
        var policy = trust.Decryption with { DangerAllowCbc = trust.Decryption.DangerAllowCbc && responseKey is not null };
        var decrypted = Decryption.Decrypt(encrypted, trust.DecryptionKeys, policy);
        if (decrypted is DecryptionResult.Refused { Why: var why })
        {
            return why.Reason == SamlReason.EncryptionNotAllowed && trust.Decryption.DangerAllowCbc && responseKey is null
                ? why with { Wanted = "AES-GCM; AES-CBC only in a signed response" }
                : why;
        }

        if (decrypted is not DecryptionResult.Decrypted { Plaintext: var plaintext } || Verified(plaintext, responseKey, trust, now) is not var (inner, key, received))
            return new(SamlReason.DecryptionFailed, "S-085");
        assertion = new(inner, key);
        return MixedValues.In(received);
    }

    private static (Element Verified, TrustedKey Key, Element Received)? Verified(
        ReadOnlyMemory<byte> plaintext, TrustedKey? responseKey, SamlTrust trust, DateTimeOffset now)
    {
        if (SafeXml.Read(plaintext, XmlBounds.Message) is not XmlResult.Read { Root: var inner }
            || !inner.Is(SamlNames.Assertion, "Assertion") || Wrapping.In(inner) is not null)
            return null;
        if (SignedElement.SignatureOf(inner) is not null)
            return VerifiedXml.Of(inner, trust, now, out var own) is null ? (own.Root, own.Key, inner) : null;
        return responseKey is not null && trust.Require != RequiredSignature.Assertion ? (inner, responseKey, inner) : null;
    }
}
