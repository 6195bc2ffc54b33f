using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using RunBroker.Http.Json;

namespace RunBroker.Claims;

/// <summary>
/// <c>claim_mappings</c>, <c>other_claim_mappings</c> and <c>role_rules</c> of a connection on the wire (contract section 6). Readers
/// file complaints by path; what they return is for use only if none was filed.
/// </summary>
public static class ClaimSettingsJson
{
    private static readonly FrozenDictionary<string, RoleOperator> Operators = FrozenDictionary.Create<string, RoleOperator>(
        StringComparer.Ordinal,
        new("equals", RoleOperator.Equals),
        new("contains", RoleOperator.Contains),
        new("matches", RoleOperator.Matches));

    /// <summary>An absent or null claim name is the default one: that is how a merge patch resets it.</summary>
    public static ClaimMappings ReadMappings(FieldReader connection, ClaimMappings defaults)
    {
        var read = defaults;
        if (connection.Inner("claim_mappings") is { } json)
        {
            read = defaults with
            {
                Email = Claim(json, "email") ?? defaults.Email,
                FirstName = Claim(json, "first_name") ?? defaults.FirstName,
                LastName = Claim(json, "last_name") ?? defaults.LastName,
                Phone = Claim(json, "phone"),
                Company = Claim(json, "company"),
                Language = Claim(json, "language"),
                Timezone = Claim(json, "timezone"),
            };
            json.RefuseUnknown();
        }

        return read with { Others = ReadOthers(connection, [.. read.TagMappings().Select(m => m.Tag)]) };
    }

    public static ImmutableArray<RoleRule> ReadRoleRules(FieldReader connection)
    {
        var rules = ImmutableArray.CreateBuilder<RoleRule>();
        foreach (var each in connection.InnerEach("role_rules", ClaimLimits.RoleRules))
        {
            var claim = each.RequiredText("claim", ClaimLimits.ClaimName);
            var op = each.Word("operator", Operators);
            var value = each.RequiredText("value", ClaimLimits.RuleValue);
            var role = each.RequiredText("role", ClaimLimits.RoleName);
            each.RefuseUnknown();
            if (op == RoleOperator.Matches && value is not null && WholePattern.Read(value, out var fault) is null)
                each.Complain("value", fault);
            if (claim is not null && op is { } known && value is not null && role is not null)
                rules.Add(new(claim, known, value, role));
        }

        return rules.ToImmutable();
    }

    public static JsonObject WriteMappings(ClaimMappings mappings)
    {
        var json = new JsonObject { ["email"] = mappings.Email, ["first_name"] = mappings.FirstName, ["last_name"] = mappings.LastName };
        if (mappings.Phone is not null) json["phone"] = mappings.Phone;
        if (mappings.Company is not null) json["company"] = mappings.Company;
        if (mappings.Language is not null) json["language"] = mappings.Language;
        if (mappings.Timezone is not null) json["timezone"] = mappings.Timezone;
        return json;
    }

    public static JsonArray WriteOthers(ClaimMappings mappings) =>
        [.. mappings.Others.Select(m => new JsonObject { ["claim"] = m.Claim, ["tag"] = m.Tag })];

    public static JsonArray WriteRoleRules(ImmutableArray<RoleRule> rules) => [.. rules.Select(r => new JsonObject
    {
        ["claim"] = r.Claim,
        ["operator"] = Operators.First(o => o.Value == r.Operator).Key,
        ["value"] = r.Value,
        ["role"] = r.Role,
    })];

    private static ImmutableArray<OtherClaimMapping> ReadOthers(FieldReader connection, HashSet<string> taken)
    {
        taken.Add(UserTag.SourceKey);
        var others = ImmutableArray.CreateBuilder<OtherClaimMapping>();
        foreach (var each in connection.InnerEach("other_claim_mappings", ClaimLimits.OtherMappings))
        {
            var claim = each.RequiredText("claim", ClaimLimits.ClaimName);
            var tag = each.RequiredText("tag", ClaimLimits.TagKey);
            each.RefuseUnknown();
            if (tag == UserTag.SourceKey) each.Complain("tag", "source is set by sign-in itself");
            else if (tag is not null && !taken.Add(tag)) each.Complain("tag", "another mapping gives this tag");
            if (claim is not null && tag is not null) others.Add(new(claim, tag));
        }

        return others.ToImmutable();
    }

    private static string? Claim(FieldReader json, string name) => json.Text(name, ClaimLimits.ClaimName);
}
