using System.Collections.Immutable;
using static RunBroker.TestIdps.Hostile;
using static RunBroker.TestIdps.HostileDom;

namespace RunBroker.TestIdps;

/// <summary>S-060 to S-074, S-140: truly signed messages that are not for us, not for now, or not the answer.</summary>
internal static class HostileProtocol
{
    private const string StatusUri = "urn:oasis:names:tc:SAML:2.0:status:";
    private static readonly HostileSetting Unasked = new() { Unsolicited = true };
    private static readonly HostileSetting Fresh = new() { ForceAuthn = true };
    private static readonly HostileSetting Strong = new() { AuthnContext = "urn:oasis:names:tc:SAML:2.0:ac:classes:TimeSyncToken" };

    public static ImmutableArray<HostileMessage> Status { get; } =
    [
        Failed("status-authn-failed", "AuthnFailed", SamlUris.Responder, SamlUris.AuthnFailed),
        Failed("status-request-denied", "RequestDenied", SamlUris.Responder, SamlUris.RequestDenied),
        Failed("status-no-passive", "NoPassive", SamlUris.Responder, SamlUris.NoPassive),
        Failed("status-no-authn-context", "NoAuthnContext", SamlUris.Responder, StatusUri + "NoAuthnContext"),
        Failed("status-name-id-policy", "InvalidNameIdPolicy", SamlUris.Requester, StatusUri + "InvalidNameIDPolicy"),
        Failed("status-requester", "RequestRefused", SamlUris.Requester),
        Failed("status-responder", "SaidNo", SamlUris.Responder),
        Failed("status-version", "RequestRefused", StatusUri + "VersionMismatch"),
        Failed("status-nested-success", "SaidNo", SamlUris.Responder, SamlUris.Success),
        Failed("status-unknown", "SaidNo", "urn:x:fine"),
        Failed("status-case", "SaidNo", SamlUris.Success.ToUpperInvariant()),
        Draft("status-failed-with-assertion", "S-060", "AuthnFailed", "A failure that has a good assertion all the same.",
            (d, _) => d with { Status = [SamlUris.Responder, SamlUris.AuthnFailed] }),
        Draft("status-missing", "S-060", "SaidNo", "No status.", (d, _) => d with { Status = [] }),
        After("status-twice", "S-060", "SaidNo", "Two statuses.",
            d => Response(d).InsertAfter(TestXml.One(d, "Status").Copy(), TestXml.One(d, "Status"))),
        After("status-code-missing", "S-060", "SaidNo", "A status without a code.", d => TestXml.One(d, "StatusCode").Take()),
        Draft("status-markup", "S-060", "AuthnFailed", "A failure with markup for a message.",
            (d, _) => d with { Status = [SamlUris.Responder, SamlUris.AuthnFailed], StatusMessage = "<script>alert(1)</script>",
                HasAssertion = false }),
    ];

    public static ImmutableArray<HostileMessage> Address { get; } =
    [
        Draft("issuer-other", "S-061", "WrongIssuer", "Another provider's name, signed with the trusted key.",
            (d, _) => d with { AssertionIssuer = "https://other.example", ResponseIssuer = "https://other.example" }),
        Draft("issuer-response-other", "S-061", "WrongIssuer", "Another provider's name in the response.",
            (d, _) => d with { ResponseIssuer = "https://other.example" }),
        Draft("issuer-assertion-other", "S-061", "WrongIssuer", "Another provider's name in the assertion.",
            (d, _) => d with { AssertionIssuer = "https://other.example" }),
        Draft("issuer-case", "S-061", "WrongIssuer", "The name in another case.",
            (d, _) => d with { AssertionIssuer = d.AssertionIssuer?.ToUpperInvariant() }),
        Draft("issuer-slash", "S-061", "WrongIssuer", "The name with a slash behind it.",
            (d, _) => d with { AssertionIssuer = d.AssertionIssuer + "/" }),
        Draft("issuer-blank", "S-061", "WrongIssuer", "The name with a blank before it.",
            (d, _) => d with { AssertionIssuer = " " + d.AssertionIssuer }),
        Draft("issuer-missing", "S-061", "WrongIssuer", "The assertion names no issuer.", (d, _) => d with { AssertionIssuer = null }),
        Draft("issuer-missing-signed-response", "S-061", "WrongIssuer", "A signed response names no issuer.",
            (d, _) => d with { ResponseIssuer = null }, g => g.ResponseSigned),
        Draft("issuer-format", "S-061", "WrongIssuer", "The issuer is called an e-mail address.",
            (d, _) => d with { AssertionIssuerFormat = SamlUris.EmailFormat }),

        Draft("destination-other", "S-062", "WrongDestination", "For another service.",
            (d, _) => d with { Destination = "https://other.example/acs" }),
        Draft("destination-case", "S-062", "WrongDestination", "Our address in another case.",
            (d, _) => d with { Destination = d.Destination?.ToUpperInvariant() }),
        Draft("destination-slash", "S-062", "WrongDestination", "Our address with a slash behind it.",
            (d, _) => d with { Destination = d.Destination + "/" }),
        Draft("destination-prefix", "S-062", "WrongDestination", "An address that begins with ours.",
            (d, _) => d with { Destination = d.Destination + ".attacker.example" }),
        Draft("destination-empty", "S-062", "WrongDestination", "An empty destination.", (d, _) => d with { Destination = "" }),
        Draft("destination-missing", "S-062", "WrongDestination", "A signed response without a destination.",
            (d, _) => d with { Destination = null }, g => g.ResponseSigned),
        Draft("recipient-other", "S-063", "WrongRecipient", "The confirmation is for another service.",
            (d, _) => d with { Recipient = "https://other.example/acs" }),
        Draft("recipient-case", "S-063", "WrongRecipient", "The confirmation has our address in another case.",
            (d, _) => d with { Recipient = d.Recipient?.ToUpperInvariant() }),
        Draft("recipient-missing", "S-063", "WrongRecipient", "The confirmation names no recipient.",
            (d, _) => d with { Recipient = null }),
        Draft("audience-other", "S-069", "WrongAudience", "For another audience.",
            (d, _) => d with { Audiences = ["https://other.example/metadata"] }),
        Draft("audience-none", "S-069", "WrongAudience", "For no audience.", (d, _) => d with { Audiences = [] }),
        Draft("audience-prefix", "S-069", "WrongAudience", "An audience that begins with our name.",
            (d, g) => d with { Audiences = [g.Parties.SpEntityId + ".attacker.example"] }),
        Draft("audience-case", "S-069", "WrongAudience", "Our name in another case.",
            (d, g) => d with { Audiences = [g.Parties.SpEntityId.ToUpperInvariant()] }),
        Draft("audience-empty", "S-069", "WrongAudience", "An empty audience.", (d, _) => d with { Audiences = [""] }),
        Before("audience-second-restriction", "S-069", "WrongAudience", "Two restrictions, of which the second leaves us out.", d =>
        {
            var second = TestXml.One(d, "AudienceRestriction").Copy();
            TestXml.One(second, "Audience").InnerText = "https://other.example/metadata";
            TestXml.One(d, "Conditions").AppendChild(second);
        }),
        Draft("other-service", "S-141", "WrongDestination", "The same provider's good answer to another of its services.", (_, g) =>
            ResponseDraft.Good(g.Parties with { AcsUrl = "https://other.example/acs", SpEntityId = "https://other.example/metadata" },
                g.Idp, g.Now)),
        Draft("other-provider", "S-140", "BadSignature", "Another tenant's provider, in all else as it should be.",
            (d, g) => d with { Key = g.OtherIdp }),
    ];

    public static ImmutableArray<HostileMessage> Answer { get; } =
    [
        Draft("answer-other", "S-064", "WrongInResponseTo", "The answer to another request.",
            (d, _) => d with { InResponseTo = "_other", ConfirmationInResponseTo = "_other" }),
        Draft("answer-response-only", "S-064", "WrongInResponseTo", "The confirmation answers another request.",
            (d, _) => d with { ConfirmationInResponseTo = "_other" }),
        Draft("answer-confirmation-only", "S-064", "WrongInResponseTo", "The response answers another request.",
            (d, _) => d with { InResponseTo = "_other" }),
        Draft("answer-confirmation-missing", "S-064", "WrongInResponseTo", "The confirmation answers nothing.",
            (d, _) => d with { ConfirmationInResponseTo = null }),
        Draft("answer-none", "S-066", "Unsolicited", "An answer to nothing where a request waits.",
            (d, _) => d with { InResponseTo = null, ConfirmationInResponseTo = null }),
        Draft("unasked-with-answer", "S-066", "WrongInResponseTo", "An unsolicited answer that answers something.",
            (d, _) => d with { InResponseTo = "_r9" }, g => g.Unsolicited, Unasked),
        Draft("unasked-confirmation-answers", "S-066", "WrongInResponseTo", "An unsolicited answer whose confirmation answers something.",
            (d, _) => d with { ConfirmationInResponseTo = "_r9" }, g => g.Unsolicited, Unasked),
        Draft("confirmation-holder-of-key", "S-063", "NoBearerConfirmation", "Only whoever holds a key may bring it.",
            (d, _) => d with { ConfirmationMethod = "urn:oasis:names:tc:SAML:2.0:cm:holder-of-key" }),
        Draft("confirmation-sender-vouches", "S-063", "NoBearerConfirmation", "Its sender vouches for it.",
            (d, _) => d with { ConfirmationMethod = "urn:oasis:names:tc:SAML:2.0:cm:sender-vouches" }),
        Draft("confirmation-missing", "S-063", "NoBearerConfirmation", "No confirmation.", (d, _) => d with { ConfirmationMethod = null }),
        Before("confirmation-data-missing", "S-063", "WrongRecipient", "A confirmation without data.",
            d => TestXml.One(d, "SubjectConfirmationData").Take()),
        Draft("confirmation-no-end", "S-063", "BadConfirmation", "The confirmation never ends.",
            (d, _) => d with { ConfirmationNotOnOrAfter = null }),
        Draft("confirmation-beginning", "S-063", "BadConfirmation", "The confirmation has a beginning.",
            (d, g) => d with { ConfirmationNotBefore = g.Now.AddMinutes(-1) }),
        Draft("confirmation-over", "S-063", "ConfirmationExpired", "The confirmation is over.",
            (d, g) => d with { ConfirmationNotOnOrAfter = g.Now.AddMinutes(-6) }),
        Before("confirmation-two-halves", "S-063", "ConfirmationExpired", "Two confirmations, each good in what the other is not.", d =>
        {
            var second = TestXml.One(d, "SubjectConfirmation").Copy();
            HostileDom.Attribute(d, "SubjectConfirmationData", "NotOnOrAfter", "2020-01-01T00:00:00Z");
            TestXml.One(second, "SubjectConfirmationData").SetAttribute("Recipient", "https://other.example/acs");
            TestXml.One(d, "Subject").AppendChild(second);
        }),
    ];

    public static ImmutableArray<HostileMessage> Time { get; } =
    [
        Draft("conditions-missing", "S-068", "MissingConditions", "No conditions.", (d, _) => d with { HasConditions = false }),
        Draft("conditions-not-yet", "S-068", "NotYetValid", "Valid from a quarter of an hour from now.",
            (d, g) => d with { NotBefore = g.Now.AddMinutes(15) }),
        Draft("conditions-over", "S-068", "Expired", "Valid until six minutes ago.",
            (d, g) => d with { NotOnOrAfter = g.Now.AddMinutes(-6) }),
        Before("conditions-ancient", "S-068", "Expired", "Valid until the year 1.",
            d => HostileDom.Attribute(d, "Conditions", "NotOnOrAfter", "0001-01-01T00:00:00Z")),
        Before("conditions-forever", "S-073", "ValidTooLong", "Valid to the last moment that a clock knows.",
            d => HostileDom.Attribute(d, "Conditions", "NotOnOrAfter", "9999-12-31T23:59:59.9999999Z")),
        Before("conditions-begin-never", "S-068", "NotYetValid", "Valid from the last moment that a clock knows.",
            d => HostileDom.Attribute(d, "Conditions", "NotBefore", "9999-12-31T23:59:59.9999999Z")),
        Draft("conditions-long", "S-073", "ValidTooLong", "Valid for 25 hours.",
            (d, g) => d with { NotOnOrAfter = g.Now.AddHours(25), ConfirmationNotOnOrAfter = g.Now.AddHours(25) }),
        Before("condition-unknown", "S-070", "UnknownCondition", "A condition that nobody knows.", d =>
            TestXml.One(d, "Conditions").AppendChild(TestXml.Element(d,
                $"<saml:Condition xmlns:saml=\"{SamlUris.Assertion}\" xmlns:xsi=\"{SamlUris.Xsi}\" xmlns:x=\"urn:x\" xsi:type=\"x:OnlyOnSundays\"/>"))),
        Before("condition-foreign", "S-070", "UnknownCondition", "A condition of another namespace.",
            d => TestXml.One(d, "Conditions").AppendChild(d.CreateElement("x", "NotForYou", "urn:x"))),
        Draft("authn-missing", "S-071", "MissingAuthnStatement", "Nobody authenticated.", (d, _) => d with { HasAuthnStatement = false }),
        Draft("authn-future", "S-071", "IssuedInFuture", "Authenticated in an hour.",
            (d, g) => d with { AuthnInstant = g.Now.AddHours(1) }),
        Draft("authn-over", "S-071", "SessionAlreadyOver", "The session at the provider is over.",
            (d, g) => d with { SessionNotOnOrAfter = g.Now.AddMinutes(-10) }),
        Draft("authn-not-fresh", "S-071", "AuthenticationTooOld", "An old authentication where a fresh one was asked for.",
            (d, g) => d with { AuthnInstant = g.Now.AddHours(-2) }, null, Fresh),
        Draft("authn-too-old", "S-103", "AuthenticationTooOld", "An authentication older than the app allows.",
            (d, g) => d with { AuthnInstant = g.Now.AddHours(-2) }, null, new() { MaxAge = 3600 }),
        Draft("authn-context-weak", "S-074", "WrongAuthnContext", "A password where a token was asked for.",
            (d, _) => d with { AuthnContext = SamlUris.PasswordTransport },
                g => g.AssertionSigned with { AuthnContext = Strong.AuthnContext }, Strong),
        Draft("authn-context-none", "S-074", "WrongAuthnContext", "No context where one was asked for.",
            (d, _) => d with { AuthnContext = null }, g => g.AssertionSigned with { AuthnContext = Strong.AuthnContext }, Strong),
        Draft("issued-future", "S-072", "IssuedInFuture", "Issued in an hour.", (d, g) => d with { AssertionIssuedAt = g.Now.AddHours(1) }),
        Draft("issued-long-ago", "S-072", "TooOld", "Issued two hours ago, and still valid.",
            (d, g) => d with { AssertionIssuedAt = g.Now.AddHours(-2) }),
    ];

    private static HostileMessage Failed(string name, string reason, params ImmutableArray<string> status) => Draft(name, "S-060", reason,
        $"The status is {string.Join(" / ", status.Select(s => s.Split(':')[^1]))}.",
            (d, _) => d with { Status = status, HasAssertion = false });
}
