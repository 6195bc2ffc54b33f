using System.Collections.Immutable;
using System.Security.Cryptography;
using RunBroker.Protocol.Saml.Xml;

namespace RunBroker.Protocol.Saml.Encryption;

/// <summary>The list of block encryptions (XMLEnc-5.2). Triple DES is not on it (S-084).</summary>
internal sealed record ContentCipher(string Uri, string Name, int KeyBytes, bool IsGcm)
{
    private const int GcmIv = 12;
    private const int GcmTag = 16;
    private const int Block = 16;

    public static ImmutableArray<ContentCipher> All { get; } =
    [
        new(SamlNames.XmlEnc11 + "aes128-gcm", "AES-128-GCM", 16, true),
        new(SamlNames.XmlEnc11 + "aes192-gcm", "AES-192-GCM", 24, true),
        new(SamlNames.XmlEnc11 + "aes256-gcm", "AES-256-GCM", 32, true),
        new(SamlNames.XmlEnc + "aes128-cbc", "AES-128-CBC", 16, false),
        new(SamlNames.XmlEnc + "aes192-cbc", "AES-192-CBC", 24, false),
        new(SamlNames.XmlEnc + "aes256-cbc", "AES-256-CBC", 32, false),
    ];

    /// <summary>Null and the row, or why the connection does not take that method.</summary>
    public static SamlRefusal? For(Element method, DecryptionPolicy policy, out ContentCipher cipher)
    {
        var uri = method["Algorithm"];
        cipher = All.FirstOrDefault(c => c.Uri == uri)!; // looked at only when there is one
        if (cipher is null)
            return new(SamlReason.EncryptionNotAllowed, "IIP-ALG04", "AES-GCM", uri);
        if (!cipher.IsGcm && !policy.DangerAllowCbc)
            return new(SamlReason.EncryptionNotAllowed, "S-082", "AES-GCM", uri);
        foreach (var child in method.Elements)
        {
            if (!child.Is(SamlNames.XmlEnc, "KeySize") || child.SimpleText != $"{cipher.KeyBytes * 8}")
                return new(SamlReason.MalformedEncryption, "XMLEnc-3.2", $"KeySize {cipher.KeyBytes * 8} or nothing", child.LocalName);
        }

        return null;
    }

    /// <summary>Whether ciphertext of this length can be of this method at all; its sender knows (S-083).</summary>
    public bool Fits(int length) => IsGcm ? length >= GcmIv + GcmTag : length >= 2 * Block && length % Block == 0;

    /// <summary>Null for anything that was not encrypted with this key; what was wrong is not told.</summary>
    public byte[]? Decrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data)
    {
        try
        {
            return IsGcm ? DecryptGcm(key, data) : DecryptCbc(key, data);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    // XMLEnc11-5.2.4: IV, ciphertext, tag; 96 and 128 bits, never less.
    private static byte[] DecryptGcm(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data)
    {
        using var gcm = new AesGcm(key, GcmTag);
        var plaintext = new byte[data.Length - GcmIv - GcmTag];
        gcm.Decrypt(data[..GcmIv], data[GcmIv..^GcmTag], data[^GcmTag..], plaintext);
        return plaintext;
    }

    // XMLEnc-5.2: the last octet counts the padding, the others of it are anything. The padding is looked at without an
    // exception and without a loop, so that good and bad take the same time but for the copy.
    private static byte[]? DecryptCbc(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data)
    {
        using var aes = Aes.Create();
        aes.SetKey(key);
        var padded = aes.DecryptCbc(data[Block..], data[..Block], PaddingMode.None);
        var padding = padded[^1];
        return padding is >= 1 and <= Block ? padded[..^padding] : null;
    }
}
