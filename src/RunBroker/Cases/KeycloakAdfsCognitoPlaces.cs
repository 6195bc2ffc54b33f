using System.Collections.Immutable;

namespace RunBroker.Cases;

/// <summary>Keycloak, AD FS, Amazon Cognito.</summary>
internal static class KeycloakAdfsCognitoPlaces
{
    public static ImmutableArray<ConsolePlace> All { get; } =
    [
        Keycloak(ConsoleTopic.Credentials, "Clients → (client) → Credentials → Client Secret"),
        Keycloak(ConsoleTopic.RedirectAddress, "Clients → (client) → Settings → Valid redirect URIs", CauseCatalogue.Oidc),
        Keycloak(ConsoleTopic.RedirectAddress,
            "Clients → (client) → Settings → Client ID; Advanced → Assertion Consumer Service POST Binding URL", CauseCatalogue.Saml),
        Keycloak(ConsoleTopic.Issuer, "Realm settings → General → Endpoints → OpenID Endpoint Configuration"),
        Keycloak(ConsoleTopic.Assignment, "Users → (person) → Role mapping; Authentication → Flows (a condition that denies access)"),
        Keycloak(ConsoleTopic.Consent, "Clients → (client) → Settings → Consent required"),
        Keycloak(ConsoleTopic.Grant, "Clients → (client) → Settings → Capability config → Standard flow"),
        Keycloak(ConsoleTopic.TokenSigning,
            "Clients → (client) → Advanced → Fine grain OpenID Connect configuration → ID token signature algorithm; Realm settings → Keys"),
        Keycloak(ConsoleTopic.Claims, "Clients → (client) → Client scopes → (client)-dedicated → Mappers"),
        Keycloak(ConsoleTopic.NameId, "Clients → (client) → Settings → SAML capabilities → Name ID format"),
        Keycloak(ConsoleTopic.SamlOptions, "Clients → (client) → Settings → Signature and Encryption; Advanced → Assertion Lifespan"),
        Keycloak(ConsoleTopic.SamlCertificate, "Realm settings → Keys → RS256 → Certificate"),
        Keycloak(ConsoleTopic.Encryption, "Clients → (client) → Keys → Encrypt assertions", CauseCatalogue.Saml),
        Keycloak(ConsoleTopic.ProviderMetadata, "Realm settings → General → Endpoints → SAML 2.0 Identity Provider Metadata"),
        Keycloak(ConsoleTopic.StrongSignIn, "Authentication → Flows; Realm settings → General → ACR to LoA Mapping"),
        Keycloak(ConsoleTopic.SessionPolicy, "Realm settings → Sessions"),
        Keycloak(ConsoleTopic.SignOut, "Clients → (client) → Settings → Logout settings"),
        Keycloak(ConsoleTopic.SignInLog, "Events → User events"),

        Adfs(ConsoleTopic.Credentials, "Application Groups → (group) → Server application → Credentials"),
        Adfs(ConsoleTopic.RedirectAddress, "Application Groups → (group) → Server application → Redirect URI", CauseCatalogue.Oidc),
        Adfs(ConsoleTopic.RedirectAddress, "Relying Party Trusts → (app) → Properties → Identifiers, Endpoints", CauseCatalogue.Saml),
        Adfs(ConsoleTopic.Issuer, "Service → Edit Federation Service Properties → Federation Service identifier"),
        Adfs(ConsoleTopic.Assignment, "Application Groups → (group) → Web API → Access control policy", CauseCatalogue.Oidc),
        Adfs(ConsoleTopic.Assignment, "Relying Party Trusts → (app) → Edit Access Control Policy", CauseCatalogue.Saml),
        Adfs(ConsoleTopic.Grant, "Application Groups → (group) → Web API → Client Permissions → Permitted scopes"),
        Adfs(ConsoleTopic.TokenSigning, "Service → Certificates → Token-signing"),
        Adfs(ConsoleTopic.Claims, "Application Groups → (group) → Web API → Issuance Transform Rules", CauseCatalogue.Oidc),
        Adfs(ConsoleTopic.Claims, "Relying Party Trusts → (app) → Edit Claim Issuance Policy", CauseCatalogue.Saml),
        Adfs(ConsoleTopic.NameId, "Relying Party Trusts → (app) → Edit Claim Issuance Policy → Name ID"),
        Adfs(ConsoleTopic.SamlOptions,
            "Relying Party Trusts → (app) → Properties → Advanced → Secure hash algorithm; PowerShell: Set-AdfsRelyingPartyTrust "
                + "-SamlResponseSignature"),
        Adfs(ConsoleTopic.SamlCertificate, "Service → Certificates → Token-signing"),
        Adfs(ConsoleTopic.Encryption, "Relying Party Trusts → (app) → Properties → Encryption", CauseCatalogue.Saml),
        Adfs(ConsoleTopic.ProviderMetadata, "https://(host)/FederationMetadata/2007-06/FederationMetadata.xml"),
        Adfs(ConsoleTopic.StrongSignIn,
            "Service → Authentication Methods → Multi-factor; Relying Party Trusts → (app) → Edit Access Control Policy"),
        Adfs(ConsoleTopic.SessionPolicy, "PowerShell: Get-AdfsProperties → SsoLifetime, PersistentSsoLifetimeMins"),
        Adfs(ConsoleTopic.SignOut, "Relying Party Trusts → (app) → Properties → Endpoints → SAML Logout", CauseCatalogue.Saml),
        Adfs(ConsoleTopic.SignInLog, "Event Viewer → Applications and Services Logs → AD FS → Admin"),

        Cognito(ConsoleTopic.Credentials, "User pools → (pool) → Applications → App clients → (client) → Client secret"),
        Cognito(ConsoleTopic.RedirectAddress,
            "User pools → (pool) → Applications → App clients → (client) → Login pages → Allowed callback URLs"),
        Cognito(ConsoleTopic.Issuer, "User pools → (pool) → Overview → Token signing key URL (without /.well-known/jwks.json)"),
        Cognito(ConsoleTopic.Grant,
            "User pools → (pool) → Applications → App clients → (client) → Login pages → OAuth grant types, OpenID Connect scopes"),
        Cognito(ConsoleTopic.Claims, "User pools → (pool) → Applications → App clients → (client) → Attribute permissions"),
        Cognito(ConsoleTopic.StrongSignIn, "User pools → (pool) → Authentication → Sign-in → Multi-factor authentication"),
        Cognito(ConsoleTopic.SessionPolicy, "User pools → (pool) → Applications → App clients → (client) → Edit → Token expiration"),
        Cognito(ConsoleTopic.SignOut, "User pools → (pool) → Applications → App clients → (client) → Login pages → Allowed sign-out URLs"),
        Cognito(ConsoleTopic.SignInLog, "User pools → (pool) → Users → (person) → Activity; or CloudTrail"),
    ];

    private static ConsolePlace Keycloak(ConsoleTopic topic, string path, string? protocol = null) =>
        new(ProviderKind.Keycloak, topic, protocol, path);

    private static ConsolePlace Adfs(ConsoleTopic topic, string path, string? protocol = null) =>
        new(ProviderKind.Adfs, topic, protocol, path);

    private static ConsolePlace Cognito(ConsoleTopic topic, string path, string? protocol = null) =>
        new(ProviderKind.Cognito, topic, protocol, path);
}
