using System.Xml;

namespace RunBroker.TestIdps;

/// <summary>Where the EncryptedKey stands (S-088).</summary>
public enum KeyPlace { InKeyInfo, Beside, BesideWithRetrieval }

/// <summary>How an element is encrypted to a recipient; as given it is a good one.</summary>
public sealed record EncryptionPlan(ReadOnlyMemory<byte> RecipientCertificate)
{
    public string Content { get; init; } = SamlUris.Aes256Gcm;
    public string Transport { get; init; } = SamlUris.OaepMgf1p;
    /// <summary>DigestMethod of the transport; null: none is written and SHA-1 is meant.</summary>
    public string? OaepDigest { get; init; }
    /// <summary>MGF element of xmlenc11, such as <c>http://www.w3.org/2009/xmlenc11#mgf1sha256</c>; null: none is written.</summary>
    public string? Mgf { get; init; }
    public KeyPlace Place { get; init; }
    /// <summary>Encrypted in place of the element when set.</summary>
    public Func<string, byte[]>? EditPlaintext { get; init; }
    /// <summary>Changes IV, content and tag before they become base64.</summary>
    public Func<byte[], byte[]>? EditCipher { get; init; }
    /// <summary>Changes the content key before it is wrapped, so that what is unwrapped does not fit.</summary>
    public Func<byte[], byte[]>? EditKey { get; init; }
    /// <summary>Changes EncryptedAssertion (or EncryptedID) after it is made.</summary>
    public Action<XmlElement>? Edit { get; init; }

    /// <summary>xmlenc11 rsa-oaep with SHA-256 twice, as newer providers do it.</summary>
    public EncryptionPlan WithSha256() =>
        this with { Transport = SamlUris.Oaep11, OaepDigest = SamlUris.Sha256, Mgf = SamlUris.Enc11 + "mgf1sha256" };
}
