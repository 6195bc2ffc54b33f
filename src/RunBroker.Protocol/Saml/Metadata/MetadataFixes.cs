using System.Collections.Frozen;

namespace RunBroker.Protocol.Saml.Metadata;

/// <summary>What the tenant's IT does about each fault: one English sentence. A fault without a row fails a test.</summary>
internal static class MetadataFixes
{
    private const string WholeFile = "Use the metadata of the one provider, not of a whole federation.";
    private const string IdpSide = "take the metadata of your identity provider, the side that signs people in.";

    private static readonly FrozenDictionary<MetadataFault, string> Rows = FrozenDictionary.Create<MetadataFault, string>(null,
    [
        new(MetadataFault.Empty, "Paste or upload the provider's metadata file."),
        new(MetadataFault.TooLarge, WholeFile),
        new(MetadataFault.HtmlPage, "This is a web page, perhaps to sign in: use the address of the metadata itself, or upload the file."),
        new(MetadataFault.JsonDocument, "This is JSON, as OpenID Connect has it: make an OIDC connection, or take the SAML metadata."),
        new(MetadataFault.CertificateFile, "This is only a certificate: use the metadata, or put it into the field for certificates."),
        new(MetadataFault.PrivateKeyFile, "This is a private key, which nobody may see: replace it at the provider, and use the metadata."),
        new(MetadataFault.Base64Text, "This is metadata in base64: decode it first, or upload the file itself."),
        new(MetadataFault.AddressOnly, "This is an address: put it into the field for the metadata address."),
        new(MetadataFault.NotUtf8, "Save the file as UTF-8 and try again."),
        new(MetadataFault.Doctype, "Remove the document type declaration: metadata needs none, and it can be an attack."),
        new(MetadataFault.NotXml, "The document is damaged or cut off: download it again as a file, not by copy and paste from a browser."),
        new(MetadataFault.TooComplex, WholeFile),
        new(MetadataFault.NotMetadata, "This XML is no SAML 2.0 metadata: look for \"IdP metadata\" at the provider."),
        new(MetadataFault.ServiceProvider, "This describes an app, perhaps this broker itself: " + IdpSide),
        new(MetadataFault.WsFederationOnly, "This is WS-Federation only: take the metadata of a SAML 2.0 application at the provider."),
        new(MetadataFault.OldSaml, "Turn on SAML 2.0 at the provider; older versions are not supported."),
        new(MetadataFault.NoIdentityProvider, "This describes no identity provider: " + IdpSide),
        new(MetadataFault.SeveralProviders, "Say which identity provider of the document is yours, by its entity ID."),
        new(MetadataFault.EntityNotFound, "Check the entity ID, and whether this is the metadata of the right provider."),
        new(MetadataFault.DuplicateEntity, "Two entries of this name cannot both be right: have the publisher of the document mend it."),
        new(MetadataFault.BadEntityId, "Give the provider an entity ID that is a URI."),
        new(MetadataFault.NotSigned,
            "Use the address where the provider publishes signed metadata, or take the metadata certificate out of the connection."),
        new(MetadataFault.BadSignature,
            "Compare the metadata certificate with the publisher's; if they are the same, the document was changed on its way."),
        new(MetadataFault.Expired, "This copy is too old to be trusted: download it again, or have the provider publish a fresh one."),
        new(MetadataFault.BadValidUntil, "The provider must mend its metadata: until then nobody can tell whether it is still valid."),
        new(MetadataFault.ValidUntilMissing, "The connection takes only metadata that says how long it is valid."),
        new(MetadataFault.ValidTooLong, "The connection takes only metadata that is renewed more often."),
        new(MetadataFault.BadCacheDuration, "It is left aside: the document is fetched daily."),
        new(MetadataFault.NoUsableCertificate,
            "The provider must publish the certificate that it signs with: without one no sign-in can be checked."),
        new(MetadataFault.UnusableCertificate, "This certificate is left out: the provider must publish a usable one, and all of it."),
        new(MetadataFault.KeyWithoutCertificate, "This key is left out: the provider must publish it as a certificate."),
        new(MetadataFault.UnknownKeyUse, "This key is left out: the provider must mend its metadata."),
        new(MetadataFault.TooManyCertificates, "Those further down are left out: the provider should remove the ones it no longer uses."),
        new(MetadataFault.CertificateExpired, "It is used all the same; the provider should renew it."),
        new(MetadataFault.NoSsoEndpoint, "Turn on the HTTP-Redirect or HTTP-POST binding at the provider."),
        new(MetadataFault.EndpointNotUrl, "The provider must mend this address in its settings; then fetch the metadata again."),
        new(MetadataFault.EndpointNotHttps, "The provider must publish https addresses; behind a proxy, tell it its outside address."),
        new(MetadataFault.DangerousEndpoint,
            "No address looks like this: somebody may have tampered with the metadata. Get it again from the provider itself."),
        new(MetadataFault.TooManyEndpoints, "Those further down are left out."),
        new(MetadataFault.SeveralRoles, "The first that is complete is used; have the provider publish one."),
    ]);

    public static string Of(MetadataFault fault) => Rows[fault];
}
