using RunBroker.Claims;

namespace RunBroker.Tests.Claims;

[Spec("CO-08")]
public sealed class RoleRuleTests
{
    private static readonly UpstreamClaims Sent = Claim.Json("""
        {"dept":"ops","one":["ops"],"groups":["ops","ops-admin","x"],"none":[],"lines":"a\nb","_claim_names":{"far":"s"},"flag":true}
        """);

    [Theory]
    [InlineData("dept", RoleOperator.Equals, "ops", MappingStep.RuleMatched)]
    [InlineData("flag", RoleOperator.Equals, "true", MappingStep.RuleMatched)]
    [InlineData("dept", RoleOperator.Equals, "op", MappingStep.RuleDidNotMatch)]
    [InlineData("dept", RoleOperator.Equals, "OPS", MappingStep.RuleDidNotMatch)]
    [InlineData("one", RoleOperator.Equals, "ops", MappingStep.RuleDidNotMatch)]
    [InlineData("groups", RoleOperator.Equals, "ops", MappingStep.RuleDidNotMatch)]
    [InlineData("dept", RoleOperator.Contains, "ops", MappingStep.RuleMatched)]
    [InlineData("dept", RoleOperator.Contains, "op", MappingStep.RuleDidNotMatch)]
    [InlineData("groups", RoleOperator.Contains, "ops-admin", MappingStep.RuleMatched)]
    [InlineData("groups", RoleOperator.Contains, "admin", MappingStep.RuleDidNotMatch)]
    [InlineData("groups", RoleOperator.Contains, "ops,ops-admin", MappingStep.RuleDidNotMatch)]
    [InlineData("none", RoleOperator.Contains, "ops", MappingStep.RuleDidNotMatch)]
    [InlineData("groups", RoleOperator.Matches, "ops-.+", MappingStep.RuleMatched)]
    [InlineData("groups", RoleOperator.Matches, "admin", MappingStep.RuleDidNotMatch)]
    [InlineData("groups", RoleOperator.Matches, "op|o", MappingStep.RuleDidNotMatch)]
    [InlineData("groups", RoleOperator.Matches, "o|ops", MappingStep.RuleMatched)]
    [InlineData("lines", RoleOperator.Matches, "^a$", MappingStep.RuleDidNotMatch)]
    [InlineData("lines", RoleOperator.Matches, "(?m)^a$", MappingStep.RuleDidNotMatch)]
    [InlineData("dept", RoleOperator.Matches, ".*", MappingStep.RuleMatched)]
    [InlineData("none", RoleOperator.Matches, ".*", MappingStep.RuleDidNotMatch)]
    [InlineData("absent", RoleOperator.Matches, ".*", MappingStep.Absent)]
    [InlineData("far", RoleOperator.Matches, ".*", MappingStep.ValuesElsewhere)]
    [InlineData("dept", RoleOperator.Matches, "(", MappingStep.RuleUnusable)]
    public void A_rule_finds_exactly_this(string claim, RoleOperator op, string value, MappingStep found) =>
        Assert.Equal(found, new RoleRule(claim, op, value, "r").Test(Sent));

    [Fact]
    public void Rules_are_equal_by_what_they_say_and_not_by_their_compiled_pattern()
    {
        var rule = new RoleRule("dept", RoleOperator.Matches, "o.*", "r");
        rule.Test(Sent);
        Assert.Equal(new RoleRule("dept", RoleOperator.Matches, "o.*", "r"), rule);
        Assert.Equal(new RoleRule("dept", RoleOperator.Matches, "o.*", "r").GetHashCode(), rule.GetHashCode());
        Assert.NotEqual(new RoleRule("dept", RoleOperator.Matches, "p.*", "r"), rule);
        Assert.Equal(MappingStep.Absent, (rule with { Claim = "absent" }).Test(Sent));
    }

    [Fact]
    public void An_element_too_long_matches_no_pattern()
    {
        var pattern = WholePattern.Read("a*", out _)!;
        Assert.True(pattern.Matches(new string('a', ClaimLimits.Element)));
        Assert.False(pattern.Matches(new string('a', ClaimLimits.Element + 1)));
    }

    [Theory]
    [InlineData("a)|(?:b", "is not a regular expression")]
    [InlineData("(?x)a #", "is not a regular expression")]
    [InlineData("[", "is not a regular expression")]
    [InlineData("(?=a)a", "look-around, back-references and atomic groups are not supported")]
    [InlineData(@"(a)\1", "look-around, back-references and atomic groups are not supported")]
    [InlineData("(a{999}){999}", "the pattern repeats too much")]
    [InlineData("((a{50}){50}){50}", "the pattern repeats too much")]
    [InlineData("a{1,99999999999999999999}", "the pattern repeats too much")]
    public void A_pattern_that_is_none_or_too_much_is_refused_with_its_reason(string pattern, string says)
    {
        Assert.Null(WholePattern.Read(pattern, out var fault));
        Assert.Equal(says, fault);
    }

    [Fact]
    public void A_pattern_has_a_longest_length()
    {
        Assert.NotNull(WholePattern.Read(new string('a', ClaimLimits.Pattern), out _));
        Assert.Null(WholePattern.Read(new string('a', ClaimLimits.Pattern + 1), out _));
    }

    [Theory]
    [InlineData("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f", true)]
    [InlineData("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f", true)]
    [InlineData(@"\p{Lu}{2,3}-\d+", "CH-12", true)]
    [InlineData("a{b", "a{b", true)]
    [InlineData("(?i)admins", "Admins", true)]
    [InlineData("(a+)+", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", false)]
    [InlineData("a", "a\n", false)]
    public void Honest_patterns_work_and_hostile_elements_do_not_stall(string pattern, string element, bool matches) =>
        Assert.Equal(matches, WholePattern.Read(pattern, out _)!.Matches(element));
}
