using System.Collections.Immutable;
using System.Text.Json.Serialization;
using RunBroker.Admin.Api;

namespace RunBroker.Admin;

internal sealed record IdentityResource(string ConnectionId, string Subject);

internal sealed record UserResource
{
    [Answered]
    public string Id { get; init; } = "";
    /// <summary>E-mail and names come from the identity provider at every sign-in.</summary>
    [Answered]
    public string Email { get; init; } = "";
    [Answered]
    public string FirstName { get; init; } = "";
    [Answered]
    public string? LastName { get; init; }
    /// <summary>Of a user with an active identity the role follows the provider and is not editable.</summary>
    public string Role { get; init; } = "";
    public ImmutableArray<string> Roles { get; init; } = [];
    /// <summary>Key to value. Tags made by sign-in are not editable, those set here are never changed by sign-in.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = ImmutableDictionary<string, string>.Empty;
    public bool Active { get; init; }
    [Answered]
    public DateTime CreatedAt { get; init; }
    [Answered]
    public DateTime? LastLoginAt { get; init; }
    [Answered]
    public ImmutableArray<IdentityResource> Identities { get; init; } = [];
}

internal sealed record ParticipantResource(string ClientId, DateTime FirstSeenAt, DateTime LastSeenAt);

internal sealed record SessionResource
{
    public required string Id { get; init; }
    /// <summary>Its slug; null where one tenant's sessions are answered.</summary>
    public string? Tenant { get; init; }
    public required string UserId { get; init; }
    public required string ConnectionId { get; init; }
    public DateTime CreatedAt { get; init; }
    public DateTime LastActiveAt { get; init; }
    public DateTime ExpiresAt { get; init; }
    public DateTime IdleExpiresAt { get; init; }
    public ImmutableArray<ParticipantResource> Participants { get; init; } = [];
    public string? Ip { get; init; }
    public string? UserAgent { get; init; }
    /// <summary>For pages: API callers read users where they may.</summary>
    [JsonIgnore]
    public string? Email { get; init; }
    [JsonIgnore]
    public string? Name { get; init; }
}
