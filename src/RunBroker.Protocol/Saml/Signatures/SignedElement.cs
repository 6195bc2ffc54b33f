using System.Collections.Immutable;
using RunBroker.Protocol.Saml.Xml;

namespace RunBroker.Protocol.Saml.Signatures;

public abstract record SignedResult
{
    private SignedResult()
    {
    }

    /// <param name="Octets">The canonical octets that the digest covers: all that may be believed; to be parsed afresh (D4).</param>
    public sealed record Verified(ReadOnlyMemory<byte> Octets, TrustedKey Key, string Method) : SignedResult;

    public sealed record Refused(SamlRefusal Why) : SignedResult;
}

/// <summary>An enveloped signature: one, a direct child, with one reference, to its parent (S-022 to S-035).</summary>
public static class SignedElement
{
    /// <summary>The Signature that is a direct child; null when there is none.</summary>
    public static Element? SignatureOf(Element parent) => throw new NotSupportedException();

    /// <param name="parent">In the document as it was received; that its ID occurs once is looked at in the whole of it (S-024).</param>
    /// <param name="keys">Each is tried (S-036). Keys inside the message are never looked at (S-035).</param>
    public static SignedResult Verify(Element parent, ImmutableArray<TrustedKey> keys, SignaturePolicy policy, DateTimeOffset now) =>
        throw new NotSupportedException();
}
