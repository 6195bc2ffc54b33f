using System.Collections.Immutable;

namespace RunBroker.Tenancy;

/// <summary>What is stored of a connection of protocol `oidc`, without its secret (contract section 6).</summary>
internal sealed record OidcSettings
{
    /// <summary>As the admin typed it; see UpstreamDiscovery for the spellings accepted (TG-05).</summary>
    public string? IssuerUrl { get; set; }
    public string? ClientId { get; set; }
    public string Scopes { get; set; } = "openid profile email";
    public string TokenEndpointAuthMethod { get; set; } = "client_secret_basic";
    /// <summary>Sent to the upstream when the app asked for none.</summary>
    public string? Prompt { get; set; }
    /// <summary>The ID token's algorithm; null: RS256, or what discovery offers when RS256 is not among it.</summary>
    public string? IdTokenSignedResponseAlg { get; set; }
    /// <summary>RSA-OAEP, RSA-OAEP-256 or ECDH-ES: the upstream encrypts ID tokens to our key at the connection's jwks_uri.</summary>
    public string? IdTokenEncryptedResponseAlg { get; set; }
    /// <summary>Entra ID, several tenants: the tenant ids whose people may sign in (security.md O-081). Empty: an ordinary issuer.</summary>
    public ImmutableArray<string> AllowedTenantIds { get; set; } = [];
    public bool UpstreamLogout { get; set; }
    public ClaimMappingSettings ClaimMappings { get; set; } = new();
    public ImmutableArray<OtherClaimMappingSettings> OtherClaimMappings { get; set; } = [];
    public ImmutableArray<RoleRuleSettings> RoleRules { get; set; } = [];
}

internal sealed record ClaimMappingSettings
{
    public string Email { get; set; } = "email";
    public string FirstName { get; set; } = "given_name";
    public string? LastName { get; set; } = "family_name";
    /// <summary>TagoIO's four profile fields; each becomes a tag of its name (TG-22).</summary>
    public string? Phone { get; set; }
    public string? Company { get; set; }
    public string? Language { get; set; }
    public string? Timezone { get; set; }
}

internal sealed record OtherClaimMappingSettings(string Claim, string Tag);

internal sealed record RoleRuleSettings(string Claim, string Operator, string Value, string Role);
