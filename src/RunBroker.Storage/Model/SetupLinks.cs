using System.Collections.Immutable;

namespace RunBroker.Storage.Model;

/// <summary>What lets somebody without an account set up one connection of one tenant.</summary>
public sealed record SetupLink
{
    public required string Id { get; init; }
    public required TenantId TenantId { get; init; }
    public required byte[] SecretHash { get; init; }
    /// <summary>sso, domain, certificate, enable.</summary>
    public required ImmutableArray<string> Intents { get; init; }
    /// <summary>The only one within reach.</summary>
    public string? ConnectionId { get; init; }
    /// <summary>Made by the holder; else it was named when the link was made.</summary>
    public bool OwnConnection { get; init; }
    /// <summary>Which provider was chosen.</summary>
    public string? Guide { get; init; }
    /// <summary>For whoever gets the link.</summary>
    public string? Note { get; init; }
    public required long MaxOpens { get; init; }
    public long Opens { get; init; }
    /// <summary>The actor, as in the audit log.</summary>
    public required string CreatedBy { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? BegunAt { get; init; }
    /// <summary>The last time that the holder saved the connection's settings, or its certificate.</summary>
    public DateTimeOffset? SavedAt { get; init; }
    /// <summary>Nothing stood against enabling what was saved.</summary>
    public bool Ready { get; init; }
    /// <summary>The last test sign-in that the holder began.</summary>
    public string? TestId { get; init; }
    /// <summary>Somebody signed in by what is saved.</summary>
    public DateTimeOffset? TestedAt { get; init; }
    public DateTimeOffset? HandedOverAt { get; init; }
    public DateTimeOffset? RevokedAt { get; init; }
}

/// <summary>A setup link that is open in one browser.</summary>
public sealed record SetupOpening
{
    public required string Id { get; init; }
    public required string SetupLinkId { get; init; }
    public required byte[] SecretHash { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
}
