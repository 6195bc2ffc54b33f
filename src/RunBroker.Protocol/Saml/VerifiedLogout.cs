using System.Collections.Immutable;
using RunBroker.Protocol.Saml.Signatures;
using RunBroker.Protocol.Saml.Xml;

namespace RunBroker.Protocol.Saml;

/// <summary>
/// A logout message whose sender is proven. There is no other way in: a message without a signature ends nobody's session, whatever
/// cookies come with it (S-110, SAMLProf-4.4.4).
/// </summary>
/// <param name="Root">Verified octets, parsed afresh.</param>
internal sealed record VerifiedLogout(MessageHead Head, Element Root)
{
    /// <summary>Signed inside (SAMLBind-3.5.5.2).</summary>
    public static SamlRefusal? FromPost(
        ReadOnlyMemory<byte> xml, string name, ImmutableArray<Allowed> children, SamlTrust trust, DateTimeOffset now, out VerifiedLogout verified)
    {
        if (Read(xml, name, children, out verified) is { } misshapen)
            return misshapen;
        var received = verified.Root;
        if (SignedElement.SignatureOf(received) is null)
            return new(SamlReason.NotSigned, "S-110", $"a signed {name}", "no Signature");
        return VerifiedXml.Of(received, trust, now, out var held)
            ?? Shape(held.Root, name, children, out verified)
            ?? MixedValues.In(received);
    }

    /// <summary>Signed around (SAMLBind-3.4.4.1): the query's signature covers every octet of the message.</summary>
    public static SamlRefusal? FromRedirect(
        RedirectMessage message, bool isRequest, string name, ImmutableArray<Allowed> children, SamlTrust trust, DateTimeOffset now,
        out VerifiedLogout verified)
    {
        verified = null!; // looked at only when nothing is wrong
        if (message.IsRequest != isRequest)
            return new(SamlReason.WrongRoot, "SAMLBind-3.4.3", isRequest ? "SAMLRequest" : "SAMLResponse", isRequest ? "SAMLResponse" : "SAMLRequest");
        if ((message.Verify(trust.Keys, trust.Signatures, now) ?? Read(message.Xml, name, children, out verified)) is { } refused)
            return refused;
        // The binding wants it taken out; here nothing would look whether it holds.
        return SignedElement.SignatureOf(verified.Root) is null ? MixedValues.In(verified.Root)
            : new(SamlReason.MisplacedSignature, "SAMLBind-3.4.4.1", "a signature in the query only", $"Signature in {name}");
    }

    private static SamlRefusal? Read(ReadOnlyMemory<byte> xml, string name, ImmutableArray<Allowed> children, out VerifiedLogout read)
    {
        read = null!; // looked at only when nothing is wrong
        return SafeXml.Read(xml, XmlBounds.Message) switch
        {
            XmlResult.Read { Root: var root } => Shape(root, name, children, out read),
            XmlResult.Refused { Why: var why } => why,
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static SamlRefusal? Shape(Element root, string name, ImmutableArray<Allowed> children, out VerifiedLogout shaped)
    {
        var reading = new Reading();
        shaped = new(MessageHead.Read(reading, root, name, children), root);
        return reading.Why;
    }
}

internal sealed record LogoutFacts(MessageHead Head, SamlTrust Trust, string SloUrl, DateTimeOffset Now)
{
    /// <summary>Of a request; null: none was said.</summary>
    public DateTimeOffset? NotOnOrAfter { get; init; }

    /// <summary>Null for a request.</summary>
    public string? RequestId { get; init; }
}

/// <summary>What holds of a logout message from the provider, in the order the checks run (S-112, S-114).</summary>
internal static class LogoutRules
{
    public static ImmutableArray<SamlCheck<LogoutFacts>> Rows { get; } =
    [
        new(SamlReason.WrongIssuer, "SAMLProf-4.4.4.1", static f => MessageHead.IssuerDiffers(f.Trust.IdpEntityId, f.Head.Issuer)),
        new(SamlReason.WrongDestination, "SAMLCore-3.2.1", static f => ResponseRules.Differ(f.SloUrl, f.Head.Destination)),
        new(SamlReason.WrongInResponseTo, "SAMLCore-3.2.2", static f =>
            f.RequestId is { } asked ? ResponseRules.Differ(asked, f.Head.InResponseTo) : null),
        new(SamlReason.Expired, "SAMLCore-3.7.1", static f => ResponseRules.Over(f.NotOnOrAfter, f.Trust, f.Now)),
        new(SamlReason.IssuedInFuture, "S-112", static f => ResponseRules.Ahead("IssueInstant", f.Head.IssueInstant, f.Trust, f.Now)),
        new(SamlReason.TooOld, "S-112", static f => ResponseRules.Aged("IssueInstant", f.Head.IssueInstant, f.Trust, f.Now)),
    ];

    public static SamlRefusal? Broken(LogoutFacts facts) => Rows.Select(r => r.On(facts)).FirstOrDefault(static found => found is not null);
}
