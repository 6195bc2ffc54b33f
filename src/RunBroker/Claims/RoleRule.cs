namespace RunBroker.Claims;

public enum RoleOperator
{
    /// <summary>The claim is a single value (no array) and is exactly this.</summary>
    Equals,

    /// <summary>An element is exactly this; a single value counts as one element. Never a substring.</summary>
    Contains,

    /// <summary>An element as a whole matches this pattern (<see cref="WholePattern"/>).</summary>
    Matches,
}

/// <summary>
/// Gives a RUN role when a claim says so (CO-08). A role is the app's word: whatever its name, it gives no right in the broker
/// itself. Comparison is ordinal: <c>Admin</c> is not <c>admin</c>.
/// </summary>
public sealed record RoleRule(string Claim, RoleOperator Operator, string Value, string Role)
{
    /// <summary>What this rule finds in the claims. A pattern that does not compile gives no role.</summary>
    public MappingStep Test(UpstreamClaims claims)
    {
        if (claims.IsElsewhere(Claim)) return MappingStep.ValuesElsewhere;
        if (claims.Find(Claim) is not { } found) return MappingStep.Absent;

        var pattern = Operator == RoleOperator.Matches ? WholePattern.Read(Value, out _) : null;
        if (Operator == RoleOperator.Matches && pattern is null) return MappingStep.RuleUnusable;

        var holds = Operator switch
        {
            RoleOperator.Equals => !found.IsArray && found.Values is [var only] && only == Value,
            RoleOperator.Contains => found.Values.Contains(Value, StringComparer.Ordinal),
            RoleOperator.Matches => found.Values.Any(pattern!.Matches),
            _ => false,
        };
        return holds ? MappingStep.RuleMatched : MappingStep.RuleDidNotMatch;
    }
}
