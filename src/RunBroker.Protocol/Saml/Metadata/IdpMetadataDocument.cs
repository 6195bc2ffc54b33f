using System.Collections.Immutable;
using RunBroker.Protocol.Saml.Signatures;
using RunBroker.Protocol.Saml.Xml;

namespace RunBroker.Protocol.Saml.Metadata;

/// <summary>Metadata of an identity provider (SAMLMeta-2; S-120 to S-128).</summary>
public static class IdpMetadataDocument
{
    private const string Wanted = "a signature by the connection's metadata certificate";

    public static MetadataResult Read(ReadOnlyMemory<byte> xml, MetadataAsk ask, DateTimeOffset now)
    {
        switch (SafeXml.Read(xml, XmlBounds.Metadata))
        {
            case XmlResult.Refused(var why):
                return Refuse(NotMetadata.Octets(xml.Span, why.Reason, ask.Field));
            case XmlResult.Read(var root) when NotMetadata.Root(root, ask.Field) is { } other:
                return Refuse(other);
            case XmlResult.Read(var root):
                return ask.Signers.IsEmpty ? Take(root, [], ask, verified: false, now) : ReadSigned(root, ask, now);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>
    /// Of a signed document only the octets that were signed are read, parsed afresh (D4, S-122): the whole, or the one entity where only
    /// that is signed.
    /// </summary>
    private static MetadataResult ReadSigned(Element root, MetadataAsk ask, DateTimeOffset now)
    {
        var signed = root;
        ImmutableArray<Element> around = [];
        if (SignedElement.SignatureOf(root) is null && !IsEntity(root))
        {
            switch (EntityChoice.Of(root, ask))
            {
                case EntityChoice.Refused(var problem):
                    return Refuse(problem);
                case EntityChoice.Chosen chosen:
                    (signed, around) = (chosen.Entity, chosen.Around);
                    break;
            }
        }

        if (!signed.Named(SamlNames.XmlDsig, "Signature").Any())
            return Refuse(MetadataProblem.Of(ask.Field, MetadataFault.NotSigned, Wanted, "no signature"));

        return SignedElement.Verify(signed, ask.Signers, SignaturePolicy.Strict, now, SamlLimits.CanonicalRatio * SamlLimits.MetadataBytes) switch
        {
            SignedResult.Verified verified => TakeVerified(verified.Octets, around, ask, now),
            SignedResult.Refused(var why) => Refuse(MetadataProblem.Of(ask.Field, MetadataFault.BadSignature,
                why.Wanted ?? Wanted, why.Got is { } got ? $"{why.Reason}: {got}" : why.Reason.ToString())),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    // Canonical octets can be longer than what was read, which was counted already.
    private static MetadataResult TakeVerified(
        ReadOnlyMemory<byte> octets, ImmutableArray<Element> around, MetadataAsk ask, DateTimeOffset now) =>
        SafeXml.Read(octets, XmlBounds.Metadata with { Bytes = Math.Max(octets.Length, SamlLimits.MetadataBytes) }) switch
        {
            XmlResult.Read(var root) => Take(root, around, ask, verified: true, now),
            XmlResult.Refused(var why) => Refuse(NotMetadata.Octets(octets.Span, why.Reason, ask.Field)),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    /// <param name="around">Groups outside of what was signed. Only their end counts, and it can but shorten.</param>
    private static MetadataResult Take(Element root, ImmutableArray<Element> around, MetadataAsk ask, bool verified, DateTimeOffset now) =>
        EntityChoice.Of(root, ask) switch
        {
            EntityChoice.Chosen chosen => IdpRole.Read(chosen with { Around = [.. chosen.Around, .. around] }, ask, verified, now),
            EntityChoice.Refused(var problem) => Refuse(problem),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private static bool IsEntity(Element root) => root.Is(SamlNames.Metadata, "EntityDescriptor");

    private static MetadataResult.Refused Refuse(MetadataProblem problem) => new([problem]);
}
