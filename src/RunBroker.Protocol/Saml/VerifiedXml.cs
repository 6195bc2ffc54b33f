using RunBroker.Protocol.Saml.Signatures;
using RunBroker.Protocol.Saml.Xml;

namespace RunBroker.Protocol.Saml;

/// <summary>An element whose octets a trusted key signed, parsed afresh from nothing but those octets (D4).</summary>
internal sealed record VerifiedXml(Element Root, TrustedKey Key)
{
    // Canonical XML writes namespaces where they are used and every end tag: the same content takes more octets.
    private static readonly XmlBounds Canonical = XmlBounds.Message with
    {
        Bytes = SamlLimits.CanonicalRatio * SamlLimits.MessageBytes, AttributesPerElement = 256,
    };

    /// <param name="signed">In the document as it was received.</param>
    public static SamlRefusal? Of(Element signed, SamlTrust trust, DateTimeOffset now, out VerifiedXml verified)
    {
        verified = null!; // looked at only when nothing is wrong
        switch (SignedElement.Verify(signed, trust.Keys, trust.Signatures, now, Canonical.Bytes))
        {
            case SignedResult.Refused refused:
                return refused.Why;
            case SignedResult.Verified held:
                switch (SafeXml.Read(held.Octets, Canonical))
                {
                    case XmlResult.Refused unreadable:
                        return unreadable.Why;
                    case XmlResult.Read read:
                        verified = new(read.Root, held.Key);
                        return null;
                }

                break;
        }

        throw new System.Diagnostics.UnreachableException();
    }
}
