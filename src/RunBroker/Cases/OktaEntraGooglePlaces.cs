using System.Collections.Immutable;

namespace RunBroker.Cases;

/// <summary>Okta, Microsoft Entra ID, Google Workspace.</summary>
internal static class OktaEntraGooglePlaces
{
    public static ImmutableArray<ConsolePlace> All { get; } =
    [
        Okta(ConsoleTopic.Credentials, "Applications → Applications → (app) → General → Client Credentials"),
        Okta(ConsoleTopic.RedirectAddress, "Applications → Applications → (app) → General → LOGIN → Sign-in redirect URIs",
            CauseCatalogue.Oidc),
        Okta(ConsoleTopic.RedirectAddress,
            "Applications → Applications → (app) → General → SAML Settings → Single sign-on URL, Audience URI (SP Entity ID)",
            CauseCatalogue.Saml),
        Okta(ConsoleTopic.Issuer, "Security → API → Authorization Servers → Issuer URI"),
        Okta(ConsoleTopic.Assignment, "Applications → Applications → (app) → Assignments"),
        Okta(ConsoleTopic.Consent, "Applications → Applications → (app) → General → User consent"),
        Okta(ConsoleTopic.Grant, "Applications → Applications → (app) → General → General Settings → Grant type"),
        Okta(ConsoleTopic.TokenSigning, "Security → API → Authorization Servers → (server) → Settings → Signing Key Rotation"),
        Okta(ConsoleTopic.Claims, "Applications → Applications → (app) → Sign On → OpenID Connect ID Token", CauseCatalogue.Oidc),
        Okta(ConsoleTopic.Claims, "Applications → Applications → (app) → General → SAML Settings → Attribute Statements",
            CauseCatalogue.Saml),
        Okta(ConsoleTopic.NameId, "Applications → Applications → (app) → General → SAML Settings → Name ID format, Application username"),
        Okta(ConsoleTopic.SamlOptions, "Applications → Applications → (app) → General → SAML Settings → Show Advanced Settings"),
        Okta(ConsoleTopic.SamlCertificate, "Applications → Applications → (app) → Sign On → SAML Signing Certificates"),
        Okta(ConsoleTopic.Encryption,
            "Applications → Applications → (app) → General → SAML Settings → Show Advanced Settings → Assertion Encryption",
            CauseCatalogue.Saml),
        Okta(ConsoleTopic.ProviderMetadata,
            "Applications → Applications → (app) → Sign On → SAML Signing Certificates → Actions → View IdP metadata"),
        Okta(ConsoleTopic.StrongSignIn, "Security → Authentication Policies → (policy of the app)"),
        Okta(ConsoleTopic.SessionPolicy, "Security → Global Session Policy"),
        Okta(ConsoleTopic.SignOut, "Applications → Applications → (app) → General → LOGOUT", CauseCatalogue.Oidc),
        Okta(ConsoleTopic.SignOut,
            "Applications → Applications → (app) → General → SAML Settings → Show Advanced Settings → Enable Single Logout",
            CauseCatalogue.Saml),
        Okta(ConsoleTopic.SignInLog, "Reports → System Log"),

        Entra(ConsoleTopic.Credentials, "Applications → App registrations → (app) → Certificates & secrets"),
        Entra(ConsoleTopic.RedirectAddress, "Applications → App registrations → (app) → Authentication → Web → Redirect URIs",
            CauseCatalogue.Oidc),
        Entra(ConsoleTopic.RedirectAddress,
            "Applications → Enterprise applications → (app) → Single sign-on → Basic SAML Configuration → Identifier (Entity ID), Reply URL", CauseCatalogue.Saml),
        Entra(ConsoleTopic.Issuer, "Applications → App registrations → (app) → Overview → Endpoints"),
        Entra(ConsoleTopic.Assignment, "Applications → Enterprise applications → (app) → Users and groups"),
        Entra(ConsoleTopic.Consent, "Applications → Enterprise applications → (app) → Permissions → Grant admin consent"),
        Entra(ConsoleTopic.Grant, "Applications → App registrations → (app) → Authentication"),
        Entra(ConsoleTopic.Claims, "Applications → App registrations → (app) → Token configuration → Add optional claim",
            CauseCatalogue.Oidc),
        Entra(ConsoleTopic.Claims, "Applications → Enterprise applications → (app) → Single sign-on → Attributes & Claims",
            CauseCatalogue.Saml),
        Entra(ConsoleTopic.NameId,
            "Applications → Enterprise applications → (app) → Single sign-on → Attributes & Claims → Unique User Identifier (Name ID)"),
        Entra(ConsoleTopic.SamlOptions,
            "Applications → Enterprise applications → (app) → Single sign-on → SAML Certificates → Edit → Signing Option, Signing Algorithm"),
        Entra(ConsoleTopic.SamlCertificate,
            "Applications → Enterprise applications → (app) → Single sign-on → SAML Certificates → Token signing certificate"),
        Entra(ConsoleTopic.Encryption, "Applications → Enterprise applications → (app) → Token encryption", CauseCatalogue.Saml),
        Entra(ConsoleTopic.ProviderMetadata,
            "Applications → Enterprise applications → (app) → Single sign-on → SAML Certificates → App Federation Metadata Url"),
        Entra(ConsoleTopic.StrongSignIn, "Protection → Conditional Access → Policies"),
        Entra(ConsoleTopic.SessionPolicy, "Protection → Conditional Access → (policy) → Session → Sign-in frequency"),
        Entra(ConsoleTopic.SignOut, "Applications → App registrations → (app) → Authentication → Front-channel logout URL",
            CauseCatalogue.Oidc),
        Entra(ConsoleTopic.SignOut,
            "Applications → Enterprise applications → (app) → Single sign-on → Basic SAML Configuration → Logout Url", CauseCatalogue.Saml),
        Entra(ConsoleTopic.SignInLog, "Monitoring & health → Sign-in logs"),

        Google(ConsoleTopic.Credentials,
            "Google Cloud console → APIs & Services → Credentials → OAuth 2.0 Client IDs → (client) → Client secrets"),
        Google(ConsoleTopic.RedirectAddress,
            "Google Cloud console → APIs & Services → Credentials → OAuth 2.0 Client IDs → (client) → Authorized redirect URIs",
            CauseCatalogue.Oidc),
        Google(ConsoleTopic.RedirectAddress,
            "Admin console → Apps → Web and mobile apps → (app) → Service provider details → ACS URL, Entity ID", CauseCatalogue.Saml),
        Google(ConsoleTopic.Assignment, "Google Cloud console → APIs & Services → OAuth consent screen → User type", CauseCatalogue.Oidc),
        Google(ConsoleTopic.Assignment, "Admin console → Apps → Web and mobile apps → (app) → User access", CauseCatalogue.Saml),
        Google(ConsoleTopic.Consent, "Google Cloud console → APIs & Services → OAuth consent screen"),
        Google(ConsoleTopic.Claims, "Admin console → Directory → Users → (person) → User information", CauseCatalogue.Oidc),
        Google(ConsoleTopic.Claims, "Admin console → Apps → Web and mobile apps → (app) → SAML attribute mapping", CauseCatalogue.Saml),
        Google(ConsoleTopic.NameId, "Admin console → Apps → Web and mobile apps → (app) → Service provider details → Name ID"),
        Google(ConsoleTopic.SamlOptions, "Admin console → Apps → Web and mobile apps → (app) → Service provider details → Signed response"),
        Google(ConsoleTopic.SamlCertificate, "Admin console → Security → Authentication → SSO with SAML applications → Certificate"),
        Google(ConsoleTopic.ProviderMetadata, "Admin console → Apps → Web and mobile apps → (app) → Download metadata"),
        Google(ConsoleTopic.StrongSignIn, "Admin console → Security → Authentication → 2-step verification"),
        Google(ConsoleTopic.SessionPolicy, "Admin console → Security → Access and data control → Google session control"),
        Google(ConsoleTopic.SignInLog, "Admin console → Reporting → Audit and investigation → SAML log events", CauseCatalogue.Saml),
        Google(ConsoleTopic.SignInLog, "Admin console → Reporting → Audit and investigation → OAuth log events", CauseCatalogue.Oidc),
    ];

    private static ConsolePlace Okta(ConsoleTopic topic, string path, string? protocol = null) =>
        new(ProviderKind.Okta, topic, protocol, path);

    private static ConsolePlace Entra(ConsoleTopic topic, string path, string? protocol = null) =>
        new(ProviderKind.Entra, topic, protocol, path);

    private static ConsolePlace Google(ConsoleTopic topic, string path, string? protocol = null) =>
        new(ProviderKind.Google, topic, protocol, path);
}
