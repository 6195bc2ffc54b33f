namespace RunBroker.Protocol.Saml;

/// <summary>
/// Why a SAML message was refused, in the order the checks run. Names are stored and counted: never renamed. What each means for
/// whom is in <see cref="SamlReasons"/>.
/// </summary>
public enum SamlReason
{
    // transport
    /// <summary>More than 256 KB.</summary>
    TooLarge,
    /// <summary>Not base64, or empty.</summary>
    NotBase64,
    /// <summary>Not DEFLATE where the Redirect binding wants it, or it inflates to too much.</summary>
    NotDeflate,
    /// <summary>A parameter came twice, or a request and a response came at once.</summary>
    RepeatedParameter,

    // XML
    /// <summary>Not UTF-8.</summary>
    NotUtf8,
    /// <summary>A document type declaration.</summary>
    Doctype,
    /// <summary>Not well-formed XML.</summary>
    NotXml,
    /// <summary>Too deep, too many nodes, or too many attributes.</summary>
    TooComplex,

    // shape of the message
    /// <summary>Not the message that belongs here.</summary>
    WrongRoot,
    /// <summary>Content that the schema does not allow there.</summary>
    UnexpectedContent,
    /// <summary>Not SAML 2.0.</summary>
    WrongVersion,
    /// <summary>ID or IssueInstant is missing or malformed.</summary>
    MissingAttribute,
    /// <summary>A time that is not UTC in the form of the specification.</summary>
    BadTime,
    /// <summary>None, or more than one, assertion.</summary>
    NotOneAssertion,
    /// <summary>An assertion where none belongs: a signature wrapping attack.</summary>
    HiddenAssertion,
    /// <summary>The same ID twice in one message: a signature wrapping attack.</summary>
    DuplicateId,

    // what the provider said
    /// <summary>The provider said that authentication failed.</summary>
    AuthnFailed,
    /// <summary>The provider refused this person, or the app is not assigned.</summary>
    RequestDenied,
    /// <summary>The provider needs to show a page, and none was allowed.</summary>
    NoPassive,
    /// <summary>The provider cannot authenticate in the way asked for.</summary>
    NoAuthnContext,
    /// <summary>The provider cannot give a NameID of the form asked for.</summary>
    InvalidNameIdPolicy,
    /// <summary>The provider refused our request itself.</summary>
    RequestRefused,
    /// <summary>The provider answered with another error status, or with an unreadable one.</summary>
    SaidNo,

    // signature
    /// <summary>Neither response nor assertion is signed.</summary>
    NotSigned,
    /// <summary>Signed, but not the part that the connection demands.</summary>
    RequiredSignatureMissing,
    /// <summary>A signature where none belongs: a signature wrapping attack.</summary>
    MisplacedSignature,
    /// <summary>A signature of a form that SAML does not allow.</summary>
    MalformedSignature,
    /// <summary>The signature refers to something else than the element it stands in.</summary>
    WrongReference,
    /// <summary>Transforms or a canonicalization that are not on the list.</summary>
    TransformNotAllowed,
    /// <summary>A signature or digest algorithm that is not on the list, SHA-1 and MD5 among them.</summary>
    AlgorithmNotAllowed,
    /// <summary>No trusted certificate has a key of the signature's kind.</summary>
    NoKeyForAlgorithm,
    /// <summary>The content was changed after it was signed.</summary>
    WrongDigest,
    /// <summary>No trusted certificate fits the signature.</summary>
    BadSignature,

    // encryption
    /// <summary>The connection demands an encrypted assertion.</summary>
    NotEncrypted,
    /// <summary>An encryption algorithm that is not on the list, or CBC where it is not allowed.</summary>
    EncryptionNotAllowed,
    /// <summary>Encrypted data of a form that SAML does not allow.</summary>
    MalformedEncryption,
    /// <summary>Decryption or validation failed; deliberately no more than that (S-085).</summary>
    DecryptionFailed,

    // reading the assertion
    /// <summary>A value with a comment, a processing instruction or an element inside.</summary>
    MixedValue,
    /// <summary>No subject, or several.</summary>
    NotOneSubject,
    /// <summary>A NameID that is empty, too long or has control characters.</summary>
    BadNameId,
    /// <summary>Only a transient NameID, which is another one each time.</summary>
    TransientSubject,
    /// <summary>The attribute that holds the subject is missing or has several values.</summary>
    MissingSubjectAttribute,

    // protocol
    /// <summary>Issuer is not the connection's identity provider.</summary>
    WrongIssuer,
    /// <summary>Destination is not our URL.</summary>
    WrongDestination,
    /// <summary>No bearer confirmation.</summary>
    NoBearerConfirmation,
    /// <summary>Recipient is not our URL.</summary>
    WrongRecipient,
    /// <summary>The confirmation has no end, or a beginning, which it must not have.</summary>
    BadConfirmation,
    /// <summary>The confirmation is over.</summary>
    ConfirmationExpired,
    /// <summary>Not the answer to the request that this sign-in sent.</summary>
    WrongInResponseTo,
    /// <summary>An answer to no request, where the connection does not allow it.</summary>
    Unsolicited,
    /// <summary>No Conditions.</summary>
    MissingConditions,
    /// <summary>Conditions begin in the future.</summary>
    NotYetValid,
    /// <summary>Conditions are over.</summary>
    Expired,
    /// <summary>The audience is not our entity ID.</summary>
    WrongAudience,
    /// <summary>A condition that is not understood.</summary>
    UnknownCondition,
    /// <summary>No AuthnStatement.</summary>
    MissingAuthnStatement,
    /// <summary>SessionNotOnOrAfter is over.</summary>
    SessionAlreadyOver,
    /// <summary>The person signed in in the future, or the message was issued there.</summary>
    IssuedInFuture,
    /// <summary>The message was issued too long ago.</summary>
    TooOld,
    /// <summary>The assertion would be valid for longer than a day.</summary>
    ValidTooLong,
    /// <summary>A fresh sign-in was asked for, and an old one came.</summary>
    AuthenticationTooOld,
    /// <summary>Authenticated in another way than was asked for.</summary>
    WrongAuthnContext,
    /// <summary>This assertion or request came before.</summary>
    Replayed,

    // logout
    /// <summary>A logout message that names nobody, or has no NameID that can be read.</summary>
    LogoutNamesNobody,
}
