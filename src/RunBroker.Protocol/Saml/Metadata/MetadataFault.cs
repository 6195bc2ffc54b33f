namespace RunBroker.Protocol.Saml.Metadata;

/// <summary>
/// What can be wrong with a provider's metadata: <see cref="MetadataProblem.Code"/> by name. Stored and documented, never renamed.
/// </summary>
public enum MetadataFault
{
    // not metadata at all
    /// <summary>Nothing, or only blanks.</summary>
    Empty,
    /// <summary>More than 10 MB (S-120).</summary>
    TooLarge,
    /// <summary>A web page, mostly a sign-in page in place of the document.</summary>
    HtmlPage,
    /// <summary>JSON, mostly the discovery document of OpenID Connect.</summary>
    JsonDocument,
    /// <summary>A certificate in PEM or DER.</summary>
    CertificateFile,
    /// <summary>A private key. It was shown to us and should be replaced.</summary>
    PrivateKeyFile,
    /// <summary>The document once more in base64.</summary>
    Base64Text,
    /// <summary>The address of the document in place of the document.</summary>
    AddressOnly,
    /// <summary>Not UTF-8.</summary>
    NotUtf8,
    /// <summary>A document type declaration (S-006).</summary>
    Doctype,
    /// <summary>Not well-formed XML.</summary>
    NotXml,
    /// <summary>Too deep, too many elements, or too many attributes (S-010).</summary>
    TooComplex,
    /// <summary>XML, but another kind of document.</summary>
    NotMetadata,

    // which entity
    /// <summary>Metadata of a service provider: an app, not a provider.</summary>
    ServiceProvider,
    /// <summary>WS-Federation without SAML 2.0.</summary>
    WsFederationOnly,
    /// <summary>An identity provider, but of an older SAML.</summary>
    OldSaml,
    /// <summary>No identity provider in the document.</summary>
    NoIdentityProvider,
    /// <summary>Several identity providers, and nobody said which (S-126).</summary>
    SeveralProviders,
    /// <summary>The entity asked for is not in the document.</summary>
    EntityNotFound,
    /// <summary>The entity is in the document twice (S-126).</summary>
    DuplicateEntity,
    /// <summary>The entity ID is missing, too long, or no absolute URI.</summary>
    BadEntityId,

    // signature
    /// <summary>Not signed, though the connection pins a key (S-121).</summary>
    NotSigned,
    /// <summary>The signature does not verify with the connection's key (S-121, S-122).</summary>
    BadSignature,

    // time
    /// <summary>validUntil is over (S-123).</summary>
    Expired,
    /// <summary>validUntil is no time.</summary>
    BadValidUntil,
    /// <summary>validUntil is missing, where the connection demands one (IIP-MD04).</summary>
    ValidUntilMissing,
    /// <summary>validUntil is further away than the connection allows (IIP-MD04).</summary>
    ValidTooLong,
    /// <summary>Warning: cacheDuration is no duration.</summary>
    BadCacheDuration,

    // keys
    /// <summary>No certificate that can check a signature.</summary>
    NoUsableCertificate,
    /// <summary>Warning: a certificate that was left out.</summary>
    UnusableCertificate,
    /// <summary>Warning: a key without its certificate was left out.</summary>
    KeyWithoutCertificate,
    /// <summary>Warning: a key for a use that does not exist was left out (S-124).</summary>
    UnknownKeyUse,
    /// <summary>Warning: more certificates than are kept.</summary>
    TooManyCertificates,
    /// <summary>Warning: a certificate is past its end. It is used all the same (S-037).</summary>
    CertificateExpired,

    // endpoints
    /// <summary>No sign-in address for HTTP-Redirect or HTTP-POST.</summary>
    NoSsoEndpoint,
    /// <summary>An address is no absolute URL, or has a user name or a fragment (S-127); as a warning: it was left out.</summary>
    EndpointNotUrl,
    /// <summary>An address is http (S-127); as a warning: it was left out.</summary>
    EndpointNotHttps,
    /// <summary>An address would run script or open a file (S-127).</summary>
    DangerousEndpoint,
    /// <summary>Warning: more endpoints than are kept.</summary>
    TooManyEndpoints,
    /// <summary>Warning: several identity provider roles in one entity; which one is used.</summary>
    SeveralRoles,
}
