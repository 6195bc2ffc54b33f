using System.Collections.Immutable;

namespace RunBroker.Protocol.Saml;

/// <summary>
/// The rules of a response whose signature held, in the order they run. Add one here, a reason, and a row to SamlReasonTests.
/// </summary>
internal static class ResponseRules
{
    private const string WebSso = "SAMLProf-4.1.4.2";

    public static ImmutableArray<SamlCheck<ResponseFacts>> Rows { get; } =
    [
        // S-053: another one each time, it would make a new person of each sign-in.
        new(SamlReason.TransientSubject, "S-053", static f =>
            f.Trust.SubjectAttribute is null && f.Assertion.NameId?.Format == SamlNames.FormatTransient
            ? new("a NameID that stays, or a subject attribute", SamlNames.FormatTransient) : null),
        new(SamlReason.MissingSubjectAttribute, "S-053", static f =>
            f.Trust.SubjectAttribute is not { } name || (f.Assertion.Values(name) is [var only] && NameIds.Unusable(only) is null)
            ? null : new($"one value of {name}: {NameIds.Unusable("")}", $"{f.Assertion.Values(name).Length} values")),

        new(SamlReason.WrongIssuer, WebSso, static f => MessageHead.IssuerDiffers(f.Trust.IdpEntityId, f.Assertion.Issuer)),
        new(SamlReason.WrongIssuer, WebSso, static f =>
            f.Head.Issuer is not null || f.Response.IsSigned ? MessageHead.IssuerDiffers(f.Trust.IdpEntityId, f.Head.Issuer) : null),
        // S-062: our URL from configuration; the Host header is the sender's choice.
        new(SamlReason.WrongDestination, "SAMLBind-3.5.5.2", static f =>
            f.Head.Destination is not null || f.Response.IsSigned ? Differ(f.Expected.AcsUrl, f.Head.Destination) : null),

        Confirmation(SamlReason.NoBearerConfirmation),
        Confirmation(SamlReason.WrongRecipient),
        Confirmation(SamlReason.BadConfirmation),
        Confirmation(SamlReason.ConfirmationExpired),
        // S-064: both of them; S-066: neither of them, and in no confirmation at all.
        new(SamlReason.WrongInResponseTo, "SAMLProf-4.1.4.3", static f =>
            f.Expected.RequestId is not null && f.AnswersNothing ? null : DifferOrNone(f.Expected.RequestId, f.Head.InResponseTo)),
        new(SamlReason.WrongInResponseTo, "SAMLProf-4.1.4.3", static f =>
            f.Expected.RequestId is null ? f.Assertion.Confirmations.Select(static c => DifferOrNone(null, c.InResponseTo)).FirstOrDefault(static d => d is not null)
            : f.AnswersNothing || f.Unconfirmed is not { Reason: SamlReason.WrongInResponseTo } wrong ? null
            : new(wrong.Wanted, wrong.Got)),
        new(SamlReason.Unsolicited, "SAMLProf-4.1.5", static f =>
            f.Expected.RequestId is { } asked && f.AnswersNothing ? new(asked, null) : null),

        new(SamlReason.MissingConditions, WebSso, static f => f.Assertion.Conditions is null ? new("Conditions with an AudienceRestriction", null) : null),
        new(SamlReason.NotYetValid, "SAMLCore-2.5.1.2", static f => f.Assertion.Conditions?.NotBefore is { } from && from - f.Now > f.Trust.ClockSkew
            ? new($"NotBefore at most {SamlTime.Write(f.Now)}", SamlTime.Write(from)) : null),
        new(SamlReason.Expired, "SAMLCore-2.5.1.2", static f => Over(f.Assertion.Conditions?.NotOnOrAfter, f.Trust, f.Now)),
        new(SamlReason.WrongAudience, "SAMLCore-2.5.1.4", static f =>
            f.Assertion.Conditions!.Audiences is { IsEmpty: false } all && all.All(a => a.Contains(f.Trust.SpEntityId))
            ? null : new(f.Trust.SpEntityId, string.Join(" and ", f.Assertion.Conditions!.Audiences.Select(static a => string.Join(' ', a))))),
        // What is not understood is neither true nor false, and so does not hold (S-070).
        new(SamlReason.UnknownCondition, "SAMLCore-2.5.1", static f =>
            f.Assertion.Conditions!.Unknown is { } unknown ? new("AudienceRestriction, OneTimeUse, ProxyRestriction", unknown) : null),

        new(SamlReason.MissingAuthnStatement, WebSso, static f => f.Authn is null ? new("an AuthnStatement", null) : null),
        // Without skew: it is the length of a session, not of a message, and what begins over would end at once.
        new(SamlReason.SessionAlreadyOver, WebSso, static f => f.SessionNotOnOrAfter is { } end && end <= f.Now
            ? new($"SessionNotOnOrAfter after {SamlTime.Write(f.Now)}", SamlTime.Write(end)) : null),
        new(SamlReason.IssuedInFuture, "S-071", static f => Ahead("AuthnInstant", f.Authn!.Instant, f.Trust, f.Now)),
        new(SamlReason.IssuedInFuture, "S-072", static f =>
            Ahead("IssueInstant", f.Assertion.IssueInstant, f.Trust, f.Now) ?? Ahead("IssueInstant of the response", f.Head.IssueInstant, f.Trust, f.Now)),
        new(SamlReason.TooOld, "S-072", static f =>
            Aged("IssueInstant", f.Assertion.IssueInstant, f.Trust, f.Now) ?? Aged("IssueInstant of the response", f.Head.IssueInstant, f.Trust, f.Now)),
        // How long its ID has to be remembered must not be the provider's choice alone (S-073).
        new(SamlReason.ValidTooLong, "S-073", static f => f.ValidUntil is { } end && end - f.Assertion.IssueInstant > SamlLimits.MaxLifetime
            ? new($"at most {SamlLimits.MaxLifetime.TotalHours:0} hours", $"until {SamlTime.Write(end)}") : null),

        new(SamlReason.AuthenticationTooOld, "SAMLCore-3.4.1", static f => f.Expected.ForceAuthn ? Stale(f, TimeSpan.Zero) : null),
        new(SamlReason.AuthenticationTooOld, "OIDCC-3.1.2.1", static f =>
            f.Expected.MaxAge is { } seconds ? Stale(f, TimeSpan.FromSeconds(seconds)) : null),
        // No silent downgrade (S-074).
        new(SamlReason.WrongAuthnContext, "SAMLCore-3.3.2.2.1", static f =>
            f.Expected.AuthnContexts.IsEmpty || (f.Authn!.Context is { } context && f.Expected.AuthnContexts.Contains(context))
            ? null : new(string.Join(' ', f.Expected.AuthnContexts), f.Authn!.Context)),
    ];

    internal static SamlMismatch? Differ(string wanted, string? got) => wanted == got ? null : new(wanted, got);

    /// <summary>Wanted null: there must be none.</summary>
    internal static SamlMismatch? DifferOrNone(string? wanted, string? got) => wanted == got ? null : new(wanted ?? "no InResponseTo", got);

    /// <summary>The end itself is over. Differences only: an end near the end of time plus a skew would overflow (S-068).</summary>
    internal static SamlMismatch? Over(DateTimeOffset? end, SamlTrust trust, DateTimeOffset now) =>
        end is { } at && now - at >= trust.ClockSkew ? new($"NotOnOrAfter after {SamlTime.Write(now)}", SamlTime.Write(at)) : null;

    internal static SamlMismatch? Ahead(string name, DateTimeOffset at, SamlTrust trust, DateTimeOffset now) =>
        at - now > trust.ClockSkew ? new($"{name} at most {SamlTime.Write(now)}", SamlTime.Write(at)) : null;

    internal static SamlMismatch? Aged(string name, DateTimeOffset at, SamlTrust trust, DateTimeOffset now) =>
        now - at >= SamlLimits.MaxAge + trust.ClockSkew
            ? new($"{name} at most {SamlLimits.MaxAge.TotalMinutes:0} minutes before {SamlTime.Write(now)}", SamlTime.Write(at)) : null;

    // AuthnInstant often has whole seconds, our request does not.
    private static SamlMismatch? Stale(ResponseFacts f, TimeSpan age)
    {
        var asked = f.Expected.RequestId is null ? f.Now : f.Expected.RequestedAt;
        return DateTimeOffset.FromUnixTimeSeconds(asked.ToUnixTimeSeconds()) - f.Authn!.Instant > age + f.Trust.ClockSkew
            ? new($"AuthnInstant at most {age.TotalSeconds:0} seconds before {SamlTime.Write(asked)}", SamlTime.Write(f.Authn!.Instant)) : null;
    }

    private static SamlCheck<ResponseFacts> Confirmation(SamlReason reason) =>
        new(reason, WebSso, f => f.Unconfirmed is { } wrong && wrong.Reason == reason ? new(wrong.Wanted, wrong.Got) : null);
}
