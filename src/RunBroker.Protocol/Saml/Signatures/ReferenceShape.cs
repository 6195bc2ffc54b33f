using RunBroker.Protocol.Saml.Xml;
using static RunBroker.Protocol.Saml.SamlNames;

namespace RunBroker.Protocol.Saml.Signatures;

/// <summary>The one Reference of a signature: what it points to, in which form, with which digest.</summary>
internal sealed record ReferenceShape(string? Uri, ExclusiveC14n Content, DigestMethod Digest, byte[] DigestValue)
{
    private const string Enveloped = XmlDsig + "enveloped-signature";

    /// <summary>Of one PrefixList: more than any stack writes (S-010).</summary>
    private const int PrefixesMax = 64;

    public static SamlRefusal? Read(
        Element reference, Element signature, SignaturePolicy policy, DateTimeOffset now, out ReferenceShape shape)
    {
        shape = null!; // only looked at when nothing was refused
        // Type is a hint that nobody needs; one of XML signature's own would have the content read as a list of further references.
        if (reference["Type"] is { } type && type.StartsWith(XmlDsig, StringComparison.Ordinal))
            return SignatureShape.Malformed("S-032", "a Reference to an element");
        if (reference.StrictChildren("Id", "URI", "Type") is not [.., var method, var value] parts || parts.Count > 3
            || !method.Is(XmlDsig, "DigestMethod") || !value.Is(XmlDsig, "DigestValue")
            || (parts.Count == 3 && !parts[0].Is(XmlDsig, "Transforms")))
            return SignatureShape.Malformed("S-030", "Transforms, DigestMethod, DigestValue");

        // Without transforms, or without a canonical form at their end, inclusive canonicalization would be meant.
        var transforms = parts.Count == 3 ? parts[0].StrictChildren() : null;
        // Without the enveloped one the digest would have to cover itself.
        if (transforms is not [var enveloped, var form] || !IsEnveloped(enveloped)
            || !form.Is(XmlDsig, "Transform") || FormOf(form) is not { } content)
            return new(SamlReason.TransformNotAllowed, "S-025", $"{Enveloped} {ExcC14n}", Names(transforms));
        if (SignatureMethods.FindDigest(method["Algorithm"]) is not { } digest || !policy.Allows(digest.Hash, now))
            return new(SamlReason.AlgorithmNotAllowed, "S-028", "SHA-256, SHA-384 or SHA-512", method["Algorithm"]);
        if (method.StrictChildren("Algorithm") is not [])
            return SignatureShape.Malformed("S-028", "a DigestMethod without parameters");
        if (value.StrictBase64() is not { } octets || octets.Length != digest.Bytes)
            return SignatureShape.Malformed("S-030", $"a DigestValue of {digest.Bytes} bytes in base64");

        shape = new(reference["URI"], content with { Without = signature }, digest, octets);
        return null;
    }

    /// <summary>
    /// Exclusive canonicalization without comments, as a CanonicalizationMethod or Transform asks for it; null for anything else
    /// (S-025, S-026).
    /// </summary>
    public static ExclusiveC14n? FormOf(Element asked)
    {
        if (asked["Algorithm"] != ExcC14n || asked.StrictChildren("Algorithm") is not { } parts || parts.Count > 1)
            return null;
        if (parts.Count == 0)
            return ExclusiveC14n.Plain;
        if (!parts[0].Is(ExcC14n, "InclusiveNamespaces") || parts[0].StrictChildren("PrefixList") is not [])
            return null;
        var prefixes = (parts[0]["PrefixList"] ?? "").Split(
            [' ', '\t', '\r', '\n'], PrefixesMax + 1, StringSplitOptions.RemoveEmptyEntries);
        return prefixes.Length > PrefixesMax
            ? null
            : ExclusiveC14n.Plain with { InclusivePrefixes = [.. prefixes.Select(static p => p == "#default" ? "" : p)] };
    }

    private static bool IsEnveloped(Element transform) =>
        transform.Is(XmlDsig, "Transform") && transform["Algorithm"] == Enveloped && transform.StrictChildren("Algorithm") is [];

    private static string? Names(IReadOnlyList<Element>? transforms) =>
        transforms is null ? null : string.Join(' ', transforms.Select(static t => t["Algorithm"]));
}
