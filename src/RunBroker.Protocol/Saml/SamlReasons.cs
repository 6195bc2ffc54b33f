using System.Collections.Frozen;
using System.Collections.Immutable;

namespace RunBroker.Protocol.Saml;

/// <summary>Who can mend it.</summary>
public enum SamlParty { TenantIt, Operator, AppDeveloper, Person }

/// <param name="AppError">What the app is told, should it be told (OIDCC-3.1.2.6); null where no app waits.</param>
/// <param name="Explanation">What happened: one English sentence for the tenant's admin.</param>
/// <param name="Fix">What that party does, in English.</param>
public sealed record SamlReasonText(SamlReason Reason, SamlParty Who, string? AppError, string Explanation, string Fix);

/// <summary>What a case file says about each reason. A reason without a row fails a test.</summary>
public static class SamlReasons
{
    private const string Attack = "No provider sends this by itself. Report it as a possible attack, with this case file.";
    private const string Clock = "Set the clock of the provider's machine by NTP. A small difference can be allowed with the connection's clock skew.";
    private const string Software = "Look for an update of the provider: this is a fault of its software.";
    private const string Restart = "Start the sign-in again from the app, in one tab.";

    public static SamlReasonText Of(SamlReason reason) => ByReason[reason];

    public static ImmutableArray<SamlReasonText> All { get; } =
    [
        // transport
        It(SamlReason.TooLarge,
            "The provider's message is larger than 256 KB.",
            "Let the provider send fewer attributes: most often too many groups."),
        It(SamlReason.NotBase64,
            "The form or query field with the provider's message is empty or is not base64.",
            "Start the sign-in again. If it comes each time, look for a proxy or browser extension that changes forms."),
        It(SamlReason.NotDeflate,
            "The provider's message in the address is not compressed as the Redirect binding wants it.",
            "Let the provider use HTTP-POST for its messages to us, or look for an update of it."),
        It(SamlReason.RepeatedParameter,
            "The provider's message says something twice, so which one is meant is unclear.",
            "Look for a proxy in front of the provider or of this service that changes addresses."),

        // XML
        It(SamlReason.NotUtf8, "The provider's message is not written in UTF-8.", "Set the provider to UTF-8. " + Software),
        It(SamlReason.Doctype, "The provider's message has a document type declaration, which SAML forbids.", Attack),
        It(SamlReason.NotXml,
            "The provider's message is not well-formed XML.",
            "Look at attribute values that a script or template at the provider puts together: they have to be escaped."),
        It(SamlReason.TooComplex,
            "The provider's message is nested too deeply or has too many parts.",
            "Let the provider send fewer attributes: most often too many groups."),

        // shape of the message
        It(SamlReason.WrongRoot,
            "Another kind of message came than belongs to this address.",
            "Check at the provider that the Assertion Consumer Service (reply) URL and the Single Logout URL are not exchanged, and that it speaks SAML 2.0."),
        It(SamlReason.UnexpectedContent, "The provider's message has a part that SAML 2.0 does not allow there.", Software),
        It(SamlReason.WrongVersion, "The provider's message is not SAML 2.0.", "Switch the application at the provider from SAML 1.1 or WS-Federation to SAML 2.0."),
        It(SamlReason.MissingAttribute, "The provider's message lacks its ID or its time, or has one that cannot be used.", Software),
        It(SamlReason.BadTime, "A time in the provider's message is not written as SAML wants it: in UTC, with a Z at the end.", Software),
        It(SamlReason.NotOneAssertion,
            "The provider's answer has no assertion, or more than one.",
            "Look in the provider's sign-in log for why it vouched for nobody. More than one assertion is a possible attack: report it."),
        It(SamlReason.HiddenAssertion, "An assertion was hidden in a part of the answer where none belongs: a signature wrapping attack.", Attack),
        It(SamlReason.DuplicateId, "Two parts of the answer have the same ID, so that its signature could mean either: a signature wrapping attack.", Attack),

        // what the provider said
        Person(SamlReason.AuthnFailed, "access_denied",
            "The provider says that the sign-in failed there, or that it was cancelled.",
            "Try again. If it fails again, ask the organisation's IT to look into the provider's sign-in log."),
        It(SamlReason.RequestDenied,
            "The provider does not let this person use this application: it is not assigned to them, or the provider does not know them.",
            "Assign the person, or one of their groups, to this application at the provider.", "access_denied"),
        App(SamlReason.NoPassive, "login_required",
            "The provider has to show a page, and the app asked for an answer without any page.",
            "Nothing to mend: the app starts a sign-in with pages."),
        It(SamlReason.NoAuthnContext,
            "The provider cannot authenticate people in the way that was asked for.",
            "Remove or change the requested authentication context of the connection, or turn that method on at the provider.",
            "unmet_authentication_requirements"),
        It(SamlReason.InvalidNameIdPolicy,
            "The provider cannot give a NameID in the format that the connection asks for.",
            "Clear the NameID format of the connection, or set that format for this application at the provider."),
        It(SamlReason.RequestRefused,
            "The provider refused our request itself: it does not know this application, its reply URL or its signature.",
            "Compare the SP entity ID and the ACS URL at the provider with those shown on the connection, and import our metadata again if it checks signatures."),
        It(SamlReason.SaidNo, "The provider answered with an error.", "Look up the time of this sign-in in the provider's own log."),

        // signature
        It(SamlReason.NotSigned,
            "Neither the provider's message nor the assertion in it is signed, so that anybody could have written it.",
            "Turn on signing of assertions (or of responses) and of logout messages for this application at the provider."),
        It(SamlReason.RequiredSignatureMissing,
            "The provider signs another part of its answer than the connection demands.",
            "Set the provider to sign the part named here. Unasked-for answers and AES-CBC always need a signed response."),
        It(SamlReason.MisplacedSignature, "There is a signature where none belongs: a signature wrapping attack.", Attack),
        It(SamlReason.MalformedSignature, "The signature is not of the form that SAML demands.", Software),
        It(SamlReason.WrongReference, "The signature is about another part than the one it stands in.", Attack),
        It(SamlReason.TransformNotAllowed,
            "The signature wants the message to be transformed in a way that is not accepted.",
            "Set the provider to exclusive canonicalization (xml-exc-c14n), without further transforms."),
        It(SamlReason.AlgorithmNotAllowed,
            "The signature uses an algorithm that is not accepted, such as SHA-1.",
            "Set the signature algorithm of this application at the provider to RSA-SHA256 and the digest to SHA-256."),
        It(SamlReason.NoKeyForAlgorithm,
            "The connection has no certificate of the kind that the provider signs with.",
            "Import the provider's current metadata, or upload the certificate that it signs with now."),
        It(SamlReason.WrongDigest,
            "The message was changed after it was signed.",
            "Look for a proxy, script or browser extension between provider and browser that rewrites forms. If there is none, report this as a possible attack."),
        It(SamlReason.BadSignature,
            "No certificate of the connection fits the signature: the provider has a new one, or somebody else signed.",
            "Import the provider's current metadata, or upload its current signing certificate. If they are the same, report this as a possible attack."),

        // encryption
        It(SamlReason.NotEncrypted,
            "The connection demands encrypted assertions, and this one was not.",
            "Turn on assertion encryption at the provider with the encryption certificate of our metadata, or turn the demand off at the connection."),
        It(SamlReason.EncryptionNotAllowed,
            "The assertion is encrypted with an algorithm that is not accepted.",
            "Set the provider to AES-GCM (AES-128 or AES-256) with RSA-OAEP for the key."),
        It(SamlReason.MalformedEncryption, "The encrypted part is not of the form that SAML demands.", Software),
        It(SamlReason.DecryptionFailed,
            "The encrypted assertion could not be decrypted, or what was in it is not a validly signed assertion.",
            "Import our current metadata at the provider, so that it encrypts to our current certificate, and let it sign the assertion before it encrypts it. "
                + "Or compare the signing certificate: the connection must have the one that the provider signs with now."),

        // reading the assertion
        It(SamlReason.MixedValue,
            "A value has a comment or markup inside, by which some software would read another name than was signed.",
            "Remove comments and markup from the values that are sent. If nobody put them there, report this as a possible attack."),
        It(SamlReason.NotOneSubject,
            "The assertion does not say whom it is about, or names several.",
            "Let the provider send one NameID, or set the connection's subject attribute to an attribute that it sends."),
        It(SamlReason.BadNameId,
            "The NameID is empty, longer than 1024 characters, or has line breaks or other control characters.",
            "Map the NameID at the provider to a filled field that never changes, such as an employee or object id."),
        It(SamlReason.TransientSubject,
            "The provider sends a transient NameID, which is another one at each sign-in, so that nobody could be recognised.",
            "Set the NameID format at the provider to persistent, or set the connection's subject attribute to an attribute that never changes."),
        It(SamlReason.MissingSubjectAttribute,
            "The attribute that says who the person is was not sent, or has several values.",
            "Let the provider send the attribute that is set as the connection's subject attribute, with exactly one value; names are compared exactly."),

        // protocol
        It(SamlReason.WrongIssuer,
            "The message comes from another identity provider than this connection's.",
            "Compare the identity provider's entity ID (Issuer) with the one of the connection, letter for letter; import its metadata again if it changed."),
        It(SamlReason.WrongDestination,
            "The message was meant for another address.",
            "The provider's Destination must be exactly the URL shown on the connection: the ACS URL for sign-ins, the SLO URL for sign-outs."),
        It(SamlReason.NoBearerConfirmation,
            "The assertion may not be presented by a browser: it has no bearer confirmation.",
            "Set the subject confirmation of this application at the provider to bearer, as its browser sign-in profile does."),
        It(SamlReason.WrongRecipient,
            "The assertion was made for another address.",
            "The provider's Recipient (ACS, reply or Single sign-on URL field) must be exactly the ACS URL shown on the connection."),
        It(SamlReason.BadConfirmation, "The assertion does not say until when it may be presented, or says from when, which is not allowed.", Software),
        It(SamlReason.ConfirmationExpired, "The assertion came too late: the time to present it was over.", Clock),
        Person(SamlReason.WrongInResponseTo, "server_error",
            "The answer belongs to another sign-in than the one this browser is in: the page was old, was opened twice, or came from elsewhere.",
            Restart),
        It(SamlReason.Unsolicited,
            "The provider sent an answer that nobody had asked for (a sign-in started at the provider), and the connection does not allow that.",
            "Let people start at the app or at the connection's login URL, and put that URL behind the provider's tile; or allow sign-ins started at the provider."),
        It(SamlReason.MissingConditions, "The assertion does not say for whom it was made and how long it is good.", Software),
        It(SamlReason.NotYetValid, "The assertion is not good yet: the provider's clock is ahead.", Clock),
        It(SamlReason.Expired, "The message was no longer good when it came: it took too long, or the provider's clock is behind.", Clock),
        It(SamlReason.WrongAudience,
            "The assertion was made for another application.",
            "The provider's Audience (Audience URI, SP Entity ID or Identifier field) must hold exactly the SP entity ID shown on the connection."),
        It(SamlReason.UnknownCondition,
            "The assertion is good only under a condition that is not understood here.",
            "Remove custom conditions for this application at the provider."),
        It(SamlReason.MissingAuthnStatement, "The assertion does not say that the person signed in: it has no authentication statement.", Software),
        It(SamlReason.SessionAlreadyOver,
            "The provider says that the person's session there is over already.",
            "Look at the session lifetime of the provider, and compare the clocks.", "login_required"),
        It(SamlReason.IssuedInFuture, "The message says that it was made, or that the person signed in, in the future.", Clock),
        It(SamlReason.TooOld,
            "The message was made too long ago, so that it may be an old one used again.",
            "Start the sign-in again, without the browser's back button. If it comes each time, set the clock of the provider's machine by NTP."),
        It(SamlReason.ValidTooLong,
            "The assertion would be good for longer than a day.",
            "Set the assertion lifetime of this application at the provider to some minutes, 24 hours at most."),
        Person(SamlReason.AuthenticationTooOld, "login_required",
            "A fresh sign-in was asked for, and the provider answered with an older one.",
            "Sign out at the provider and try again. If it comes each time, the provider ignores ForceAuthn: ask its IT to honour it."),
        It(SamlReason.WrongAuthnContext,
            "The person did not sign in in one of the ways that were asked for.",
            "Turn on the demanded method (such as a second factor) for this application at the provider, or change what the connection asks for.",
            "unmet_authentication_requirements"),
        Person(SamlReason.Replayed, "server_error",
            "This message came before: the form was sent twice, or somebody sent a copy of it.",
            Restart),

        // logout
        It(SamlReason.LogoutNamesNobody,
            "The provider's sign-out message does not say whom it is about.",
            "Let the provider send the same NameID as at the sign-in, and the SessionIndex.", null),
    ];

    private static readonly FrozenDictionary<SamlReason, SamlReasonText> ByReason = All.ToFrozenDictionary(static r => r.Reason);

    private static SamlReasonText It(SamlReason reason, string explanation, string fix, string? appError = "server_error") =>
        new(reason, SamlParty.TenantIt, appError, explanation, fix);

    private static SamlReasonText Person(SamlReason reason, string appError, string explanation, string fix) =>
        new(reason, SamlParty.Person, appError, explanation, fix);

    private static SamlReasonText App(SamlReason reason, string appError, string explanation, string fix) =>
        new(reason, SamlParty.AppDeveloper, appError, explanation, fix);
}
