using System.Collections.Immutable;
using System.Text.Json.Nodes;
using RunBroker.Claims;

namespace RunBroker.Webhooks;

/// <summary>An upstream identity of a user, as <c>/users</c> answers it.</summary>
public sealed record UserIdentity(string ConnectionId, string Subject);

/// <summary>A user as <c>/users</c> answers it, tags included, so that <c>source: sso</c> can be triggered on (TG-18).</summary>
public sealed record UserData(
    string Id, string Email, string FirstName, string? LastName, string Role, bool Active, DateTimeOffset CreatedAt)
{
    public ImmutableArray<string> Roles { get; init; } = [];

    public ImmutableArray<UserTag> Tags { get; init; } = [];

    public DateTimeOffset? LastLoginAt { get; init; }

    public ImmutableArray<UserIdentity> Identities { get; init; } = [];

    public JsonObject ToJson() => new()
    {
        ["id"] = Id,
        ["email"] = Email,
        ["first_name"] = FirstName,
        ["last_name"] = LastName,
        ["role"] = Role,
        ["roles"] = new JsonArray([.. Roles.Select(r => JsonValue.Create(r))]),
        ["tags"] = new JsonObject(Tags.Select(t => KeyValuePair.Create<string, JsonNode?>(t.Key, t.Value))),
        ["active"] = Active,
        ["created_at"] = WebhookEvent.WireTime(CreatedAt),
        ["last_login_at"] = LastLoginAt is { } at ? WebhookEvent.WireTime(at) : null,
        ["identities"] = new JsonArray([.. Identities.Select(i => new JsonObject
        {
            ["connection_id"] = i.ConnectionId,
            ["subject"] = i.Subject,
        })]),
    };
}
