namespace RunBroker.Protocol.Saml.Metadata;

/// <summary>How the last fetches of one connection's metadata went.</summary>
public sealed record MetadataFetches
{
    /// <summary>Null: never tried.</summary>
    public DateTimeOffset? LastTriedAt { get; init; }
    /// <summary>Since the last one that worked.</summary>
    public int FailuresInARow { get; init; }
    /// <summary>Of the metadata in use.</summary>
    public TimeSpan? CacheDuration { get; init; }
    public DateTimeOffset? ValidUntil { get; init; }
    /// <summary>When an unknown key last made us look.</summary>
    public DateTimeOffset? LastForUnknownKeyAt { get; init; }
}

/// <summary>When metadata is fetched again (S-123, IIP-MD02). A failed fetch keeps what is stored until its own end.</summary>
public static class MetadataSchedule
{
    /// <summary>
    /// After a success when cacheDuration is over, within bounds; after failures in growing pauses. While the metadata is valid always
    /// before its end, with a part of the time left for retries.
    /// </summary>
    public static DateTimeOffset NextFetch(MetadataFetches fetches, DateTimeOffset now)
    {
        if (fetches.LastTriedAt is not { } tried)
            return now;

        var pause = fetches.FailuresInARow == 0 ? Usual(fetches.CacheDuration) : Retry(fetches.FailuresInARow);
        if (fetches.ValidUntil is { } end && end > tried)
        {
            // Three quarters of what is left: should that try fail, others follow before the end, each sooner than the one before.
            var left = end - tried;
            pause = Smaller(pause, Larger(left * 0.75, Smaller(MetadataLimits.UnknownKeyPause, left)));
        }

        return tried + pause;
    }

    /// <summary>
    /// Whether a message with an unknown key may make us look for a new one. Anyone can send one: forged ones must not make us hammer
    /// anybody.
    /// </summary>
    public static bool MayFetchForUnknownKey(MetadataFetches fetches, DateTimeOffset now) =>
        !IsRecent(fetches.LastTriedAt, now) && !IsRecent(fetches.LastForUnknownKeyAt, now);

    /// <summary>Metadata past its validUntil vouches for no key any more; there is no falling back to none (S-123).</summary>
    public static bool IsUsable(DateTimeOffset? validUntil, DateTimeOffset now) => validUntil is not { } end || now < end;

    private static bool IsRecent(DateTimeOffset? at, DateTimeOffset now) => at is { } then && now - then < MetadataLimits.UnknownKeyPause;

    private static TimeSpan Usual(TimeSpan? cacheDuration) =>
        Smaller(Larger(cacheDuration ?? MetadataLimits.LongestRefresh, MetadataLimits.ShortestRefresh), MetadataLimits.LongestRefresh);

    private static TimeSpan Retry(int failures) =>
        Smaller(MetadataLimits.FirstRetry * Math.Pow(2, Math.Min(failures - 1, 20)), MetadataLimits.ShortestRefresh);

    private static TimeSpan Smaller(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static TimeSpan Larger(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
