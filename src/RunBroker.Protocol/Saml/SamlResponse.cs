namespace RunBroker.Protocol.Saml;

public abstract record SamlResult
{
    private SamlResult()
    {
    }

    public sealed record Accepted(SamlLogin Login) : SamlResult;

    public sealed record Refused(SamlRefusal Why) : SamlResult;
}

/// <summary>The provider's answer (SAMLProf-4.1.4.2): bytes, trust, expectation and a clock to a person or the exact reason.</summary>
public static class SamlResponse
{
    /// <param name="xml">Decoded by <see cref="PostBinding"/>.</param>
    public static SamlResult Validate(ReadOnlyMemory<byte> xml, SamlTrust trust, SamlExpectation expected, DateTimeOffset now) =>
        throw new NotSupportedException();
}
