using System.Collections.Immutable;
using RunBroker.Claims;

namespace RunBroker.Tenancy;

/// <summary>A connection's mapping settings as the Claims stage wants them.</summary>
internal sealed record ClaimRules(ClaimMappings Mappings, ImmutableArray<RoleRule> Roles)
{
    public static ClaimRules Of(OidcSettings s) => Of(s.ClaimMappings, s.OtherClaimMappings, s.RoleRules);

    /// <summary>With the usual other names for what the admin left at its default.</summary>
    public static ClaimRules Of(SamlSettings s) =>
        Of(s.ClaimMappings, s.OtherClaimMappings, s.RoleRules).WithUsualNames(ClaimPreset.Saml);

    /// <summary>The claims that a sign-in reads: when the ID token lacks one, userinfo is asked.</summary>
    public ImmutableArray<string> Names =>
    [
        .. new[] { Mappings.Email, Mappings.FirstName, Mappings.LastName }.OfType<string>()
            .Concat(Mappings.TagMappings().Select(m => m.Claim)).Concat(Roles.Select(r => r.Claim)).Distinct(StringComparer.Ordinal),
    ];

    private static ClaimRules Of(
        ClaimMappingSettings mappings, ImmutableArray<OtherClaimMappingSettings> others, ImmutableArray<RoleRuleSettings> roles) => new(
        new ClaimMappings(mappings.Email, mappings.FirstName, mappings.LastName)
        {
            Phone = mappings.Phone,
            Company = mappings.Company,
            Language = mappings.Language,
            Timezone = mappings.Timezone,
            Others = [.. others.Select(m => new OtherClaimMapping(m.Claim, m.Tag))],
        },
        [.. roles.Select(r => new RoleRule(r.Claim, Operator(r.Operator), r.Value, r.Role))]);

    private ClaimRules WithUsualNames(ClaimPreset preset) => this with { Mappings = Mappings with { Preset = preset } };

    private static RoleOperator Operator(string name) => name switch
    {
        "equals" => RoleOperator.Equals,
        "matches" => RoleOperator.Matches,
        _ => RoleOperator.Contains,
    };
}
