namespace RunBroker.Storage.Model;

/// <summary>A sign-in under way. Only the browser that holds the secret behind <see cref="BrowserHash"/> can finish it.</summary>
public sealed record PendingSignIn
{
    public required string Id { get; init; }
    public required byte[] BrowserHash { get; init; }
    public byte[]? StateHash { get; init; }
    public TenantId? TenantId { get; init; }
    public string? ConnectionId { get; init; }
    public required string ClientId { get; init; }
    /// <summary>Sealed JSON at (null, "pending_sign_in", id, "request"): the app's parameters as they came.</summary>
    public required byte[] Request { get; init; }
    /// <summary>JSON: what was asked of the upstream; null before it was.</summary>
    public string? Upstream { get; init; }
    public DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
    /// <summary>The dry run that this is: it ends in a report, never in a session (<see cref="ConnectionTestRow"/>).</summary>
    public string? TestId { get; init; }
}

/// <summary>The case file of one sign-in attempt.</summary>
public sealed record SignInCase
{
    public required string Id { get; init; }
    /// <summary>The short one that people read to each other, such as SI-7K4M-2Q9D.</summary>
    public required string CaseId { get; init; }
    public TenantId? TenantId { get; init; }
    public string? ClientId { get; init; }
    public string? ConnectionId { get; init; }
    public string? UserId { get; init; }
    public string? SessionId { get; init; }
    /// <summary>pending, succeeded or failed.</summary>
    public required string State { get; init; }
    /// <summary>A stable reason code, when failed.</summary>
    public string? Error { get; init; }
    /// <summary>JSON array of {at, name, outcome, detail}.</summary>
    public required string Steps { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }
    /// <summary>Sealed JSON at (null, "sign_in", id, "record"): what was sent and what came back, 32 KB at most. Not read in lists.</summary>
    public byte[]? Record { get; init; }
    /// <summary>Of a dry run; no sign-in of anybody's.</summary>
    public string? TestId { get; init; }
}

/// <summary>Which cases; null: any.</summary>
public sealed record CaseFilter
{
    public string? State { get; init; }
    public string? ConnectionId { get; init; }
    public string? UserId { get; init; }
    public string? Error { get; init; }
    /// <summary>SI-…, or sin_….</summary>
    public string? CaseId { get; init; }
    /// <summary>Only dry runs, or only others.</summary>
    public bool? Test { get; init; }
}
