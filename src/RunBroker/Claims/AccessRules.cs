using System.Collections.Immutable;

namespace RunBroker.Claims;

public enum AccessEffect
{
    Allow,
    Deny,
}

/// <summary>Whom a rule is about (TG-29). Ids and tags are compared ordinally.</summary>
public abstract record AccessTarget
{
    private AccessTarget() { }

    public sealed record User(string UserId) : AccessTarget;

    public sealed record Tag(string Key, string Value) : AccessTarget;

    public sealed record TagKey(string Key) : AccessTarget;

    public sealed record Anyone : AccessTarget;

    public bool Hits(string userId, ImmutableArray<UserTag> tags) => this switch
    {
        User u => u.UserId == userId,
        Tag t => tags.Any(tag => tag.Key == t.Key && tag.Value == t.Value),
        TagKey k => tags.Any(tag => tag.Key == k.Key),
        Anyone => true,
        _ => throw new InvalidOperationException("unknown case"),
    };
}

/// <summary>One rule; it hits when any of its targets does. <paramref name="Name"/> is for the admin who reads the case file.</summary>
public sealed record AccessRule(AccessEffect Effect, ImmutableArray<AccessTarget> Targets, string? Name = null)
{
    public bool Hits(string userId, ImmutableArray<UserTag> tags) => Targets.Any(t => t.Hits(userId, tags));
}

public abstract record AccessDecision
{
    private AccessDecision() { }

    public sealed record Allowed : AccessDecision;

    /// <summary>The rule that denied; null when there are allow rules and none of them hit.</summary>
    public sealed record Denied(AccessRule? Rule) : AccessDecision;

    public T Match<T>(Func<T> allowed, Func<Denied, T> denied) => this switch
    {
        Allowed => allowed(),
        Denied d => denied(d),
        _ => throw new InvalidOperationException("unknown case"),
    };
}

/// <summary>The <c>access_rules</c> of a tenant or a client. A person must be allowed by both lists, each evaluated alone.</summary>
public sealed record AccessRules(ImmutableArray<AccessRule> Rules)
{
    /// <summary>No rules: everyone the provider lets in.</summary>
    public static AccessRules None { get; } = new([]);

    /// <summary>
    /// Deny beats allow, whatever the order. With no rules, or only deny rules, everyone not denied is allowed. One allow rule makes
    /// the list a guest list: everyone it does not hit is denied.
    /// </summary>
    public AccessDecision Decide(string userId, ImmutableArray<UserTag> tags)
    {
        var hit = Rules.Where(r => r.Hits(userId, tags)).ToList();
        if (hit.Find(r => r.Effect == AccessEffect.Deny) is { } denied) return new AccessDecision.Denied(denied);
        var isGuestList = Rules.Any(r => r.Effect == AccessEffect.Allow);
        return isGuestList && hit.Count == 0 ? new AccessDecision.Denied(null) : new AccessDecision.Allowed();
    }
}
