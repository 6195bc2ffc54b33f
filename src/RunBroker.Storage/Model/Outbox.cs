namespace RunBroker.Storage.Model;

/// <summary>A message to deliver to an app or a webhook.</summary>
public sealed record OutboxMessage
{
    public required string Id { get; init; }
    public required TenantId TenantId { get; init; }
    /// <summary>webhook, or backchannel_logout.</summary>
    public required string Kind { get; init; }
    /// <summary>The webhook's or the app's id.</summary>
    public required string Target { get; init; }
    /// <summary>As <see cref="OutboxLane.Of"/> makes it.</summary>
    public required string Lane { get; init; }
    /// <summary>What it is about (event id, session id).</summary>
    public string? Subject { get; init; }
    public required string Payload { get; init; }
    /// <summary>Where to and how, as JSON, of an app that went with its tenant.</summary>
    public string? Kept { get; init; }
    /// <summary>pending, delivered, failed or gone.</summary>
    public required string State { get; init; }
    /// <summary>Of this round.</summary>
    public int Attempts { get; init; }
    /// <summary>When the round began; a retry by hand begins another.</summary>
    public required DateTimeOffset RoundAt { get; init; }
    public DateTimeOffset NextAt { get; init; }
    public DateTimeOffset? LeasedUntil { get; init; }
    public int? LastStatus { get; init; }
    public string? LastError { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? DoneAt { get; init; }
}

/// <summary>Where messages of one tenant to one host wait for their turn.</summary>
public static class OutboxLane
{
    /// <param name="address">
    /// As registered when the message is written. A change later only leaves it in a lane that is not its own.
    /// </param>
    /// <param name="target">In the host's place where there is no address.</param>
    public static string Of(TenantId tenant, string? address, string target) =>
        $"{tenant.Value} {(Uri.TryCreate(address, UriKind.Absolute, out var url) ? url.GetLeftPart(UriPartial.Authority) : target)}";
}

/// <summary>A lane in which something is due.</summary>
public sealed record DueLane
{
    public required string Lane { get; init; }
    /// <summary>Since when.</summary>
    public required DateTimeOffset Since { get; init; }
    /// <summary>How many messages, as far as it was counted.</summary>
    public long Many { get; init; }

    public string Tenant => Lane[..Math.Max(0, Lane.IndexOf(' ', StringComparison.Ordinal))];
    public string Host => Lane[(Lane.IndexOf(' ', StringComparison.Ordinal) + 1)..];
}
