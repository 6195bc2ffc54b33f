using System.Collections.Immutable;
using RunBroker.Claims;

namespace RunBroker.Tenancy;

/// <summary>A connection's mapping settings as the Claims stage wants them.</summary>
internal sealed record ClaimRules(ClaimMappings Mappings, ImmutableArray<RoleRule> Roles)
{
    public static ClaimRules Of(OidcSettings s) => new(
        new ClaimMappings(s.ClaimMappings.Email, s.ClaimMappings.FirstName, s.ClaimMappings.LastName)
        {
            Phone = s.ClaimMappings.Phone,
            Company = s.ClaimMappings.Company,
            Language = s.ClaimMappings.Language,
            Timezone = s.ClaimMappings.Timezone,
            Others = [.. s.OtherClaimMappings.Select(m => new OtherClaimMapping(m.Claim, m.Tag))],
        },
        [.. s.RoleRules.Select(r => new RoleRule(r.Claim, Operator(r.Operator), r.Value, r.Role))]);

    /// <summary>The claims that a sign-in reads: when the ID token lacks one, userinfo is asked.</summary>
    public ImmutableArray<string> Names =>
    [
        .. new[] { Mappings.Email, Mappings.FirstName, Mappings.LastName }.OfType<string>()
            .Concat(Mappings.TagMappings().Select(m => m.Claim)).Concat(Roles.Select(r => r.Claim)).Distinct(StringComparer.Ordinal),
    ];

    private static RoleOperator Operator(string name) => name switch
    {
        "equals" => RoleOperator.Equals,
        "matches" => RoleOperator.Matches,
        _ => RoleOperator.Contains,
    };
}
