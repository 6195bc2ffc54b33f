using RunBroker.Protocol.Saml.Xml;

namespace RunBroker.Protocol.Saml;

public abstract record SamlResult
{
    private SamlResult()
    {
    }

    public sealed record Accepted(SamlLogin Login) : SamlResult;

    public sealed record Refused(SamlRefusal Why) : SamlResult;

    public T Match<T>(Func<Accepted, T> accepted, Func<Refused, T> refused) => this switch
    {
        Accepted a => accepted(a),
        Refused r => refused(r),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>The provider's answer (SAMLProf-4.1.4.2): bytes, trust, expectation and a clock to a person or the exact reason.</summary>
public static class SamlResponse
{
    /// <param name="xml">Decoded by <see cref="PostBinding"/>.</param>
    public static SamlResult Validate(ReadOnlyMemory<byte> xml, SamlTrust trust, SamlExpectation expected, DateTimeOffset now) =>
        Validate(SafeXml.Read(xml, XmlBounds.Message), trust, expected, now);

    /// <param name="read">As <see cref="XmlBounds.Message"/> lets it be.</param>
    public static SamlResult Validate(XmlResult read, SamlTrust trust, SamlExpectation expected, DateTimeOffset now)
    {
        if (read is not XmlResult.Read { Root: var root })
            return new SamlResult.Refused(((XmlResult.Refused)read).Why);
        if (VerifiedResponse.Of(root, trust, expected, now, out var verified) is { } unproven)
            return new SamlResult.Refused(unproven);
        if (AssertionReader.Read(verified.Assertion, trust, out var assertion) is { } unreadable)
            return new SamlResult.Refused(unreadable);

        var facts = new ResponseFacts(verified, assertion, trust, expected, now);
        foreach (var check in ResponseRules.Rows)
        {
            if (check.On(facts) is { } broken)
                return new SamlResult.Refused(broken);
        }

        return new SamlResult.Accepted(facts.Login());
    }
}
