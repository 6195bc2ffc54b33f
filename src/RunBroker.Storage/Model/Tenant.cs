using System.Collections.Immutable;

namespace RunBroker.Storage.Model;

public sealed record Tenant
{
    public required TenantId Id { get; init; }
    public required string Slug { get; init; }
    public required string Name { get; init; }
    public required string Plan { get; init; }
    public string? DefaultClientId { get; init; }
    public required string ConnectionPolicy { get; init; }
    public long? AbsoluteLifetimeMs { get; init; }
    public long? IdleTimeoutMs { get; init; }
    public required string DefaultRole { get; init; }
    public required string AccessRules { get; init; }
    /// <summary>#rrggbb.</summary>
    public string? BrandColour { get; init; }
    public string? HelpUrl { get; init; }
    public string? PrivacyUrl { get; init; }
    /// <summary>Of the picture in <see cref="TenantLogo"/>; null: there is none.</summary>
    public string? LogoHash { get; init; }
    public long Version { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
}

/// <param name="Hash">Hexadecimal, of the content.</param>
public sealed record TenantLogo(TenantId TenantId, string Hash, string ContentType, byte[] Content);

public sealed record Domain
{
    public required TenantId TenantId { get; init; }
    public required string Name { get; init; }
    public bool Verified { get; init; }
    public required string DnsTxt { get; init; }
    public long Version { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? VerifiedAt { get; init; }
}

/// <summary>A tenant's registration of an upstream. Sealed columns open with SecretBox at (tenant, "connection", id, column).</summary>
public sealed record Connection
{
    public required string Id { get; init; }
    public required TenantId TenantId { get; init; }
    public required string Name { get; init; }
    public required string Protocol { get; init; }
    public bool Enabled { get; init; }
    /// <summary>Nobody signs in through any other, however they come (S-067).</summary>
    public bool IsUsable => Enabled && ArchivedAt is null && DeletedAt is null;
    public required string LoginSlug { get; init; }
    /// <summary>JSON of the protocol's settings, without secrets.</summary>
    public required string Settings { get; init; }
    public byte[]? ClientSecret { get; init; }
    public byte[]? SigningKey { get; init; }
    public byte[]? DecryptionKey { get; init; }
    public DateTimeOffset? LastSuccessAt { get; init; }
    public DateTimeOffset? LastFailureAt { get; init; }
    public DateTimeOffset? MetadataRefreshedAt { get; init; }
    public DateTimeOffset? ArchivedAt { get; init; }
    public DateTimeOffset? DeletedAt { get; init; }
    public long Version { get; init; }
    /// <summary>
    /// Counts changes of keys and metadata, which are no edits of the row: what is made of them is cached until it grows.
    /// </summary>
    public long TrustVersion { get; init; }
    /// <summary>The number of the draft whose settings lie over the row; never stored with it. Only tests sign in by one.</summary>
    public long? Draft { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>An app. Metadata is JSON with the names of RFC 7591 and ours (contract section 6), without secrets.</summary>
public sealed record Client
{
    public required string ClientId { get; init; }
    public TenantId? TenantId { get; init; }
    public required string Metadata { get; init; }
    public long Version { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>Of an app's metadata what the end of a session needs; null: it does not say.</summary>
public sealed record ClientLogout(string ClientId, string? BackchannelLogoutUri, string? FrontchannelLogoutUri, string? IdTokenSignedResponseAlg);

public sealed record ClientSecret
{
    public required string Id { get; init; }
    public required byte[] SecretHash { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>All that a request of an app needs to know of it.</summary>
public sealed record ClientWithSecrets(Client Client, ImmutableArray<ClientSecret> Secrets, ImmutableArray<TenantId> AllowedTenants);
