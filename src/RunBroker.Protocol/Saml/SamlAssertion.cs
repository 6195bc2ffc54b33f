using System.Collections.Immutable;

namespace RunBroker.Protocol.Saml;

/// <summary>What a verified assertion says, well-formed and not yet judged.</summary>
internal sealed record SamlAssertion
{
    public required string Id { get; init; }
    public required DateTimeOffset IssueInstant { get; init; }
    public required SamlIssuer? Issuer { get; init; }
    public required SamlNameId? NameId { get; init; }
    public required ImmutableArray<Confirmation> Confirmations { get; init; }
    public required Conditions? Conditions { get; init; }
    public required ImmutableArray<AuthnStatement> AuthnStatements { get; init; }
    public required ImmutableArray<SamlAttribute> Attributes { get; init; }
    public required ImmutableArray<string> Notes { get; init; }

    /// <summary>All values under that exact Name, of whatever attribute element (S-054).</summary>
    public ImmutableArray<string> Values(string name) => [.. Attributes.Where(a => a.Name == name).SelectMany(static a => a.Values)];
}

/// <summary>SubjectConfirmation with its data (SAMLCore-2.4.1).</summary>
internal sealed record Confirmation(string? Method, string? Recipient, DateTimeOffset? NotBefore, DateTimeOffset? NotOnOrAfter, string? InResponseTo);

/// <param name="Audiences">One list for each AudienceRestriction; all of them have to hold (SAMLCore-2.5.1.4).</param>
/// <param name="Unknown">Name of the first condition that nobody here understands; null: none.</param>
internal sealed record Conditions(
    DateTimeOffset? NotBefore, DateTimeOffset? NotOnOrAfter, ImmutableArray<ImmutableArray<string>> Audiences, string? Unknown);

internal sealed record AuthnStatement(DateTimeOffset Instant, string? SessionIndex, DateTimeOffset? SessionNotOnOrAfter, string? Context);
