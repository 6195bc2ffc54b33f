using System.Collections.Immutable;
using System.Security.Cryptography;
using RunBroker.Protocol.Saml.Xml;

namespace RunBroker.Protocol.Saml.Signatures;

public abstract record SignedResult
{
    private SignedResult()
    {
    }

    /// <param name="Octets">
    /// The canonical octets that the digest covers: all that may be believed; to be parsed afresh (D4). Comments are not in them:
    /// whoever minds them (S-050) looks at the element as it was received.
    /// </param>
    public sealed record Verified(ReadOnlyMemory<byte> Octets, TrustedKey Key, string Method) : SignedResult;

    public sealed record Refused(SamlRefusal Why) : SignedResult;
}

/// <summary>An enveloped signature: one, a direct child, with one reference, to its parent (S-022 to S-035).</summary>
public static class SignedElement
{
    /// <summary>The Signature that is a direct child; null when there is none.</summary>
    public static Element? SignatureOf(Element parent)
    {
        foreach (var child in parent.Children)
        {
            if (child is Element element && element.Is(SamlNames.XmlDsig, "Signature"))
                return element;
        }

        return null;
    }

    /// <param name="parent">In the document as it was received; that its ID occurs once is looked at in the whole of it (S-024).</param>
    /// <param name="keys">Each is tried (S-036). Keys inside the message are never looked at (S-035).</param>
    /// <param name="most">Octets that the canonical form may have.</param>
    public static SignedResult Verify(Element parent, ImmutableArray<TrustedKey> keys, SignaturePolicy policy, DateTimeOffset now,
        int most = SamlLimits.CanonicalRatio * SamlLimits.MessageBytes)
    {
        if (SignatureOf(parent) is not { } signature)
            return Refused(SamlReason.NotSigned, "S-020", "a Signature");
        if (parent.Children.Any(c => c != signature && c is Element other && other.Is(SamlNames.XmlDsig, "Signature")))
            return Refused(SamlReason.MisplacedSignature, "S-022", "one Signature", "several");
        if (SignatureShape.Read(signature, policy, now, out var shape) is { } malformed)
            return new SignedResult.Refused(malformed);

        // The reference is compared, never followed: whatever it might lead to, the parent is what is verified (S-023).
        if (parent["ID"] is not { Length: > 0 } id || shape.Reference.Uri != "#" + id)
            return Refused(SamlReason.WrongReference, "S-023", "#" + parent["ID"], shape.Reference.Uri);
        if (!OccursOnce(id, Root(parent)))
            return Refused(SamlReason.DuplicateId, "S-024", "an ID that occurs once", id);
        if (SignatureMethods.Check(keys, shape.Method, policy, now, out var method) is { } noWay)
            return new SignedResult.Refused(noWay);

        // The digest before the signature: so WrongDigest says that the content is another one, whoever signed, and BadSignature that
        // the content is whole and the key a stranger's. A message mangled on its way fails both; a new certificate would not mend it.
        var (_, content, digest, digestValue) = shape.Reference;
        if (content.Octets(parent, most) is not { } octets || shape.SignedInfoForm.Octets(shape.SignedInfo, most) is not { } signed)
            return Refused(SamlReason.TooComplex, "S-010", $"at most {most} octets in canonical form");
        if (octets.IsEmpty || !CryptographicOperations.HashData(digest.Hash, octets.Span).AsSpan().SequenceEqual(digestValue))
            return Refused(SamlReason.WrongDigest, "S-034", "the digest of the signed content");
        return SignatureMethods.Verify(keys, method, signed.Span, shape.SignatureValue, out var key) is { } stranger
            ? new SignedResult.Refused(stranger)
            : new SignedResult.Verified(octets, key!, method.Uri);
    }

    // Each stack has its own idea of which attribute is the ID; an attacker picks the one that another stack looks at (S-024).
    private static bool OccursOnce(string id, Element root)
    {
        var times = 0;
        foreach (var element in root.SelfAndBelow())
        {
            foreach (var attribute in element.Attributes)
            {
                if (attribute.LocalName is "ID" or "Id" or "id" or "AssertionID" && attribute.Value.AsSpan().Trim().SequenceEqual(id))
                    times++;
            }
        }

        return times == 1;
    }

    private static Element Root(Element element)
    {
        while (element.Parent is { } above)
            element = above;
        return element;
    }

    private static SignedResult.Refused Refused(SamlReason reason, string spec, string wanted, string? got = null) =>
        new(new(reason, spec, wanted, got));
}
