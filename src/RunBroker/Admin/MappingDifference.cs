using System.Collections.Immutable;
using RunBroker.Claims;
using RunBroker.SignIns;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;
using UserTag = RunBroker.Claims.UserTag;

namespace RunBroker.Admin;

/// <summary>What one person would have by other rules, from the claims of their last sign-in: names alone, no values.</summary>
internal static class MappingDifference
{
    public const string Role = "role";
    public const string Tag = "tag";
    public const string Field = "field";
    public const string Access = "access";
    public const string SignIn = "sign_in";

    /// <returns>Null when nothing differs; without what is to be said of the user as such.</returns>
    public static PreviewUser? Of(Tenant tenant, User user, UpstreamClaims claims, (ClaimRules Rules, string DefaultRole) before, (ClaimRules Rules, string DefaultRole) after,
        DateTimeOffset now)
    {
        var found = new Found();
        var (old, next) = (Map(before), Map(after));
        PreviewMissing? missing = null;
        switch (old, next)
        {
            case (MappedUser.Mapped had, MappedUser.Mapped has):
                Roles(found, had, has);
                Tags(found, had.Tags, has.Tags);
                One(found, "email", had.Email, has.Email);
                One(found, "first_name", had.FirstName, has.FirstName);
                One(found, "last_name", had.LastName, has.LastName);
                var (was, isNow) = (Tenancy.Access.Admits(tenant, user.Id, had.Tags), Tenancy.Access.Admits(tenant, user.Id, has.Tags));
                if (was != isNow)
                    (isNow ? found.Gains : found.Loses).Add(new(Access, null));
                break;
            case (MappedUser.Mapped, MappedUser.Missing lacks):
                found.Loses.Add(new(SignIn, null));
                missing = new(lacks.Field, lacks.Claim, lacks.Why.ToString());
                break;
            case (MappedUser.Missing, MappedUser.Mapped):
                found.Gains.Add(new(SignIn, null));
                break;
        }

        return found.IsNothing ? null : new()
        {
            UserId = user.Id,
            Email = user.Email,
            Active = user.Active,
            Gains = [.. found.Gains],
            Loses = [.. found.Loses],
            Changes = [.. found.Changes],
            Missing = missing,
        };

        MappedUser Map((ClaimRules Rules, string DefaultRole) by) =>
            MappedUser.From(claims, by.Rules.Mappings, by.Rules.Roles, by.DefaultRole, SaveUser.TagsOf(user), now);
    }

    private static void Roles(Found found, MappedUser.Mapped had, MappedUser.Mapped has)
    {
        found.Gains.AddRange(has.Roles.Except(had.Roles, StringComparer.Ordinal).Select(r => new PreviewItem(Role, r)));
        found.Loses.AddRange(had.Roles.Except(has.Roles, StringComparer.Ordinal).Select(r => new PreviewItem(Role, r)));
        // The same roles in another order: the first is the one that most apps look at.
        if (had.Role != has.Role && had.Roles.Contains(has.Role) && has.Roles.Contains(had.Role))
            found.Changes.Add(new(Role, has.Role));
    }

    private static void Tags(Found found, ImmutableArray<UserTag> had, ImmutableArray<UserTag> has)
    {
        foreach (var tag in has)
        {
            if (had.FirstOrDefault(t => t.Key == tag.Key) is not { } before)
                found.Gains.Add(new(Tag, tag.Key));
            else if (before.Value != tag.Value)
                found.Changes.Add(new(Tag, tag.Key));
        }

        found.Loses.AddRange(had.Where(t => has.All(h => h.Key != t.Key)).Select(t => new PreviewItem(Tag, t.Key)));
    }

    private static void One(Found found, string name, string? had, string? has)
    {
        if (had != has)
            (had is null ? found.Gains : has is null ? found.Loses : found.Changes).Add(new(Field, name));
    }

    private sealed class Found
    {
        public List<PreviewItem> Gains { get; } = [];

        public List<PreviewItem> Loses { get; } = [];

        public List<PreviewItem> Changes { get; } = [];

        public bool IsNothing => Gains.Count + Loses.Count + Changes.Count == 0;
    }
}
