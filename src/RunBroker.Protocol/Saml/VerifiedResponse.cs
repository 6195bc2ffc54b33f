using System.Collections.Immutable;
using RunBroker.Protocol.Saml.Signatures;
using RunBroker.Protocol.Saml.Xml;

namespace RunBroker.Protocol.Saml;

/// <summary>The answer, and the one assertion in it that a trusted key signed: itself, or by the response around it.</summary>
/// <param name="Head">Of the verified octets when the response is signed; else as it came, good only to refuse.</param>
/// <param name="Assertion">Verified octets, parsed afresh; never a part of the document that came.</param>
/// <param name="Key">Whose signature it was: the assertion's own, if it has one.</param>
internal sealed record VerifiedResponse(MessageHead Head, bool IsSigned, Element Assertion, TrustedKey Key)
{
    public bool WasEncrypted { get; private init; }

    private static readonly ImmutableArray<Allowed> Children =
    [
        // How many of each is said below, with a reason of its own.
        new(SamlNames.Protocol, "Status", Many: true), new(SamlNames.Assertion, "Assertion", Many: true),
        new(SamlNames.Assertion, "EncryptedAssertion", Many: true),
    ];

    /// <summary>
    /// The order matters. Shape first, since a signature means nothing in a document of two minds. Then the response's signature, over
    /// the document as it came and before anything is decrypted (S-081). Then what the provider says, so that its refusal is told as
    /// such, signed or not. Only then the assertion.
    /// </summary>
    /// <param name="root">As it was received.</param>
    public static SamlRefusal? Of(Element root, SamlTrust trust, SamlExpectation expected, DateTimeOffset now, out VerifiedResponse verified)
    {
        verified = null!; // looked at only when nothing is wrong
        if (Misshapen(root, out var head) is { } misshapen)
            return misshapen;

        VerifiedXml? whole = null;
        if (SignedElement.SignatureOf(root) is not null && (VerifiedXml.Of(root, trust, now, out whole) ?? Misshapen(whole.Root, out head)) is { } forged)
            return forged;
        if (SaidNo(whole?.Root ?? root, head, trust, expected) is { } no)
            return no;

        if (Assertions(root) is not [var received])
            return new(SamlReason.NotOneAssertion, "S-014", "1", $"{Assertions(root).Count}");
        if (MissingSignature(received, whole is not null, trust, expected) is { } missing)
            return missing;

        VerifiedXml assertion;
        var unproven = IsEncrypted(received)
            ? EncryptedAssertion.Open(Assertions(whole?.Root ?? root)[0], whole?.Key, trust, now, out assertion)
            : InClear(received, whole, trust, now, out assertion);
        if (unproven is not null)
            return unproven;
        verified = new(head, whole is not null, assertion.Root, assertion.Key) { WasEncrypted = IsEncrypted(received) };
        return null;
    }

    /// <summary>
    /// A signature of the assertion's own is verified where the response's covers it, too: one that is there and does not hold
    /// refuses (S-021). In the document as it came, since the response's canonical form need not keep what the inner one counts on.
    /// </summary>
    private static SamlRefusal? InClear(Element received, VerifiedXml? whole, SamlTrust trust, DateTimeOffset now, out VerifiedXml assertion)
    {
        assertion = null!; // looked at only when nothing is wrong
        if (SignedElement.SignatureOf(received) is not null)
        {
            if (VerifiedXml.Of(received, trust, now, out assertion) is { } forged)
                return forged;
        }
        else
        {
            // MissingSignature has seen to it that one of the two is signed.
            assertion = new(Assertions(whole!.Root)[0], whole.Key);
        }

        return MixedValues.In(received) ?? (trust.RequireEncryption ? new(SamlReason.NotEncrypted, "S-080", "EncryptedAssertion", "Assertion") : null);
    }

    private static SamlRefusal? MissingSignature(Element received, bool isResponseSigned, SamlTrust trust, SamlExpectation expected)
    {
        var isEncrypted = IsEncrypted(received);
        var isAssertionSigned = !isEncrypted && SignedElement.SignatureOf(received) is not null;
        if (!isResponseSigned && !isAssertionSigned && !isEncrypted)
            return new(SamlReason.NotSigned, "SAMLProf-4.1.3.5", "a signed response or assertion");
        // What a person starts at the provider has no request of ours to hold on to: all of it must be the provider's word (S-066).
        if (!isResponseSigned && (trust.Require == RequiredSignature.Response || expected.RequestId is null))
            return new(SamlReason.RequiredSignatureMissing, "S-021", "a signed response", "a response without a signature");
        // Of an encrypted one it is seen only later.
        return trust.Require == RequiredSignature.Assertion && !isEncrypted && !isAssertionSigned
            ? new(SamlReason.RequiredSignatureMissing, "S-021", "a signed assertion", "an assertion without a signature")
            : null;
    }

    /// <summary>
    /// Providers often leave an error unsigned. It is told as theirs, not as a signature that is missing; believed it is only as far
    /// as anybody may refuse this browser's sign-in for it (S-060).
    /// </summary>
    private static SamlRefusal? SaidNo(Element root, MessageHead head, SamlTrust trust, SamlExpectation expected)
    {
        var reading = new Reading();
        if (ProviderStatus.Read(reading, root)?.Refusal() is not { } no)
            return reading.Why;
        // Another provider's error, or one of another sign-in, is not this one's.
        if (head.Issuer is { } issuer && MessageHead.IssuerDiffers(trust.IdpEntityId, issuer) is { } differs)
            return new(SamlReason.WrongIssuer, "SAMLProf-4.1.4.2", differs.Wanted, differs.Got);
        return expected.RequestId is { } asked && head.InResponseTo is { } answered && asked != answered
            ? new(SamlReason.WrongInResponseTo, "SAMLProf-4.1.4.3", asked, answered)
            : reading.Why ?? no;
    }

    private static SamlRefusal? Misshapen(Element root, out MessageHead head)
    {
        var reading = new Reading();
        head = MessageHead.Read(reading, root, "Response", Children);
        return reading.Why;
    }

    private static List<Element> Assertions(Element root) => root.Elements.Where(static e =>
        e.Is(SamlNames.Assertion, "Assertion") || IsEncrypted(e)).ToList();

    private static bool IsEncrypted(Element element) => element.Is(SamlNames.Assertion, "EncryptedAssertion");
}
