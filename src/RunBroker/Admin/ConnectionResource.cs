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

/// <param name="CertificateExpiresAt">SAML: when the last of the provider's trusted certificates ends.</param>
/// <param name="MetadataRefreshedAt">When the provider's document was last read, or last said to be as it was.</param>
internal sealed record ConnectionStatus(
    DateTime? LastSuccessAt, DateTime? LastFailureAt, DateTime? CertificateExpiresAt, DateTime? MetadataRefreshedAt);

/// <summary>A tenant's registration of an upstream (contract section 6).</summary>
internal sealed partial record ConnectionResource
{
    [Answered]
    public string Id { get; init; } = "";
    public string Name { get; init; } = "";
    /// <summary>oidc or saml; set once.</summary>
    public string Protocol { get; init; } = "";
    [Answered]
    public bool Enabled { get; init; }
    [Answered]
    public string LoginUrl { get; init; } = "";
    public bool UpstreamLogout { get; init; }
    /// <summary>For the provider's orders to end all that a person has (Okta: Universal Logout).</summary>
    [Answered]
    public string GlobalTokenRevocationUrl { get; init; } = "";
    public ClaimMappingsResource ClaimMappings { get; init; } = new();
    public ImmutableArray<OtherClaimMappingResource> OtherClaimMappings { get; init; } = [];
    public ImmutableArray<RoleRuleResource> RoleRules { get; init; } = [];
    [Answered]
    public ConnectionStatus Status { get; init; } = new(null, null, null, null);
    /// <summary>What is missing, unreachable, wrong or weak: it cannot be enabled before those that block are gone.</summary>
    [Answered]
    public ImmutableArray<ConnectionProblem> Warnings { get; init; } = [];

    [Answered]
    public DateTime? ArchivedAt { get; init; }
    [Answered]
    public DateTime CreatedAt { get; init; }
    [Answered]
    public DateTime UpdatedAt { get; init; }
    /// <summary>The number of the draft that this is; null: it is what is live.</summary>
    [Answered, JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Draft { get; init; }
    /// <summary>Answered by enable: the ids of those that it disabled.</summary>
    [Answered, JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<string>? Disabled { get; init; }

    /// <summary>What both protocols have in common.</summary>
    private static ConnectionResource Common(Connection row, Settings broker, bool upstreamLogout, ClaimMappingSettings mappings,
        ImmutableArray<OtherClaimMappingSettings> others, ImmutableArray<RoleRuleSettings> roles,
        ImmutableArray<ConnectionProblem> warnings) => new()
        {
            Id = row.Id,
            Name = row.Name,
            Protocol = row.Protocol,
            Enabled = row.Enabled,
            LoginUrl = broker.Url($"/login/{row.LoginSlug}"),
            UpstreamLogout = upstreamLogout,
            GlobalTokenRevocationUrl = broker.Url(Routes.GlobalRevocation(row.Protocol, row.Id)),
            ClaimMappings = AdminJson.Shape<ClaimMappingsResource>(AdminJson.Tree(mappings)),
            OtherClaimMappings = [.. others.Select(m => new OtherClaimMappingResource(m.Claim, m.Tag))],
            RoleRules = [.. roles.Select(r => new RoleRuleResource(r.Claim, r.Operator, r.Value, r.Role))],
            Status = new(row.LastSuccessAt?.UtcDateTime, row.LastFailureAt?.UtcDateTime, null, row.MetadataRefreshedAt?.UtcDateTime),
            Warnings = warnings,
            ArchivedAt = row.ArchivedAt?.UtcDateTime,
            CreatedAt = row.CreatedAt.UtcDateTime,
            UpdatedAt = row.UpdatedAt.UtcDateTime,
            Draft = row.Draft,
        };

    private static ImmutableArray<string> Roots(Settings broker, ImmutableArray<string> hosts) =>
        [broker.Issuer, .. hosts.Select(h => $"{new Uri(broker.Issuer).Scheme}://{h}")];
}
