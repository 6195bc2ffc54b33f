using System.Collections.Immutable;
using System.Security.Cryptography;

namespace RunBroker.Protocol.Saml.Signatures;

/// <summary>What may be weakened for one connection, and until when.</summary>
/// <param name="DangerAllowSha1Until">RSA-SHA1, ECDSA-SHA1 and SHA-1 digests are taken before this instant (S-027); null: never.</param>
public sealed record SignaturePolicy(DateTimeOffset? DangerAllowSha1Until = null)
{
    public static SignaturePolicy Strict { get; } = new();

    internal bool Allows(HashAlgorithmName hash, DateTimeOffset now) =>
        hash != HashAlgorithmName.SHA1 || (DangerAllowSha1Until is { } until && now < until);
}

/// <summary>The list of signature and digest methods (S-027, S-028). Nothing is looked up anywhere else.</summary>
public static class SignatureMethods
{
    public const string RsaSha256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
    public const string Sha256 = "http://www.w3.org/2001/04/xmlenc#sha256";

    /// <summary>What has no row here does not exist: MD5, DSA, HMAC, and names of types in place of algorithms among it.</summary>
    internal static ImmutableArray<SignatureMethod> All { get; } =
    [
        new(RsaSha256, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        new("http://www.w3.org/2001/04/xmldsig-more#rsa-sha384", HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1),
        new("http://www.w3.org/2001/04/xmldsig-more#rsa-sha512", HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1),
        new("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256", HashAlgorithmName.SHA256, null),
        new("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384", HashAlgorithmName.SHA384, null),
        new("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512", HashAlgorithmName.SHA512, null),
        // RFC9231-2.3.10: salt as long as the hash, MGF1 with the same hash
        new("http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1", HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
        new("http://www.w3.org/2007/05/xmldsig-more#sha384-rsa-MGF1", HashAlgorithmName.SHA384, RSASignaturePadding.Pss),
        new("http://www.w3.org/2007/05/xmldsig-more#sha512-rsa-MGF1", HashAlgorithmName.SHA512, RSASignaturePadding.Pss),
        new("http://www.w3.org/2000/09/xmldsig#rsa-sha1", HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1),
        new("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1", HashAlgorithmName.SHA1, null),
    ];

    internal static ImmutableArray<DigestMethod> Digests { get; } =
    [
        new(Sha256, HashAlgorithmName.SHA256, 32),
        new("http://www.w3.org/2001/04/xmldsig-more#sha384", HashAlgorithmName.SHA384, 48),
        new("http://www.w3.org/2001/04/xmlenc#sha512", HashAlgorithmName.SHA512, 64),
        new("http://www.w3.org/2000/09/xmldsig#sha1", HashAlgorithmName.SHA1, 20),
    ];

    /// <summary>Null: one of the keys signed the data by that method. Shared by XML signatures and those of queries.</summary>
    /// <param name="key">The key that did.</param>
    internal static SamlRefusal? Verify(ImmutableArray<TrustedKey> keys, string? method, SignaturePolicy policy, DateTimeOffset now,
        ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature, out TrustedKey? key)
    {
        key = null;
        return Check(keys, method, policy, now, out var known) ?? Verify(keys, known, data, signature, out key);
    }

    /// <summary>Null: the method is on the list.</summary>
    internal static SamlRefusal? Refuse(string? method, SignaturePolicy policy, DateTimeOffset now) =>
        Find(method) is { } known && policy.Allows(known.Hash, now)
            ? null
            : new(SamlReason.AlgorithmNotAllowed, "S-027", "RSA or ECDSA with SHA-256, SHA-384 or SHA-512", method);

    /// <summary>Null: the method is on the list, and there is a key of its kind. Done before anything is computed.</summary>
    internal static SamlRefusal? Check(
        ImmutableArray<TrustedKey> keys, string? method, SignaturePolicy policy, DateTimeOffset now, out SignatureMethod known)
    {
        known = null!; // only looked at when nothing was refused
        if (Refuse(method, policy, now) is { } notOnTheList)
            return notOnTheList;
        known = Find(method)!; // found a line above
        foreach (var key in keys)
        {
            if (key.Fits(known))
                return null;
        }

        return new(SamlReason.NoKeyForAlgorithm, "S-029", $"a certificate with an {(known.IsRsa ? "RSA" : "EC")} key", known.Uri);
    }

    internal static SamlRefusal? Verify(
        ImmutableArray<TrustedKey> keys, SignatureMethod method, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature, out TrustedKey? key)
    {
        foreach (var one in keys)
        {
            if (!one.Verify(method, data, signature))
                continue;
            key = one;
            return null;
        }

        key = null;
        return new(SamlReason.BadSignature, "S-036", "a signature by a trusted certificate");
    }

    internal static SignatureMethod? Find(string? uri)
    {
        foreach (var one in All)
        {
            if (one.Uri == uri)
                return one;
        }

        return null;
    }

    internal static DigestMethod? FindDigest(string? uri)
    {
        foreach (var one in Digests)
        {
            if (one.Uri == uri)
                return one;
        }

        return null;
    }
}

/// <param name="Padding">Null: ECDSA.</param>
internal sealed record SignatureMethod(string Uri, HashAlgorithmName Hash, RSASignaturePadding? Padding)
{
    public bool IsRsa => Padding is not null;
}

internal sealed record DigestMethod(string Uri, HashAlgorithmName Hash, int Bytes);
