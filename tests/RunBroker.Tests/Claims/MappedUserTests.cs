using System.Collections.Immutable;
using System.Text.Json.Nodes;
using RunBroker.Claims;

namespace RunBroker.Tests.Claims;

public sealed class MappedUserTests
{
    private const string Good = """
        {"email":"Ada@Acme.example","given_name":"Ada","family_name":"Lovelace","groups":["dev","ops"],"department":"R&D","phone_number":"+41"}
        """;

    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static readonly ClaimMappings Mappings = ClaimMappings.OidcDefault with
    {
        Phone = "phone_number",
        Others = [new("department", "department")],
    };

    [Fact]
    [Spec("TG-10"), Spec("TG-11"), Spec("TG-17"), Spec("TG-22")]
    public void Good_claims_make_a_user_with_the_tag_source_sso_first()
    {
        var user = Mapped(Good);
        Assert.Equal(("Ada@Acme.example", "Ada", "Lovelace", Now), (user.Email, user.FirstName, user.LastName, user.At));
        Assert.Equal(
            [UserTag.FromSso, new("phone", "+41", TagOrigin.Sso), new("department", "R&D", TagOrigin.Sso)],
            user.Tags.AsEnumerable());
        Assert.Equal(("member", "member"), (user.Role, Assert.Single(user.Roles)));
        Assert.Contains(user.Notes, n => n is { Step: MappingStep.DefaultRole });
    }

    [Theory]
    [Spec("TG-24")]
    [InlineData("email", null, "email", MappingStep.Absent)]
    [InlineData("email", "\"  \"", "email", MappingStep.Blank)]
    [InlineData("email", "\"a@b\\r\\nBcc: c\"", "email", MappingStep.ControlCharacters)]
    [InlineData("email", "{\"value\":\"a@b\"}", "email", MappingStep.Absent)]
    [InlineData("email", "[]", "email", MappingStep.Absent)]
    [InlineData("given_name", null, "first_name", MappingStep.Absent)]
    [InlineData("given_name", "\"\"", "first_name", MappingStep.Blank)]
    public void Good_claims_with_one_required_thing_broken_are_missing_that_thing(string claim, string? json, string field, MappingStep why)
    {
        var missing = Assert.IsType<MappedUser.Missing>(From(Broken(claim, json)));
        Assert.Equal((field, claim, why), (missing.Field, missing.Claim, missing.Why));
        Assert.Contains(missing.Notes, n => n.Target == field && n.Step == why);
    }

    [Fact]
    public void An_email_over_the_longest_length_is_missing_and_at_it_is_kept_whole()
    {
        var longest = new string('a', ClaimLimits.Email);
        Assert.Equal(longest, Mapped(Broken("email", $"\"{longest}\"")).Email);
        Assert.Equal(MappingStep.TooLong, Assert.IsType<MappedUser.Missing>(From(Broken("email", $"\"{longest}x\""))).Why);
    }

    [Theory]
    [Spec("S-142"), Spec("S-057")]
    [InlineData("josé@bücher.example")]
    [InlineData("ceo@tenant-b.example")]
    [InlineData("<b>\"x'&@evil.example")]
    [InlineData(" spaced@acme.example ")]
    public void An_email_is_kept_as_asserted(string email) =>
        Assert.Equal(email, Mapped(Broken("email", JsonValue.Create(email)!.ToJsonString())).Email);

    [Fact]
    public void A_last_name_may_be_missing()
    {
        Assert.Null(Mapped(Broken("family_name", null)).LastName);
        Assert.Null(Mapped(Good, Mappings with { LastName = null }).LastName);
    }

    [Theory]
    [InlineData("\"a\"", "a", MappingStep.Read)]
    [InlineData("[\"a\"]", "a", MappingStep.Read)]
    [InlineData("[\"a,b\",\"c\"]", "[\"a,b\",\"c\"]", MappingStep.SeveralAsJson)]
    [InlineData("[\"é\",\"c\"]", "[\"é\",\"c\"]", MappingStep.SeveralAsJson)]
    [InlineData("null", null, MappingStep.Absent)]
    [InlineData("{}", null, MappingStep.Absent)]
    [InlineData("\"\"", null, MappingStep.Blank)]
    [InlineData("\"a\\nb\"", null, MappingStep.ControlCharacters)]
    public void A_tag_is_the_value_or_is_dropped_with_a_note(string json, string? value, MappingStep step)
    {
        var user = Mapped(Broken("department", json));
        Assert.Equal(value, user.Tags.SingleOrDefault(t => t.Key == "department")?.Value);
        Assert.Equal(step, Assert.Single(user.Notes, n => n.Target == "tag:department").Step);
    }

    [Fact]
    public void A_tag_too_long_is_dropped_and_never_cut()
    {
        foreach (var json in new[] { $"\"{new string('v', ClaimLimits.TagValue + 1)}\"", $"[\"a\",\"{new string('v', ClaimLimits.TagValue)}\"]" })
        {
            var user = Mapped(Broken("department", json));
            Assert.DoesNotContain(user.Tags, t => t.Key == "department");
            Assert.Contains(user.Notes, n => n is { Target: "tag:department", Step: MappingStep.TooLong });
        }

        Assert.Contains(Mapped(Broken("department", $"\"{new string('v', ClaimLimits.TagValue)}\"")).Tags, t => t.Key == "department");
    }

    [Fact]
    [Spec("TG-19"), Spec("CO-09")]
    public void Only_what_sign_in_made_is_rebuilt()
    {
        ImmutableArray<UserTag> before =
        [
            UserTag.FromSso, new("department", "old", TagOrigin.Sso), new("gone", "x", TagOrigin.Sso), new("mine", "y", TagOrigin.Manual),
        ];
        var user = Mapped(Good, existing: before);
        Assert.Equal(["source", "mine", "phone", "department"], user.Tags.Select(t => t.Key));
        Assert.Equal("R&D", user.Tags[3].Value);
        Assert.Equal("tag:gone", Assert.Single(user.Notes, n => n.Step == MappingStep.NoLongerAsserted).Target);
    }

    [Fact]
    [Spec("TG-33")]
    public void Where_keys_collide_the_earlier_in_rank_stays_and_the_other_is_noted()
    {
        var mappings = Mappings with
        {
            Others = [new("department", "d"), new("given_name", "d"), new("given_name", "source"), new("groups", "mine")],
        };
        var user = Mapped(Good, mappings, Claim.Tags(("mine", "by hand"), ("source", "forged")));
        Assert.Equal(["source=sso", "mine=by hand", "phone=+41", "d=R&D"], user.Tags.Select(t => $"{t.Key}={t.Value}"));
        Assert.Equal(
            [MappingStep.KeyIsOurs, MappingStep.TagMappedTwice, MappingStep.KeyIsOurs, MappingStep.ManualTagKept],
            user.Notes.Select(n => n.Step).Where(s => s is MappingStep.KeyIsOurs or MappingStep.TagMappedTwice or MappingStep.ManualTagKept));
    }

    [Fact]
    [Spec("TG-28")]
    public void Over_thirty_the_source_then_manual_then_mapping_order_stay_and_each_dropped_one_has_a_note()
    {
        var manual = Claim.Tags([.. Enumerable.Range(0, 27).Select(i => ($"m{i}", "v"))]);
        var mappings = Mappings with { Others = [new("department", "first"), new("given_name", "second"), new("email", "third")] };
        var user = Mapped(Good, mappings, manual);
        Assert.Equal(ClaimLimits.TagsPerUser, user.Tags.Length);
        Assert.Equal(UserTag.FromSso, user.Tags[0]);
        Assert.Equal(["phone", "first"], user.Tags[^2..].Select(t => t.Key));
        Assert.Equal(["tag:second", "tag:third"], user.Notes.Where(n => n.Step == MappingStep.OverTagLimit).Select(n => n.Target));
    }

    [Fact]
    [Spec("CO-08"), Spec("CO-09")]
    public void Roles_are_all_that_match_once_each_in_rule_order_and_role_is_the_first()
    {
        ImmutableArray<RoleRule> rules =
        [
            new("groups", RoleOperator.Contains, "none", "owner"), new("groups", RoleOperator.Contains, "ops", "operator"),
            new("groups", RoleOperator.Contains, "dev", "builder"), new("groups", RoleOperator.Matches, ".*", "operator"),
        ];
        var user = Mapped(Good, rules: rules);
        Assert.Equal("operator", user.Role);
        Assert.Equal(["operator", "builder"], user.Roles.AsEnumerable());
        Assert.DoesNotContain(user.Notes, n => n.Step == MappingStep.DefaultRole);

        var left = Mapped(Broken("groups", "[]"), rules: rules);
        Assert.Equal(["member"], left.Roles.AsEnumerable());
    }

    [Fact]
    public void Group_overage_gives_no_role_and_says_why()
    {
        var user = Mapped(Broken("groups", null, "\"hasgroups\":true"), rules: [new("groups", RoleOperator.Matches, ".*", "admin")]);
        Assert.Equal(["member"], user.Roles.AsEnumerable());
        Assert.Contains(user.Notes, n => n is { Target: "role:admin", Step: MappingStep.ValuesElsewhere });
    }

    [Fact]
    [Spec("S-057")]
    public void Notes_hold_no_value()
    {
        var notes = string.Concat(Mapped(Good, rules: [new("groups", RoleOperator.Contains, "dev", "r")]).Notes.Select(n => n.ToString()));
        Assert.All(["Ada", "Acme", "Lovelace", "R&D", "+41", "ops"], value => Assert.DoesNotContain(value, notes, StringComparison.Ordinal));
    }

    private static MappedUser From(
        string json, ClaimMappings? mappings = null, ImmutableArray<UserTag>? existing = null, ImmutableArray<RoleRule>? rules = null) =>
        MappedUser.From(Claim.Json(json), mappings ?? Mappings, rules ?? [], "member", existing ?? [], Now);

    private static MappedUser.Mapped Mapped(
        string json, ClaimMappings? mappings = null, ImmutableArray<UserTag>? existing = null, ImmutableArray<RoleRule>? rules = null) =>
        Assert.IsType<MappedUser.Mapped>(From(json, mappings, existing, rules));

    private static string Broken(string claim, string? value, string? more = null)
    {
        var json = JsonNode.Parse(Good)!.AsObject();
        json.Remove(claim);
        if (value is not null) json[claim] = JsonNode.Parse(value);
        var text = json.ToJsonString();
        return more is null ? text : text[..^1] + "," + more + "}";
    }
}
