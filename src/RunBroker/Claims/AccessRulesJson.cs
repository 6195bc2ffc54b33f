using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using RunBroker.Http.Json;

namespace RunBroker.Claims;

/// <summary>
/// <c>access_rules</c> on the wire:
/// <c>[{"effect":"deny","name":"…","targets":[{"type":"user","user_id":"…"},{"type":"tag","tag":"…","value":"…"},
/// {"type":"tag_key","tag":"…"},{"type":"any"}]}]</c>. A rule without a target would never hit, so it is refused.
/// </summary>
public static class AccessRulesJson
{
    private enum TargetType
    {
        User,
        Tag,
        TagKey,
        Any,
    }

    private static readonly FrozenDictionary<string, AccessEffect> Effects = FrozenDictionary.Create<string, AccessEffect>(
        StringComparer.Ordinal,
        new("allow", AccessEffect.Allow),
        new("deny", AccessEffect.Deny));

    private static readonly FrozenDictionary<string, TargetType> Types = FrozenDictionary.Create<string, TargetType>(
        StringComparer.Ordinal,
        new("user", TargetType.User),
        new("tag", TargetType.Tag),
        new("tag_key", TargetType.TagKey),
        new("any", TargetType.Any));

    /// <summary>The member <c>access_rules</c>; absent or null: <see cref="AccessRules.None"/>. Use only if no error was filed.</summary>
    public static AccessRules Read(FieldReader resource)
    {
        var rules = ImmutableArray.CreateBuilder<AccessRule>();
        foreach (var each in resource.InnerEach("access_rules", ClaimLimits.AccessRules))
        {
            var effect = each.Word("effect", Effects);
            var name = each.Text("name", ClaimLimits.RoleName);
            var targets = each.InnerEach("targets", ClaimLimits.TargetsPerRule);
            if (targets.IsEmpty) each.Complain("targets", "must have a target");
            ImmutableArray<AccessTarget> read = [.. targets.Select(ReadTarget).OfType<AccessTarget>()];
            each.RefuseUnknown();
            if (effect is { } e && !read.IsEmpty) rules.Add(new(e, read, name));
        }

        return new(rules.ToImmutable());
    }

    public static JsonArray Write(AccessRules rules) => [.. rules.Rules.Select(WriteRule)];

    private static AccessTarget? ReadTarget(FieldReader target)
    {
        AccessTarget? read = target.Word("type", Types) switch
        {
            TargetType.User => target.RequiredText("user_id", ClaimLimits.TagKey) is { } id ? new AccessTarget.User(id) : null,
            TargetType.Tag => (Key(), target.RequiredText("value", ClaimLimits.TagValue)) is ({ } key, { } value)
                ? new AccessTarget.Tag(key, value)
                : null,
            TargetType.TagKey => Key() is { } key ? new AccessTarget.TagKey(key) : null,
            TargetType.Any => new AccessTarget.Anyone(),
            _ => null,
        };
        target.RefuseUnknown();
        return read;

        string? Key() => target.RequiredText("tag", ClaimLimits.TagKey);
    }

    private static JsonObject WriteRule(AccessRule rule)
    {
        var json = new JsonObject { ["effect"] = rule.Effect == AccessEffect.Deny ? "deny" : "allow" };
        if (rule.Name is not null) json["name"] = rule.Name;
        json["targets"] = new JsonArray([.. rule.Targets.Select(WriteTarget)]);
        return json;
    }

    private static JsonObject WriteTarget(AccessTarget target) => target switch
    {
        AccessTarget.User u => new() { ["type"] = "user", ["user_id"] = u.UserId },
        AccessTarget.Tag t => new() { ["type"] = "tag", ["tag"] = t.Key, ["value"] = t.Value },
        AccessTarget.TagKey k => new() { ["type"] = "tag_key", ["tag"] = k.Key },
        AccessTarget.Anyone => new() { ["type"] = "any" },
        _ => throw new InvalidOperationException("unknown case"),
    };
}
