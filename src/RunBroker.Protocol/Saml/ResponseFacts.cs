using System.Collections.Immutable;

namespace RunBroker.Protocol.Saml;

/// <summary>A verified answer beside what it is judged by.</summary>
internal sealed record ResponseFacts(VerifiedResponse Response, SamlAssertion Assertion, SamlTrust Trust, SamlExpectation Expected, DateTimeOffset Now)
{
    public MessageHead Head => Response.Head;

    public ImmutableArray<Confirmation> Bearers { get; } = [.. Assertion.Confirmations.Where(static c => c.Method == SamlNames.Bearer)];

    /// <summary>Of several statements the latest: the others tell of earlier sign-ins.</summary>
    public AuthnStatement? Authn { get; } = Assertion.AuthnStatements.MaxBy(static s => s.Instant);

    /// <summary>The earliest of all: none of the sessions may be outlived.</summary>
    public DateTimeOffset? SessionNotOnOrAfter { get; } = Assertion.AuthnStatements.Min(static s => s.SessionNotOnOrAfter);

    /// <summary>Up to when it could be accepted, were it judged again (S-073); null when no end is said.</summary>
    public DateTimeOffset? ValidUntil => Bearers.Select(static c => c.NotOnOrAfter).Append(Assertion.Conditions?.NotOnOrAfter).Max();

    /// <summary>
    /// Null: one confirmation holds all that it must. Else what is wrong with the one that came furthest, as that tells most about what
    /// the provider got wrong (S-063).
    /// </summary>
    public SamlRefusal? Unconfirmed => field ??= Judge();

    /// <summary>Asked for nothing, answers nothing: what a person starts at the provider (S-066).</summary>
    public bool AnswersNothing => Head.InResponseTo is null && Bearers.All(static c => c.InResponseTo is null);

    public string? Subject => Trust.SubjectAttribute is { } name ? Assertion.Values(name).FirstOrDefault() : Assertion.NameId?.Value;

    public SamlLogin Login() => new()
    {
        Issuer = Trust.IdpEntityId,
        // The rules have seen to these.
        Subject = Subject!,
        AuthnInstant = Authn!.Instant,
        NameId = Assertion.NameId,
        SessionIndex = Authn.SessionIndex,
        SessionNotOnOrAfter = SessionNotOnOrAfter,
        AuthnContext = Authn.Context,
        Attributes = Assertion.Attributes,
        AssertionId = Assertion.Id,
        // With the largest skew: an admin who allows more of it must not revive what was used (S-073).
        ReplayUntil = ValidUntil!.Value + SamlLimits.MaxSkew,
        SignedBy = Response.Key.Thumbprint,
        Decrypted = Response.WasEncrypted ? Response.Assertion : null,
        Notes = Assertion.AuthnStatements.Length > 1
            ? Assertion.Notes.Add($"The assertion has {Assertion.AuthnStatements.Length} authentication statements; the latest was used.")
            : Assertion.Notes,
    };

    private SamlRefusal? Judge()
    {
        var wrong = Bearers.Select(b => ConfirmationRules.Wrong(b, this)).ToList();
        return wrong.Count == 0
            ? new(SamlReason.NoBearerConfirmation, ConfirmationRules.Spec, SamlNames.Bearer,
                string.Join(' ', Assertion.Confirmations.Select(static c => c.Method ?? "none")))
            : wrong.Contains(null) ? null : wrong.MaxBy(static w => w?.Reason);
    }
}

/// <summary>What a bearer confirmation must hold (SAMLProf-4.1.4.2), in the order of the reasons.</summary>
internal static class ConfirmationRules
{
    public const string Spec = "SAMLProf-4.1.4.2";

    public static ImmutableArray<SamlCheck<(Confirmation Bearer, ResponseFacts Facts)>> Rows { get; } =
    [
        new(SamlReason.WrongRecipient, Spec, static c => ResponseRules.Differ(c.Facts.Expected.AcsUrl, c.Bearer.Recipient)),
        new(SamlReason.BadConfirmation, Spec, static c => c.Bearer.NotOnOrAfter is null ? new("NotOnOrAfter", null) : null),
        new(SamlReason.BadConfirmation, Spec, static c =>
            c.Bearer.NotBefore is { } from ? new("no NotBefore in SubjectConfirmationData", SamlTime.Write(from)) : null),
        new(SamlReason.ConfirmationExpired, Spec, static c => ResponseRules.Over(c.Bearer.NotOnOrAfter, c.Facts.Trust, c.Facts.Now)),
        new(SamlReason.WrongInResponseTo, "SAMLProf-4.1.4.3", static c => ResponseRules.DifferOrNone(c.Facts.Expected.RequestId, c.Bearer.InResponseTo)),
    ];

    public static SamlRefusal? Wrong(Confirmation bearer, ResponseFacts facts) =>
        Rows.Select(r => r.On((bearer, facts))).FirstOrDefault(static found => found is not null);
}
