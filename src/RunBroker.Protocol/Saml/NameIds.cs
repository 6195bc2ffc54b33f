using RunBroker.Protocol.Saml.Encryption;
using RunBroker.Protocol.Saml.Xml;

namespace RunBroker.Protocol.Saml;

/// <summary>NameID and EncryptedID (SAMLCore-2.2), of a verified assertion or logout request.</summary>
internal static class NameIds
{
    /// <summary>Null when there is none, or when it is refused.</summary>
    /// <param name="parent">Verified: by that, its ciphertext is the provider's own, CBC or not (S-082).</param>
    public static SamlNameId? Read(Reading reading, Element parent, SamlTrust trust)
    {
        var named = parent.Elements.Where(static e => e.NamespaceUri == SamlNames.Assertion && e.LocalName is "NameID" or "EncryptedID" or "BaseID").ToList();
        if (named.Count > 1)
            reading.Refuse(SamlReason.NotOneSubject, "S-051", "one NameID", $"{named.Count}");
        if (named is not [var one])
            return null;
        var nameId = one.LocalName switch
        {
            "EncryptedID" => Decrypted(reading, one, trust),
            // What a BaseID means is told by an extension that nobody here knows.
            "BaseID" => Refused(reading),
            _ => one,
        };
        if (nameId is null || reading.Text(nameId) is not { } value)
            return null;
        if (Unusable(value) is { } unusable)
            reading.Refuse(SamlReason.BadNameId, "S-052", unusable, value);
        return new(value, nameId["Format"], nameId["NameQualifier"], nameId["SPNameQualifier"], nameId["SPProvidedID"]);
    }

    /// <summary>What is wanted instead, of a NameID or of an attribute's value that takes its place; null: it is good.</summary>
    public static string? Unusable(string value) =>
        string.IsNullOrWhiteSpace(value) || value.Length > SamlLimits.NameIdLength || value.Any(char.IsControl)
            ? $"1 to {SamlLimits.NameIdLength} characters, no control characters"
            : null;

    private static Element? Decrypted(Reading reading, Element encrypted, SamlTrust trust)
    {
        switch (Decryption.Decrypt(encrypted, trust.DecryptionKeys, trust.Decryption))
        {
            case DecryptionResult.Refused { Why: var why }:
                reading.Refuse(why.Reason, why.Spec, why.Wanted, why.Got);
                return null;
            case DecryptionResult.Decrypted { Plaintext: var plaintext }
                when SafeXml.Read(plaintext, XmlBounds.Message) is XmlResult.Read { Root: var root } && root.Is(SamlNames.Assertion, "NameID"):
                return root;
            default:
                reading.Refuse(SamlReason.DecryptionFailed, "S-085");
                return null;
        }
    }

    private static Element? Refused(Reading reading)
    {
        reading.Refuse(SamlReason.UnexpectedContent, "SAMLCore-2.2.1", "NameID", "BaseID");
        return null;
    }
}
