using System.Collections.Immutable;

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
/// itself. Comparison is ordinal: <c>Admin</c> is not <c>admin</c>. Keep the instance with the connection: a pattern compiles once.
/// </summary>
public sealed record RoleRule(string Claim, RoleOperator Operator, string Value, string Role)
{
    private readonly Lazy<WholePattern?> pattern = new(() => WholePattern.Read(Value, out _));

    // Get-only, so that no `with` can leave the compiled pattern behind.
    public RoleOperator Operator { get; } = Operator;

    public string Value { get; } = Value;

    /// <summary>What this rule finds in the claims. A pattern that does not compile gives no role.</summary>
    public MappingStep Test(UpstreamClaims claims)
    {
        if (claims.IsElsewhere(Claim)) return MappingStep.ValuesElsewhere;
        if (claims.Find(Claim) is not { } found) return MappingStep.Absent;
        return Operator switch
        {
            RoleOperator.Equals => Say(!found.IsArray && found.Values is [var only] && only == Value),
            RoleOperator.Contains => Say(found.Values.Contains(Value, StringComparer.Ordinal)),
            RoleOperator.Matches when pattern.Value is { } usable => Try(usable, found.Values),
            _ => MappingStep.RuleUnusable,
        };
    }

    public bool Equals(RoleRule? other) =>
        other is not null && (Claim, Operator, Value, Role) == (other.Claim, other.Operator, other.Value, other.Role);

    public override int GetHashCode() => HashCode.Combine(Claim, Operator, Value, Role);

    private static MappingStep Say(bool holds) => holds ? MappingStep.RuleMatched : MappingStep.RuleDidNotMatch;

    private static MappingStep Try(WholePattern pattern, ImmutableArray<string> elements)
    {
        foreach (var element in elements)
        {
            var matched = pattern.Matches(element);
            if (matched is null) return MappingStep.RuleUnusable; // the first slow one ends it: two hundred would be a minute
            if (matched.Value) return MappingStep.RuleMatched;
        }

        return MappingStep.RuleDidNotMatch;
    }
}
