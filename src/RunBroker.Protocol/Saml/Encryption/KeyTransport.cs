using System.Collections.Immutable;
using System.Security.Cryptography;
using RunBroker.Protocol.Saml.Xml;

namespace RunBroker.Protocol.Saml.Encryption;

/// <summary>One use of one private key.</summary>
internal delegate byte[] PrivateOperation(byte[] wrapped, RSAEncryptionPadding padding);

/// <summary>RSA-OAEP, of either name (XMLEnc11-5.5.2). RSA 1.5 (Bleichenbacher) and key wrapping are not on the list (S-084).</summary>
internal sealed record KeyTransport(RSAEncryptionPadding Padding)
{
    private const string Mgf1p = SamlNames.XmlEnc + "rsa-oaep-mgf1p";
    private const string Oaep = SamlNames.XmlEnc11 + "rsa-oaep";

    private sealed record Hash(string Digest, string Mgf, KeyTransport Transport);

    private static readonly ImmutableArray<Hash> Hashes =
    [
        new(SamlNames.XmlDsig + "sha1", SamlNames.XmlEnc11 + "mgf1sha1", new(RSAEncryptionPadding.OaepSHA1)),
        new(SamlNames.XmlEnc + "sha256", SamlNames.XmlEnc11 + "mgf1sha256", new(RSAEncryptionPadding.OaepSHA256)),
        new("http://www.w3.org/2001/04/xmldsig-more#sha384", SamlNames.XmlEnc11 + "mgf1sha384", new(RSAEncryptionPadding.OaepSHA384)),
        new(SamlNames.XmlEnc + "sha512", SamlNames.XmlEnc11 + "mgf1sha512", new(RSAEncryptionPadding.OaepSHA512)),
    ];

    /// <summary>Null and the transport, or why not; no private key was used for that answer.</summary>
    public static SamlRefusal? For(Element method, out KeyTransport transport)
    {
        transport = Hashes[0].Transport;
        var uri = method["Algorithm"];
        if (uri is not (Mgf1p or Oaep))
            return new(SamlReason.EncryptionNotAllowed, "S-084", "RSA-OAEP", uri);

        // Where nothing is said, both hashes are SHA-1: harmless in OAEP, which needs no collision resistance.
        string digest = Hashes[0].Digest, mgf = Hashes[0].Mgf;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var child in method.Elements)
        {
            if (!seen.Add(child.LocalName))
                return new(SamlReason.MalformedEncryption, "XMLEnc11-5.5.2", $"one {child.LocalName}");
            if (child.Is(SamlNames.XmlDsig, "DigestMethod"))
                digest = child["Algorithm"] ?? "";
            else if (child.Is(SamlNames.XmlEnc11, "MGF"))
                mgf = child["Algorithm"] ?? "";
            else if (!child.Is(SamlNames.XmlEnc, "OAEPparams"))
                return new(SamlReason.MalformedEncryption, "XMLEnc-3.2", "DigestMethod, MGF", child.LocalName);
            else if (child.SimpleText is not { } label || !string.IsNullOrWhiteSpace(label))
                return new(SamlReason.EncryptionNotAllowed, "XMLEnc11-5.5.2", "no OAEPparams", child.SimpleText);
        }

        // The platform has one hash for both parts of OAEP. Its own arithmetic for the other pairs would leak by timing (D2).
        if (Hashes.FirstOrDefault(h => h.Digest == digest && h.Mgf == mgf) is not { } hash || (uri == Mgf1p && hash != Hashes[0]))
            return new(SamlReason.EncryptionNotAllowed, "IIP-ALG06",
                uri == Mgf1p ? "rsa-oaep-mgf1p with SHA-1, or rsa-oaep with one hash for digest and MGF" : "rsa-oaep with one hash for digest and MGF",
                $"{uri}, digest {digest}, MGF {mgf}");
        transport = hash.Transport;
        return null;
    }

    /// <summary>One private key operation for each key at most (S-086).</summary>
    /// <returns>False, and nothing else to tell apart, when no key gives a content key of that length.</returns>
    public bool Unwrap(byte[] wrapped, IEnumerable<PrivateOperation> keys, Span<byte> contentKey)
    {
        foreach (var key in keys)
        {
            if (TryUnwrap(key, wrapped) is { } unwrapped)
            {
                var fits = unwrapped.Length == contentKey.Length;
                if (fits)
                    unwrapped.CopyTo(contentKey);
                CryptographicOperations.ZeroMemory(unwrapped);
                return fits;
            }
        }

        return false;
    }

    private byte[]? TryUnwrap(PrivateOperation key, byte[] wrapped)
    {
        try
        {
            return key(wrapped, Padding);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
