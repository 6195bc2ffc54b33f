using System.Collections.Immutable;

namespace RunBroker.Storage.Model;

public sealed record SigningKeyRow
{
    public required string Kid { get; init; }
    public required string Alg { get; init; }
    /// <summary>Sealed PKCS#8 at (null, "signing_key", kid, "private_key").</summary>
    public required byte[] PrivateKey { get; init; }
    /// <summary>Later than that of every key of its algorithm that was made before it.</summary>
    public DateTimeOffset CreatedAt { get; init; }
    /// <summary>From when it signs; published before that.</summary>
    public DateTimeOffset ActiveAt { get; init; }
    /// <summary>From then on it is not published and verifies nothing. Null of the newest of its algorithm, always.</summary>
    public DateTimeOffset? RetiredAt { get; init; }
}

public sealed record ApiToken
{
    public required string Id { get; init; }
    public required byte[] SecretHash { get; init; }
    public required string Prefix { get; init; }
    public ImmutableArray<string> Scopes { get; init; } = [];
    public TenantId? TenantId { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }
    public DateTimeOffset? LastUsedAt { get; init; }
}

/// <summary>An entry of the audit log.</summary>
public sealed record AuditEvent
{
    public required string Id { get; init; }
    public TenantId? TenantId { get; init; }
    public required string Type { get; init; }
    /// <summary>Who: <c>user:usr_…</c>, <c>token:tok_…</c>, <c>client:…</c>, <c>upstream:con_…</c> or <c>broker</c>.</summary>
    public required string Actor { get; init; }
    public string? TargetType { get; init; }
    public string? TargetId { get; init; }
    public required string Data { get; init; }
    public string? Ip { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}

public sealed record Webhook
{
    public required string Id { get; init; }
    public required TenantId TenantId { get; init; }
    public required string Url { get; init; }
    public ImmutableArray<string> Events { get; init; } = [];
    /// <summary>JSON array of {tag, value}.</summary>
    public required string Conditions { get; init; }
    public required byte[] Secret { get; init; }
    public byte[]? OldSecret { get; init; }
    public DateTimeOffset? OldSecretUntil { get; init; }
    public DateTimeOffset? DisabledAt { get; init; }
    public long Version { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
}
