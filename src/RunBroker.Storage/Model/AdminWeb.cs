namespace RunBroker.Storage.Model;

/// <summary>What a user of a tenant may do in the broker's own pages and by their access tokens.</summary>
public sealed record AdminGrant
{
    public required string UserId { get; init; }
    public required TenantId TenantId { get; init; }
    /// <summary>operator, tenant_admin or tenant_auditor.</summary>
    public required string Role { get; init; }
    /// <summary>The actor, as in the audit log.</summary>
    public required string GrantedBy { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>The admin pages open in one browser. Exactly one of the two it hangs on is set.</summary>
public sealed record AdminSession
{
    public required string Id { get; init; }
    public required byte[] SecretHash { get; init; }
    /// <summary>An API token's id, or <c>bootstrap</c>.</summary>
    public string? TokenId { get; init; }
    public string? SsoSessionId { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset LastSeenAt { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
}
