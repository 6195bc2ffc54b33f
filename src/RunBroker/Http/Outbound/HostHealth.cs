namespace RunBroker.Http.Outbound;

internal enum HostVerdict
{
    /// <summary>The host answered, whatever it said.</summary>
    Reached,
    /// <summary>No address, no connection, or no answer in time: what costs everybody who waits for it.</summary>
    Unreachable,
    /// <summary>Given up for another reason; says nothing about the host.</summary>
    Unknown,
}

/// <summary>
/// What is known of one host, a circuit breaker as a value: three failures in a row close the road for five seconds, then one
/// request tries it; each further failure doubles the pause, to a minute at most. Without it a dead upstream would hold
/// every one of its sign-ins for the whole timeout.
/// </summary>
internal sealed record HostHealth(int Failures, DateTimeOffset ClosedUntil, bool Trying)
{
    private const int FailuresToClose = 3;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    public static HostHealth Good { get; } = new(0, DateTimeOffset.MinValue, false);

    /// <summary>Null: do not ask this host now. Otherwise the health while the request runs.</summary>
    public HostHealth? Enter(DateTimeOffset now)
    {
        if (Failures < FailuresToClose)
            return this;
        return now < ClosedUntil || Trying ? null : this with { Trying = true };
    }

    public HostHealth Leave(HostVerdict verdict, DateTimeOffset now) => verdict switch
    {
        HostVerdict.Reached => Good,
        HostVerdict.Unknown => this with { Trying = false },
        // Requests that set out together while the road was open fail together: that is one pause, not a doubling each.
        _ when Failures >= FailuresToClose && now < ClosedUntil => this with { Trying = false },
        _ => new(Failures + 1, now + PauseAfter(Failures + 1), false),
    };

    /// <summary>Long past: may be forgotten.</summary>
    public bool IsStale(DateTimeOffset now) => Failures == 0 || now >= ClosedUntil + LongestPause;

    private static TimeSpan PauseAfter(int failures)
    {
        var doublings = Math.Clamp(failures - FailuresToClose, 0, 4);
        var pause = FirstPause * (1 << doublings);
        return pause < LongestPause ? pause : LongestPause;
    }
}
