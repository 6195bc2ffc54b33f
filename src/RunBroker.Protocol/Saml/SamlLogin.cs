using System.Collections.Immutable;

namespace RunBroker.Protocol.Saml;

/// <summary>A NameID with all that a logout must send back unchanged (SAMLCore-2.2.3, SDP-SP31).</summary>
public sealed record SamlNameId(string Value, string? Format = null, string? NameQualifier = null, string? SpNameQualifier = null, string? SpProvidedId = null);

/// <param name="Name">Exact; FriendlyName is never looked at for a decision (S-054).</param>
public sealed record SamlAttribute(string Name, string? NameFormat, string? FriendlyName, ImmutableArray<string> Values);

/// <summary>A person, as a verified assertion vouches for them. Only <see cref="SamlResponse"/> makes one.</summary>
public sealed record SamlLogin
{
    internal SamlLogin()
    {
    }

    public required string Issuer { get; init; }

    /// <summary>The NameID or the subject attribute's value: immutable at the provider.</summary>
    public required string Subject { get; init; }

    /// <summary>Null when the assertion had none.</summary>
    public SamlNameId? NameId { get; init; }
    public string? SessionIndex { get; init; }
    public required DateTimeOffset AuthnInstant { get; init; }
    public DateTimeOffset? SessionNotOnOrAfter { get; init; }
    public string? AuthnContext { get; init; }
    public ImmutableArray<SamlAttribute> Attributes { get; init; } = [];
    public required string AssertionId { get; init; }

    /// <summary>Until then the assertion's ID has to be remembered against replay (S-073).</summary>
    public required DateTimeOffset ReplayUntil { get; init; }

    /// <summary>Of the certificate that verified it: <see cref="Signatures.TrustedKey.Thumbprint"/>.</summary>
    public required string SignedBy { get; init; }

    /// <summary>The assertion as it was verified, where it came encrypted; for the case file alone.</summary>
    public Xml.Element? Decrypted { get; init; }

    /// <summary>What is worth a remark in the case file, such as a condition that was passed over; English.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];
}
