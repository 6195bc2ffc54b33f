using System.Collections.Immutable;

namespace RunBroker.Claims;

/// <summary>
/// The roles after a sign-in, from the claims alone: what the rules do not give now is gone (CO-09, pains 1.4). All that match, each
/// once, in rule order; else the tenant's default.
/// </summary>
internal static class RoleRebuild
{
    public static ImmutableArray<string> From(
        UpstreamClaims claims, ImmutableArray<RoleRule> rules, string defaultRole, ImmutableArray<MappingNote>.Builder notes)
    {
        var roles = new List<string>();
        foreach (var rule in rules)
        {
            var step = rule.Test(claims);
            notes.Add(new("role:" + rule.Role, rule.Claim, step, Says(step)));
            if (step == MappingStep.RuleMatched && !roles.Contains(rule.Role)) roles.Add(rule.Role);
        }

        if (roles.Count > 0) return [.. roles];
        notes.Add(new("role:" + defaultRole, null, MappingStep.DefaultRole, "no rule matched: the tenant's default role"));
        return [defaultRole];
    }

    private static string Says(MappingStep step) => step switch
    {
        MappingStep.RuleMatched => "the rule matched",
        MappingStep.Absent => "the provider did not send this claim",
        MappingStep.ValuesElsewhere => "the provider sent a link in place of the values (too many groups): no role from this rule",
        MappingStep.RuleUnusable => "the rule's pattern is not usable or took too long: no role from this rule",
        _ => "the rule did not match",
    };
}
