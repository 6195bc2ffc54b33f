using System.Collections.Immutable;
using System.Text.Json.Serialization;
using RunBroker.Admin.Api;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;

namespace RunBroker.Admin;

internal sealed record ClaimMappingsResource
{
    public string? Email { get; init; }
    public string? FirstName { get; init; }
    public string? LastName { get; init; }
    public string? Phone { get; init; }
    public string? Company { get; init; }
    public string? Language { get; init; }
    public string? Timezone { get; init; }
}

internal sealed record OtherClaimMappingResource(string Claim, string Tag);

/// <param name="Operator">equals, contains or matches.</param>
internal sealed record RoleRuleResource(string Claim, string Operator, string Value, string Role);

internal sealed record ConnectionStatus(
    DateTime? LastSuccessAt, DateTime? LastFailureAt, DateTime? CertificateExpiresAt, DateTime? MetadataRefreshedAt);

/// <summary>A tenant's registration of an upstream (contract section 6).</summary>
internal sealed record ConnectionResource
{
    [Answered]
    public string Id { get; init; } = "";
    public string Name { get; init; } = "";
    /// <summary>oidc; set once.</summary>
    public string Protocol { get; init; } = "";
    [Answered]
    public bool Enabled { get; init; }
    [Answered]
    public string LoginUrl { get; init; } = "";
    public bool UpstreamLogout { get; init; }
    public ClaimMappingsResource ClaimMappings { get; init; } = new();
    public ImmutableArray<OtherClaimMappingResource> OtherClaimMappings { get; init; } = [];
    public ImmutableArray<RoleRuleResource> RoleRules { get; init; } = [];
    [Answered]
    public ConnectionStatus Status { get; init; } = new(null, null, null, null);
    /// <summary>What is missing, unreachable or wrong: it cannot be enabled before these are gone.</summary>
    [Answered]
    public ImmutableArray<ConnectionProblem> Warnings { get; init; } = [];

    public string? IssuerUrl { get; init; }
    public string? ClientId { get; init; }
    /// <summary>Never answered. Has to be sent again when issuer_url changes.</summary>
    [WriteOnly, JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ClientSecret { get; init; }
    [Answered]
    public bool ClientSecretSet { get; init; }
    public string Scopes { get; init; } = "";
    public string TokenEndpointAuthMethod { get; init; } = "";
    public string? Prompt { get; init; }
    public string? IdTokenSignedResponseAlg { get; init; }
    /// <summary>RSA-OAEP, RSA-OAEP-256 or ECDH-ES: ID tokens come encrypted to our key at jwks_uri.</summary>
    public string? IdTokenEncryptedResponseAlg { get; init; }
    /// <summary>Entra ID, several tenants: whose people may sign in.</summary>
    public ImmutableArray<string> AllowedTenantIds { get; init; } = [];
    [Answered]
    public ImmutableArray<string> CallbackUrls { get; init; } = [];
    [Answered]
    public ImmutableArray<string> LogoutRedirectUrls { get; init; } = [];
    [Answered]
    public string BackchannelLogoutUrl { get; init; } = "";
    [Answered]
    public string FrontchannelLogoutUrl { get; init; } = "";
    /// <summary>Our keys for this provider; null while there are none.</summary>
    [Answered]
    public string? JwksUri { get; init; }
    [Answered]
    public DateTime? ArchivedAt { get; init; }
    [Answered]
    public DateTime CreatedAt { get; init; }
    [Answered]
    public DateTime UpdatedAt { get; init; }
    /// <summary>Answered by enable: the ids of those that it disabled.</summary>
    [Answered, JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<string>? Disabled { get; init; }

    /// <param name="hosts">The tenant's callback hosts.</param>
    public static ConnectionResource Show(Connection row, ImmutableArray<string> hosts, Settings broker,
        ImmutableArray<ConnectionProblem> warnings)
    {
        var settings = StoredJson.Oidc(row.Settings);
        var (path, scheme) = ($"/federation/oidc/{row.Id}", new Uri(broker.Issuer).Scheme);
        ImmutableArray<string> roots = [broker.Issuer, .. hosts.Select(h => $"{scheme}://{h}")];
        return new()
        {
            Id = row.Id,
            Name = row.Name,
            Protocol = row.Protocol,
            Enabled = row.Enabled,
            LoginUrl = broker.Url($"/login/{row.LoginSlug}"),
            UpstreamLogout = settings.UpstreamLogout,
            ClaimMappings = AdminJson.Shape<ClaimMappingsResource>(AdminJson.Tree(settings.ClaimMappings)),
            OtherClaimMappings = [.. settings.OtherClaimMappings.Select(m => new OtherClaimMappingResource(m.Claim, m.Tag))],
            RoleRules = [.. settings.RoleRules.Select(r => new RoleRuleResource(r.Claim, r.Operator, r.Value, r.Role))],
            Status = new(row.LastSuccessAt?.UtcDateTime, row.LastFailureAt?.UtcDateTime, null, row.MetadataRefreshedAt?.UtcDateTime),
            Warnings = warnings,
            IssuerUrl = settings.IssuerUrl,
            ClientId = settings.ClientId,
            ClientSecretSet = row.ClientSecret is not null,
            Scopes = settings.Scopes,
            TokenEndpointAuthMethod = settings.TokenEndpointAuthMethod,
            Prompt = settings.Prompt,
            IdTokenSignedResponseAlg = settings.IdTokenSignedResponseAlg,
            IdTokenEncryptedResponseAlg = settings.IdTokenEncryptedResponseAlg,
            AllowedTenantIds = settings.AllowedTenantIds,
            CallbackUrls = [.. roots.Select(root => $"{root}{path}/callback")],
            LogoutRedirectUrls = [.. roots.Select(root => $"{root}{path}/signed-out")],
            BackchannelLogoutUrl = broker.Url($"{path}/backchannel-logout"),
            FrontchannelLogoutUrl = broker.Url($"{path}/frontchannel-logout"),
            JwksUri = row.SigningKey is null && row.DecryptionKey is null ? null : broker.Url($"{path}/jwks"),
            ArchivedAt = row.ArchivedAt?.UtcDateTime,
            CreatedAt = row.CreatedAt.UtcDateTime,
            UpdatedAt = row.UpdatedAt.UtcDateTime,
        };
    }
}
