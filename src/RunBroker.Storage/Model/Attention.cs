namespace RunBroker.Storage.Model;

/// <summary>An app or a provider that was not told of sign-outs.</summary>
public sealed record UndeliveredLegs
{
    public required TenantId TenantId { get; init; }
    public required string Target { get; init; }
    public required string Channel { get; init; }
    public required long Count { get; init; }
    public required DateTimeOffset Since { get; init; }
    /// <summary>The newest of these sign-outs.</summary>
    public required string LogoutId { get; init; }
}

/// <summary>Messages to apps and webhooks.</summary>
public sealed record OutboxState(long Waiting, DateTimeOffset? Oldest);

/// <summary>What is shown of all tenants.</summary>
public sealed record TenantFilter
{
    /// <summary>Part of the name, the slug or a domain.</summary>
    public string? Text { get; init; }
    public string? Plan { get; init; }
    /// <summary>enabled, disabled (there are connections, none of them enabled) or none.</summary>
    public string? Connection { get; init; }
}
