namespace RunBroker.Webhooks;

/// <summary>When a webhook that only fails is switched off by itself (O-166: auto-disable).</summary>
public static class EndpointHealth
{
    /// <summary>Longer than a long weekend, so that a receiver down on Friday evening is still asked on Tuesday.</summary>
    public static TimeSpan FailsFor { get; } = TimeSpan.FromDays(5);

    /// <summary>So that one lost delivery on a quiet webhook is not a verdict.</summary>
    public const int FailedDeliveries = 5;

    /// <param name="failingSince">The first failed attempt after the last delivered one; null when the last one was delivered.</param>
    /// <param name="failedDeliveries">Deliveries given up since then.</param>
    /// <param name="now">The present.</param>
    public static bool IsGivenUp(DateTimeOffset? failingSince, int failedDeliveries, DateTimeOffset now) =>
        failingSince is { } since && now - since >= FailsFor && failedDeliveries >= FailedDeliveries;
}
