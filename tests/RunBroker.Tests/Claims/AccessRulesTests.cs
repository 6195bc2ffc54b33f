using System.Text.Json.Nodes;
using RunBroker.Claims;
using RunBroker.Http.Json;

namespace RunBroker.Tests.Claims;

[Spec("TG-29")]
public sealed class AccessRulesTests
{
    private const string DenyBob = """{"effect":"deny","name":"no Bob","targets":[{"type":"user","user_id":"usr_bob"}]}""";
    private const string AllowOps = """{"effect":"allow","targets":[{"type":"tag","tag":"dept","value":"ops"},{"type":"tag_key","tag":"vip"}]}""";
    private const string AllowAny = """{"effect":"allow","targets":[{"type":"any"}]}""";

    [Theory]
    [InlineData("", "usr_ada", "", true)]
    [InlineData(DenyBob, "usr_ada", "", true)]
    [InlineData(DenyBob, "usr_bob", "", false)]
    [InlineData(DenyBob, "usr_Bob", "", true)]
    [InlineData(AllowOps, "usr_ada", "dept=ops", true)]
    [InlineData(AllowOps, "usr_ada", "vip=anything", true)]
    [InlineData(AllowOps, "usr_ada", "dept=dev", false)]
    [InlineData(AllowOps, "usr_ada", "dept=Ops", false)]
    [InlineData(AllowOps, "usr_ada", "", false)]
    [InlineData(AllowOps + "," + DenyBob, "usr_bob", "dept=ops", false)]
    [InlineData(DenyBob + "," + AllowOps, "usr_bob", "dept=ops", false)]
    [InlineData(DenyBob + "," + AllowAny, "usr_ada", "", true)]
    [InlineData(AllowAny + "," + DenyBob, "usr_bob", "", false)]
    public void Deny_beats_allow_and_an_allow_rule_makes_a_guest_list(string rules, string user, string tag, bool allowed)
    {
        var tags = tag.Split('=') is [var key, var value] ? Claim.Tags((key, value)) : [];
        Assert.Equal(allowed, Read($"[{rules}]").Decide(user, tags).Match(() => true, _ => false));
    }

    [Fact]
    public void A_refusal_names_the_rule_or_that_none_allowed()
    {
        Assert.Equal("no Bob", Assert.IsType<AccessDecision.Denied>(Read($"[{DenyBob}]").Decide("usr_bob", [])).Rule!.Name);
        Assert.Null(Assert.IsType<AccessDecision.Denied>(Read($"[{AllowOps}]").Decide("usr_bob", [])).Rule);
    }

    [Fact]
    public void What_was_read_is_written_the_same()
    {
        var json = $"[{DenyBob},{AllowOps},{AllowAny}]";
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json), AccessRulesJson.Write(Read(json))));
    }

    [Theory]
    [InlineData("""{"effect":"block","targets":[{"type":"any"}]}""", "access_rules[0].effect")]
    [InlineData("""{"targets":[{"type":"any"}]}""", "access_rules[0].effect")]
    [InlineData("""{"effect":"deny","targets":[]}""", "access_rules[0].targets")]
    [InlineData("""{"effect":"deny"}""", "access_rules[0].targets")]
    [InlineData("""{"effect":"deny","targets":[{"type":"role"}]}""", "access_rules[0].targets[0].type")]
    [InlineData("""{"effect":"deny","targets":[{"type":"any"},{"type":"user"}]}""", "access_rules[0].targets[1].user_id")]
    [InlineData("""{"effect":"deny","targets":[{"type":"tag","tag":"k"}]}""", "access_rules[0].targets[0].value")]
    [InlineData("""{"effect":"deny","targets":[{"type":"tag_key","tag":"k","value":"v"}]}""", "access_rules[0].targets[0].value")]
    [InlineData("""{"effect":"deny","targets":[{"type":"any"}],"when":"now"}""", "access_rules[0].when")]
    [InlineData("\"deny\"", "access_rules[0]")]
    public void A_rule_with_one_thing_broken_is_refused_at_that_path(string rule, string path)
    {
        var errors = new FieldErrors();
        AccessRulesJson.Read(new(JsonNode.Parse($$"""{"access_rules":[{{rule}}]}""")!.AsObject(), errors));
        Assert.Equal(path, Assert.Single(errors.ByField()).Key);
    }

    private static AccessRules Read(string json)
    {
        var errors = new FieldErrors();
        var rules = AccessRulesJson.Read(new(JsonNode.Parse($$"""{"access_rules":{{json}}}""")!.AsObject(), errors));
        Assert.False(errors.Any);
        return rules;
    }
}
