using System.Collections.Immutable;
using RunBroker.Protocol.Saml.Xml;

namespace RunBroker.Protocol.Saml;

/// <summary>Reads a verified assertion, and nothing else: not the document it came in (D4).</summary>
internal static class AssertionReader
{
    private static readonly ImmutableArray<Allowed> Children =
    [
        new(SamlNames.Assertion, "Issuer"), new(SamlNames.XmlDsig, "Signature"), new(SamlNames.Assertion, "Subject", Many: true),
        new(SamlNames.Assertion, "Conditions"), new(SamlNames.Assertion, "Advice"), new(SamlNames.Assertion, "Statement", Many: true),
        new(SamlNames.Assertion, "AuthnStatement", Many: true), new(SamlNames.Assertion, "AuthzDecisionStatement", Many: true),
        new(SamlNames.Assertion, "AttributeStatement", Many: true),
    ];

    private static readonly ImmutableArray<Allowed> SubjectChildren =
    [
        new(SamlNames.Assertion, "BaseID", Many: true), new(SamlNames.Assertion, "NameID", Many: true),
        new(SamlNames.Assertion, "EncryptedID", Many: true), new(SamlNames.Assertion, "SubjectConfirmation", Many: true),
    ];

    public static SamlRefusal? Read(Element assertion, SamlTrust trust, out SamlAssertion read)
    {
        var reading = new Reading();
        var notes = ImmutableArray.CreateBuilder<string>();
        reading.Only(assertion, Children);
        var (id, issueInstant) = reading.Stamp(assertion);
        read = new()
        {
            Id = id,
            IssueInstant = issueInstant,
            Issuer = MessageHead.ReadIssuer(reading, assertion),
            NameId = ReadSubject(reading, assertion, trust, out var confirmations),
            Confirmations = confirmations,
            Conditions = Reading.One(assertion, SamlNames.Assertion, "Conditions") is { } conditions ? ReadConditions(reading, conditions, notes) : null,
            AuthnStatements = [.. assertion.Named(SamlNames.Assertion, "AuthnStatement").Select(s => ReadAuthn(reading, s))],
            Attributes = AttributeReader.Read(reading, assertion, notes),
            Notes = notes.ToImmutable(),
        };
        return reading.Why;
    }

    private static SamlNameId? ReadSubject(Reading reading, Element assertion, SamlTrust trust, out ImmutableArray<Confirmation> confirmations)
    {
        confirmations = [];
        var subjects = assertion.Named(SamlNames.Assertion, "Subject").ToList();
        if (subjects is not [var subject])
        {
            reading.Refuse(SamlReason.NotOneSubject, "S-051", "1", $"{subjects.Count}");
            return null;
        }

        reading.Only(subject, SubjectChildren);
        // A NameID inside of a confirmation is whoever may present the assertion, not whom it is about (S-051).
        confirmations = [.. subject.Named(SamlNames.Assertion, "SubjectConfirmation").Select(c => ReadConfirmation(reading, c))];
        var nameId = NameIds.Read(reading, subject, trust);
        if (nameId is null && trust.SubjectAttribute is null)
            reading.Refuse(SamlReason.NotOneSubject, "S-053", "a NameID, or the connection's subject attribute");
        return nameId;
    }

    private static Confirmation ReadConfirmation(Reading reading, Element confirmation) =>
        Reading.One(confirmation, SamlNames.Assertion, "SubjectConfirmationData") is { } data
            ? new(confirmation["Method"], data["Recipient"], reading.Time(data, "NotBefore"), reading.Time(data, "NotOnOrAfter"), data["InResponseTo"])
            : new(confirmation["Method"], null, null, null, null);

    private static Conditions ReadConditions(Reading reading, Element conditions, ImmutableArray<string>.Builder notes)
    {
        var audiences = ImmutableArray.CreateBuilder<ImmutableArray<string>>();
        string? unknown = null;
        foreach (var condition in conditions.Elements)
        {
            switch (condition.NamespaceUri == SamlNames.Assertion ? condition.LocalName : "")
            {
                case "AudienceRestriction":
                    audiences.Add([.. condition.Named(SamlNames.Assertion, "Audience").Select(reading.Text).OfType<string>()]);
                    break;
                // Each assertion is used once here, whether it asks for that or not (S-073).
                case "OneTimeUse":
                    break;
                // About assertions made on the strength of this one; what apps get from us are none. Said, as some would have it count.
                case "ProxyRestriction":
                    notes.Add($"The assertion limits proxying (ProxyRestriction Count={condition["Count"] ?? "unset"}); passed over.");
                    break;
                default:
                    unknown ??= $"{condition.LocalName} of {condition.NamespaceUri}";
                    break;
            }
        }

        return new(reading.Time(conditions, "NotBefore"), reading.Time(conditions, "NotOnOrAfter"), audiences.ToImmutable(), unknown);
    }

    private static AuthnStatement ReadAuthn(Reading reading, Element statement)
    {
        var context = Reading.One(statement, SamlNames.Assertion, "AuthnContext");
        var reference = context is null ? null : Reading.One(context, SamlNames.Assertion, "AuthnContextClassRef");
        return new(reading.RequiredTime(statement, "AuthnInstant"), statement["SessionIndex"], reading.Time(statement, "SessionNotOnOrAfter"), reading.Text(reference));
    }
}
