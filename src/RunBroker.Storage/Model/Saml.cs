using System.Collections.Immutable;

namespace RunBroker.Storage.Model;

/// <summary>A key of ours for one SAML connection.</summary>
public sealed record SamlKeyRow
{
    public const string Signing = "signing";
    public const string Encryption = "encryption";

    public required string Id { get; init; }
    public required TenantId TenantId { get; init; }
    public required string ConnectionId { get; init; }
    /// <summary><see cref="Signing"/> or <see cref="Encryption"/> (S-089).</summary>
    public required string KeyUse { get; init; }
    /// <summary>1, 2, 3… for each connection and use.</summary>
    public required int Generation { get; init; }
    /// <summary>PKCS#8, sealed at (tenant, "saml_key", id, "private_key").</summary>
    public required byte[] PrivateKey { get; init; }
    /// <summary>DER, self-signed.</summary>
    public required byte[] Certificate { get; init; }
    /// <summary>Published from then on.</summary>
    public DateTimeOffset CreatedAt { get; init; }
    /// <summary>Signs, or is the one to encrypt to, from then on.</summary>
    public DateTimeOffset ActiveAt { get; init; }
    /// <summary>Neither published nor tried any more from then on.</summary>
    public DateTimeOffset? RetiredAt { get; init; }
}

/// <summary>A connection and one use of keys.</summary>
public sealed record SamlKeyUse(TenantId TenantId, string ConnectionId, string KeyUse);

/// <summary>What the provider says of itself, and how we come to know it.</summary>
public sealed record SamlMetadataRow
{
    public const string Url = "url";
    public const string Upload = "upload";

    public required TenantId TenantId { get; init; }
    public required string ConnectionId { get; init; }
    /// <summary><see cref="Url"/> or <see cref="Upload"/>.</summary>
    public required string Source { get; init; }
    /// <summary>Where <see cref="Document"/> came from, or is to come from; null for an upload.</summary>
    public string? Address { get; init; }
    /// <summary>The one that is trusted; null: none was ever read.</summary>
    public byte[]? Document { get; init; }
    /// <summary>Verified with a certificate that the connection names (S-121).</summary>
    public bool SignatureVerified { get; init; }
    public DateTimeOffset? ValidUntil { get; init; }
    public string? Etag { get; init; }
    public DateTimeOffset? LastModified { get; init; }
    /// <summary>When the provider last answered, be it that nothing has changed.</summary>
    public DateTimeOffset? FetchedAt { get; init; }
    /// <summary>Null: nothing to fetch.</summary>
    public DateTimeOffset? NextFetchAt { get; init; }
    /// <summary>Another node fetches now.</summary>
    public DateTimeOffset? LeasedUntil { get; init; }
    /// <summary>When an unknown key last made us look.</summary>
    public DateTimeOffset? AskedAt { get; init; }
    /// <summary>In a row.</summary>
    public int Failures { get; init; }
    public string? LastError { get; init; }
    /// <summary>Read and sound, but changed so that an admin has to confirm it (S-125).</summary>
    public byte[]? PendingDocument { get; init; }
    public ImmutableArray<string> PendingReasons { get; init; } = [];
    public DateTimeOffset? PendingAt { get; init; }
    public long Version { get; init; }
}
