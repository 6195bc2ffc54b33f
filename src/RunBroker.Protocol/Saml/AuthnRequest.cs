using System.Collections.Immutable;

namespace RunBroker.Protocol.Saml;

/// <summary>What a sign-in asks of the provider (SAMLCore-3.4.1).</summary>
public sealed record AuthnRequestAsk
{
    /// <summary>Begins with a letter, at least 128 random bits (S-100).</summary>
    public required string Id { get; init; }
    public required DateTimeOffset Now { get; init; }
    public required string SpEntityId { get; init; }
    /// <summary>The SSO endpoint of the metadata.</summary>
    public required string Destination { get; init; }
    public required string AcsUrl { get; init; }
    public bool ForceAuthn { get; init; }
    public bool IsPassive { get; init; }
    /// <summary>Null: no NameIDPolicy at all (SDP-SP04).</summary>
    public string? NameIdFormat { get; init; }
    /// <summary>Exact; empty: no RequestedAuthnContext.</summary>
    public ImmutableArray<string> AuthnContexts { get; init; } = [];
    /// <summary>Asked for as Subject NameID when the connection wants that; else null.</summary>
    public string? LoginHint { get; init; }
}

public static class AuthnRequest
{
    /// <returns>UTF-8, unsigned: <see cref="RedirectBinding.Url"/> signs the query, <see cref="Signatures.XmlSigner"/> a form.</returns>
    public static byte[] Write(AuthnRequestAsk ask) => throw new NotSupportedException();
}
