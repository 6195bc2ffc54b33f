namespace RunBroker.Storage.Model;

/// <summary>A test sign-in at a connection: its link, who opened it, and what came of it.</summary>
public sealed record ConnectionTestRow
{
    public const string Waiting = "waiting";
    public const string UnderWay = "under_way";
    public const string Succeeded = "succeeded";
    public const string Failed = "failed";

    public required string Id { get; init; }
    /// <summary>Of the link's secret.</summary>
    public required byte[] SecretHash { get; init; }
    public required TenantId TenantId { get; init; }
    public required string ConnectionId { get; init; }
    /// <summary>The number of the draft whose settings are tested; null: those that are live.</summary>
    public long? Draft { get; init; }
    /// <summary>Who made the link.</summary>
    public required string Actor { get; init; }
    /// <summary>A path of ours for the button below the result.</summary>
    public string? ReturnTo { get; init; }
    public required string State { get; init; }
    /// <summary>The sign-in that was begun last; another one's end is none of this test.</summary>
    public string? SignInId { get; init; }
    /// <summary>Only the browser with the secret behind it sees the result, and admins.</summary>
    public byte[]? BrowserHash { get; init; }
    public int Opens { get; init; }
    /// <summary>A hash of the settings that it was opened with: of others it says nothing.</summary>
    public byte[]? Settings { get; init; }
    /// <summary>Sealed JSON at (tenant, "connection_test", id, "report"): who would have been signed in.</summary>
    public byte[]? Report { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }
}
