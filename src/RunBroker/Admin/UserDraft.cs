using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using RunBroker.Claims;
using RunBroker.Storage.Model;
using UserTag = RunBroker.Claims.UserTag;

namespace RunBroker.Admin;

/// <summary>Reads what may be changed of a user by hand.</summary>
internal static class UserDraft
{
    private const int MostRoles = 100;

    private const string FromRules =
        "comes from the role rules of the user's connection and is not editable; change the rules or the groups at the identity provider";

    /// <param name="followsProvider">An identity is active: the next sign-in decides the role, so a hand-made one would only seem to hold
    /// (CO-10).</param>
    public static AdminResult<User> Read(Draft draft, User before, bool followsProvider)
    {
        var read = draft.Reader;
        draft.ReadOnly("id", "created_at", "last_login_at", "identities");
        foreach (var name in (ReadOnlySpan<string>)["email", "first_name", "last_name"])
        {
            read.Any(name);
            if (draft.Changes(name))
                draft.Errors.Add(name, "comes from the identity provider and is not editable");
        }

        foreach (var name in (ReadOnlySpan<string>)["role", "roles"])
        {
            if (followsProvider && draft.Changes(name))
                draft.Errors.Add(name, FromRules);
        }

        var role = read.RequiredText("role", ClaimLimits.RoleName);
        var roles = read.Texts("roles", MostRoles, ClaimLimits.RoleName);
        // The one names the first of the others: whichever was sent decides.
        if (draft.Changes("role") && !draft.Changes("roles"))
            roles = role is null ? [] : [role];
        else if (draft.Changes("roles") && !draft.Changes("role"))
            role = roles.FirstOrDefault() ?? role;
        if (roles.IsEmpty || (role is not null && !roles.Contains(role)))
            read.Complain("roles", "must hold the role");
        var active = read.Flag("active") ?? before.Active;
        var tags = Tags(draft, StoredTags.Read(before.Tags));
        if (draft.Fault() is { } fault)
            return fault;
        return before with { Role = role!, Roles = roles, Active = active, Tags = StoredTags.Write(tags) };
    }

    // Sign-in rebuilds its own tags, so a change of them would vanish at the next one; removing a manual tag lets the claim through again.
    private static ImmutableArray<UserTag> Tags(Draft draft, ImmutableArray<UserTag> before)
    {
        if (draft.Reader.Any("tags") is not JsonObject sent)
        {
            draft.Errors.Add("tags", "must be an object");
            return before;
        }

        var kept = before.Where(t => t.Origin != TagOrigin.Manual).ToImmutableArray();
        foreach (var tag in kept.Where(t => ValueOf(sent, t.Key) != t.Value))
            draft.Errors.Add($"tags.{tag.Key}", "comes from sign-in and is not editable");
        var manual = ImmutableArray.CreateBuilder<UserTag>();
        foreach (var (key, node) in sent.Where(t => kept.All(k => k.Key != t.Key)))
        {
            var value = ValueOf(sent, key);
            if (key == UserTag.SourceKey)
                draft.Errors.Add("tags.source", "is set by sign-in itself");
            else if (key.Length is 0 or > ClaimLimits.TagKey || value is null or { Length: > ClaimLimits.TagValue }
                || (key + value).Any(char.IsControl))
                draft.Errors.Add("tags",
                    $"must map keys of up to {ClaimLimits.TagKey} characters to texts of up to {ClaimLimits.TagValue}");
            else
                manual.Add(new(key, value, TagOrigin.Manual));
        }

        if (kept.Length + manual.Count > ClaimLimits.TagsPerUser)
            draft.Errors.Add("tags", $"must be at most {ClaimLimits.TagsPerUser}");
        return [.. kept, .. manual];
    }

    private static string? ValueOf(JsonObject tags, string key) =>
        tags[key] is { } node && node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : null;
}
