namespace RunBroker.Cases;

/// <summary>What somebody has to find in a provider's console.</summary>
internal enum ConsoleTopic
{
    None,
    Credentials,
    /// <summary>OIDC: redirect URIs. SAML: ACS URL and entity ID of ours.</summary>
    RedirectAddress,
    Issuer,
    Assignment,
    Consent,
    Grant,
    TokenSigning,
    /// <summary>OIDC: claims of the token. SAML: attribute statements.</summary>
    Claims,
    NameId,
    SamlOptions,
    SamlCertificate,
    Encryption,
    ProviderMetadata,
    StrongSignIn,
    SessionPolicy,
    SignOut,
    SignInLog,
}
