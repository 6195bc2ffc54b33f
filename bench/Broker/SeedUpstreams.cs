using RunBroker.Tenancy;

namespace RunBroker.Bench;

/// <summary>What the seeded connections say of their providers, as it is stored.</summary>
internal sealed record SeedUpstreams(string OidcIssuer, string OidcSettings, string OidcSecret, string SamlSettings, SeedKey OwnKey)
{
    public static SeedUpstreams Of(string oidcIssuer, string clientId, string secret, SamlSettings saml) => new(
        oidcIssuer, StoredJson.Write(new OidcSettings { IssuerUrl = oidcIssuer, ClientId = clientId }), secret, StoredJson.Write(saml),
        SeedKey.Make(TimeProvider.System.GetUtcNow()));

    public static SeedUpstreams Of(OidcStub oidc, SamlStub saml) =>
        Of(oidc.Issuer, OidcStub.ClientId, OidcStub.Secret, SamlOf(SamlStub.EntityId, SamlStub.SsoUrl, saml.Certificate));

    /// <summary>Unsigned requests, as most providers take them: a signature of ours on each is a cost that the connection chooses.</summary>
    public static SamlSettings SamlOf(string entityId, string ssoUrl, string certificate) => new()
    {
        IdpEntityId = entityId,
        SsoUrl = ssoUrl,
        Certificates = [certificate],
        SignAuthnRequests = false,
        SignLogoutRequests = false,
        ClaimMappings = new() { Email = "email", FirstName = "firstName", LastName = "lastName" },
    };
}
