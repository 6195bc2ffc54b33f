using System.Collections.Immutable;

namespace RunBroker.Cases;

/// <summary>Auth0, OneLogin, PingOne.</summary>
internal static class Auth0OneLoginPingPlaces
{
    public static ImmutableArray<ConsolePlace> All { get; } =
    [
        Auth0(ConsoleTopic.Credentials, "Applications → Applications → (app) → Settings → Basic Information, and Credentials"),
        Auth0(ConsoleTopic.RedirectAddress, "Applications → Applications → (app) → Settings → Application URIs → Allowed Callback URLs",
            CauseCatalogue.Oidc),
        Auth0(ConsoleTopic.RedirectAddress,
            "Applications → Applications → (app) → Addons → SAML2 Web App → Settings → Application Callback URL, audience",
            CauseCatalogue.Saml),
        Auth0(ConsoleTopic.Issuer, "Applications → Applications → (app) → Settings → Basic Information → Domain"),
        Auth0(ConsoleTopic.Assignment, "Actions → Triggers → post-login (a rule or action that denies access)"),
        Auth0(ConsoleTopic.Grant, "Applications → Applications → (app) → Settings → Advanced Settings → Grant Types"),
        Auth0(ConsoleTopic.TokenSigning,
            "Applications → Applications → (app) → Settings → Advanced Settings → OAuth → JSON Web Token (JWT) Signature Algorithm"),
        Auth0(ConsoleTopic.Claims, "Actions → Triggers → post-login", CauseCatalogue.Oidc),
        Auth0(ConsoleTopic.Claims, "Applications → Applications → (app) → Addons → SAML2 Web App → Settings → mappings",
            CauseCatalogue.Saml),
        Auth0(ConsoleTopic.NameId,
            "Applications → Applications → (app) → Addons → SAML2 Web App → Settings → nameIdentifierFormat, nameIdentifierProbes"),
        Auth0(ConsoleTopic.SamlOptions,
            "Applications → Applications → (app) → Addons → SAML2 Web App → Settings → signatureAlgorithm, signResponse, lifetimeInSeconds"),
        Auth0(ConsoleTopic.SamlCertificate, "Applications → Applications → (app) → Settings → Advanced Settings → Certificates"),
        Auth0(ConsoleTopic.ProviderMetadata,
            "Applications → Applications → (app) → Addons → SAML2 Web App → Usage → Identity Provider Metadata"),
        Auth0(ConsoleTopic.StrongSignIn, "Security → Multi-factor Auth"),
        Auth0(ConsoleTopic.SessionPolicy, "Settings → Advanced → Session Expiration"),
        Auth0(ConsoleTopic.SignOut, "Applications → Applications → (app) → Settings → OpenID Connect Back-Channel Logout",
            CauseCatalogue.Oidc),
        Auth0(ConsoleTopic.SignOut, "Applications → Applications → (app) → Addons → SAML2 Web App → Settings → logout",
            CauseCatalogue.Saml),
        Auth0(ConsoleTopic.SignInLog, "Monitoring → Logs"),

        OneLogin(ConsoleTopic.Credentials, "Applications → Applications → (app) → SSO → Client ID, Client Secret"),
        OneLogin(ConsoleTopic.RedirectAddress, "Applications → Applications → (app) → Configuration → Redirect URI’s", CauseCatalogue.Oidc),
        OneLogin(ConsoleTopic.RedirectAddress,
            "Applications → Applications → (app) → Configuration → Audience (EntityID), Recipient, ACS (Consumer) URL",
            CauseCatalogue.Saml),
        OneLogin(ConsoleTopic.Issuer, "Applications → Applications → (app) → SSO → Issuer URL"),
        OneLogin(ConsoleTopic.Assignment, "Users → Users → (person) → Applications"),
        OneLogin(ConsoleTopic.Grant, "Applications → Applications → (app) → SSO → Application Type, Token Endpoint"),
        OneLogin(ConsoleTopic.Claims, "Applications → Applications → (app) → Parameters"),
        OneLogin(ConsoleTopic.NameId,
            "Applications → Applications → (app) → Parameters → NameID value; Configuration → SAML nameID format"),
        OneLogin(ConsoleTopic.SamlOptions,
            "Applications → Applications → (app) → Configuration → SAML signature element; SSO → SAML Signature Algorithm"),
        OneLogin(ConsoleTopic.SamlCertificate, "Applications → Applications → (app) → SSO → X.509 Certificate → View Details"),
        OneLogin(ConsoleTopic.Encryption, "Applications → Applications → (app) → Configuration → Encrypt assertion, SAML encryption method",
            CauseCatalogue.Saml),
        OneLogin(ConsoleTopic.ProviderMetadata, "Applications → Applications → (app) → More Actions → SAML Metadata"),
        OneLogin(ConsoleTopic.StrongSignIn, "Security → Policies → (app policy) → Require OTP Auth"),
        OneLogin(ConsoleTopic.SessionPolicy, "Security → Policies → (user policy) → Session"),
        OneLogin(ConsoleTopic.SignOut,
            "Applications → Applications → (app) → Configuration → Single Logout URL, or Post Logout Redirect URIs"),
        OneLogin(ConsoleTopic.SignInLog, "Activity → Events"),

        Ping(ConsoleTopic.Credentials, "Applications → Applications → (app) → Overview → Client ID, Client Secret"),
        Ping(ConsoleTopic.RedirectAddress, "Applications → Applications → (app) → Configuration → Redirect URIs", CauseCatalogue.Oidc),
        Ping(ConsoleTopic.RedirectAddress, "Applications → Applications → (app) → Configuration → ACS URLs, Entity ID",
            CauseCatalogue.Saml),
        Ping(ConsoleTopic.Issuer, "Applications → Applications → (app) → Overview → Connection Details → Issuer ID"),
        Ping(ConsoleTopic.Assignment, "Applications → Applications → (app) → Access"),
        Ping(ConsoleTopic.Grant, "Applications → Applications → (app) → Configuration → Grant Type"),
        Ping(ConsoleTopic.TokenSigning, "Settings → Certificates & Key Pairs", CauseCatalogue.Oidc),
        Ping(ConsoleTopic.Claims, "Applications → Applications → (app) → Attribute Mappings"),
        Ping(ConsoleTopic.NameId,
            "Applications → Applications → (app) → Attribute Mappings → saml_subject; Configuration → Subject NameID Format"),
        Ping(ConsoleTopic.SamlOptions,
            "Applications → Applications → (app) → Configuration → Sign Assertion, Sign Response, Signing Algorithm, Assertion Validity "
                + "Duration"),
        Ping(ConsoleTopic.SamlCertificate, "Applications → Applications → (app) → Configuration → Download Signing Certificate"),
        Ping(ConsoleTopic.Encryption, "Applications → Applications → (app) → Configuration → Enable Encryption", CauseCatalogue.Saml),
        Ping(ConsoleTopic.ProviderMetadata, "Applications → Applications → (app) → Configuration → Download Metadata"),
        Ping(ConsoleTopic.StrongSignIn, "Authentication → Authentication → (policy); Applications → (app) → Policies"),
        Ping(ConsoleTopic.SessionPolicy, "Authentication → Authentication → (policy) → Login → Require a sign-on"),
        Ping(ConsoleTopic.SignOut, "Applications → Applications → (app) → Configuration → Signoff URLs, or SLO Endpoint"),
        Ping(ConsoleTopic.SignInLog, "Monitoring → Audit"),
    ];

    private static ConsolePlace Auth0(ConsoleTopic topic, string path, string? protocol = null) =>
        new(ProviderKind.Auth0, topic, protocol, path);

    private static ConsolePlace OneLogin(ConsoleTopic topic, string path, string? protocol = null) =>
        new(ProviderKind.OneLogin, topic, protocol, path);

    private static ConsolePlace Ping(ConsoleTopic topic, string path, string? protocol = null) =>
        new(ProviderKind.Ping, topic, protocol, path);
}
