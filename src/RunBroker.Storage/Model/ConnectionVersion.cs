namespace RunBroker.Storage.Model;

/// <summary>The settings of a connection as they were, are, or are to be.</summary>
public sealed record ConnectionVersionRow
{
    public const string Draft = "draft";
    public const string Live = "live";
    public const string Previous = "previous";

    public required string ConnectionId { get; init; }
    /// <summary>1, 2, 3… for each connection; never used twice, so a number names the same settings for ever.</summary>
    public required long Number { get; init; }
    public required TenantId TenantId { get; init; }
    public required string State { get; init; }
    public required string Name { get; init; }
    public required string Settings { get; init; }
    /// <summary>Sealed for the columns of the connection's own row, as the next two.</summary>
    public byte[]? ClientSecret { get; init; }
    public byte[]? SigningKey { get; init; }
    public byte[]? DecryptionKey { get; init; }
    /// <summary>JSON: the provider's document, where it differs from the live one's or has been replaced since.</summary>
    public byte[]? Metadata { get; init; }
    public required string Actor { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    /// <summary>Null while it is a draft.</summary>
    public DateTimeOffset? LiveAt { get; init; }
    /// <summary>Of a draft: the version of the connection's row that it was begun from.</summary>
    public long? BaseVersion { get; init; }
}
