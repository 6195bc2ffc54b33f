using System.Collections.Immutable;

namespace RunBroker.Storage.Model;

public sealed record User
{
    public required string Id { get; init; }
    public required TenantId TenantId { get; init; }
    /// <summary>As asserted; neither unique nor a key.</summary>
    public required string Email { get; init; }
    public required string FirstName { get; init; }
    public string? LastName { get; init; }
    public required string Role { get; init; }
    public ImmutableArray<string> Roles { get; init; } = [];
    /// <summary>JSON array of {key, value, origin}.</summary>
    public required string Tags { get; init; }
    public bool Active { get; init; }
    /// <summary>What the upstream said; apps see true only if the domain is verified as well (security.md O-082).</summary>
    public bool EmailSaidVerified { get; init; }
    public long Version { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
    public DateTimeOffset? LastLoginAt { get; init; }
}

public sealed record UserTag(string Key, string Value);

public sealed record Identity
{
    public required TenantId TenantId { get; init; }
    public required string ConnectionId { get; init; }
    public required string Issuer { get; init; }
    public required string Subject { get; init; }
    public required string UserId { get; init; }
    public bool Active { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset LastLoginAt { get; init; }
}
