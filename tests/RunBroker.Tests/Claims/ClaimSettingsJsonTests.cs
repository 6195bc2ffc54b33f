using System.Text.Json.Nodes;
using RunBroker.Claims;
using RunBroker.Http.Json;

namespace RunBroker.Tests.Claims;

[Spec("TG-10"), Spec("TG-11"), Spec("TG-22"), Spec("CO-08")]
public sealed class ClaimSettingsJsonTests
{
    private const string Good = """
        {
          "claim_mappings": {"email":"mail","first_name":"urn:oid:2.5.4.42","last_name":"sn","phone":"tel"},
          "other_claim_mappings": [{"claim":"dept","tag":"department"}],
          "role_rules": [{"claim":"groups","operator":"contains","value":"ops","role":"operator"},
                         {"claim":"groups","operator":"matches","value":"ops-.*","role":"admin"}]
        }
        """;

    private readonly FieldErrors errors = new();

    [Fact]
    public void What_was_read_is_written_the_same()
    {
        var mappings = ClaimSettingsJson.ReadMappings(Reader(Good), ClaimMappings.OidcDefault);
        var rules = ClaimSettingsJson.ReadRoleRules(Reader(Good));
        Assert.False(errors.Any);
        Assert.Equal(["phone", "department"], mappings.TagMappings().Select(m => m.Tag));
        var written = new JsonObject
        {
            ["claim_mappings"] = ClaimSettingsJson.WriteMappings(mappings),
            ["other_claim_mappings"] = ClaimSettingsJson.WriteOthers(mappings),
            ["role_rules"] = ClaimSettingsJson.WriteRoleRules(rules),
        };
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Good), written));
    }

    [Theory]
    [InlineData("{}", "email")]
    [InlineData("""{"claim_mappings":null}""", "email")]
    [InlineData("""{"claim_mappings":{"first_name":"name"}}""", "email")]
    [InlineData("""{"claim_mappings":{"email":"upn","last_name":null}}""", "upn")]
    public void What_is_left_out_is_the_default(string json, string email)
    {
        var mappings = ClaimSettingsJson.ReadMappings(Reader(json), ClaimMappings.OidcDefault);
        Assert.False(errors.Any);
        Assert.Equal((email, "family_name"), (mappings.Email, mappings.LastName));
        Assert.Empty(mappings.TagMappings());
        Assert.Empty(ClaimSettingsJson.ReadRoleRules(Reader(json)));
    }

    [Theory]
    [InlineData("/claim_mappings/email", "\"\"", "claim_mappings.email")]
    [InlineData("/claim_mappings/nickname", "\"x\"", "claim_mappings.nickname")]
    [InlineData("/claim_mappings", "[]", "claim_mappings")]
    [InlineData("/other_claim_mappings/0/tag", "\"source\"", "other_claim_mappings[0].tag")]
    [InlineData("/other_claim_mappings/0/tag", "\"phone\"", "other_claim_mappings[0].tag")]
    [InlineData("/other_claim_mappings/0/tag", "null", "other_claim_mappings[0].tag")]
    [InlineData("/other_claim_mappings/0/claim", "5", "other_claim_mappings[0].claim")]
    [InlineData("/role_rules/1/operator", "\"regex\"", "role_rules[1].operator")]
    [InlineData("/role_rules/1/operator", "\"Equals\"", "role_rules[1].operator")]
    [InlineData("/role_rules/1/operator", "0", "role_rules[1].operator")]
    [InlineData("/role_rules/1/value", "\"(\"", "role_rules[1].value")]
    [InlineData("/role_rules/0/value", "null", "role_rules[0].value")]
    [InlineData("/role_rules/0/role", "null", "role_rules[0].role")]
    [InlineData("/role_rules/0/claim", "null", "role_rules[0].claim")]
    [InlineData("/role_rules/0/note", "1", "role_rules[0].note")]
    public void Good_settings_with_one_thing_broken_are_refused_at_that_path(string at, string value, string path)
    {
        var json = JsonNode.Parse(Good)!;
        var steps = at.Split('/')[1..];
        var parent = steps[..^1].Aggregate(json, (node, step) => int.TryParse(step, out var i) ? node[i]! : node[step]!);
        parent[steps[^1]] = JsonNode.Parse(value);

        ClaimSettingsJson.ReadMappings(Reader(json.ToJsonString()), ClaimMappings.OidcDefault);
        ClaimSettingsJson.ReadRoleRules(Reader(json.ToJsonString()));
        Assert.Equal(path, Assert.Single(errors.ByField()).Key);
    }

    [Theory]
    [InlineData(ClaimLimits.OtherMappings, ClaimLimits.RoleRules, new string[0])]
    [InlineData(ClaimLimits.OtherMappings + 1, ClaimLimits.RoleRules, new[] { "other_claim_mappings" })]
    [InlineData(ClaimLimits.OtherMappings, ClaimLimits.RoleRules + 1, new[] { "role_rules" })]
    public void There_is_a_most_of_each(int mappings, int rules, string[] paths)
    {
        var json = new JsonObject
        {
            ["other_claim_mappings"] = Many(mappings, i => $$"""{"claim":"c","tag":"t{{i}}"}"""),
            ["role_rules"] = Many(rules, _ => """{"claim":"c","operator":"equals","value":"v","role":"r"}"""),
        }.ToJsonString();
        ClaimSettingsJson.ReadMappings(Reader(json), ClaimMappings.OidcDefault);
        ClaimSettingsJson.ReadRoleRules(Reader(json));
        Assert.Equal(paths, errors.ByField().Keys);
    }

    private static JsonArray Many(int count, Func<int, string> json) => [.. Enumerable.Range(0, count).Select(i => JsonNode.Parse(json(i)))];

    private FieldReader Reader(string json) => new(JsonNode.Parse(json)!.AsObject(), errors);
}
