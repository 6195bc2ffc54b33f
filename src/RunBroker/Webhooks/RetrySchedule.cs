using System.Collections.Immutable;

namespace RunBroker.Webhooks;

/// <summary>When to try again, or that it is over.</summary>
public abstract record NextTry
{
    private NextTry() { }

    public sealed record At(DateTimeOffset When) : NextTry;

    public sealed record Never : NextTry;
}

/// <summary>Growing pauses within <see cref="Window"/> of the first attempt: a receiver may be down for a night and miss nothing.</summary>
public static class RetrySchedule
{
    public static TimeSpan Window { get; } = TimeSpan.FromHours(24);

    /// <summary>The pause after the first attempt, the second, … Eleven attempts, and 22.8 hours with the most jitter.</summary>
    public static ImmutableArray<TimeSpan> Pauses { get; } =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(1), TimeSpan.FromHours(2), TimeSpan.FromHours(4), TimeSpan.FromHours(6), TimeSpan.FromHours(7),
    ];

    /// <summary>
    /// A receiver that asks for a day, or a year, by a mistake or by a proxy in front of it, would else never learn of a sign-out.
    /// </summary>
    public static TimeSpan LongestAsked { get; } = Pauses[^1];

    private static TimeSpan LongestTrial { get; } = TimeSpan.FromMinutes(10);

    /// <param name="attempts">Made so far, one or more.</param>
    /// <param name="firstAt">When the first was made.</param>
    /// <param name="now">When the last was answered.</param>
    /// <param name="retryAfter">
    /// What the receiver asked for (RFC9110-10.2.3): not tried earlier, up to <see cref="LongestAsked"/>. Past the window: over, since the
    /// promise is 24 hours.
    /// </param>
    /// <param name="jitter">0 to 1: adds that part of a tenth of the pause, so that a recovered receiver is not hit by all at once.</param>
    public static NextTry NextAttempt(int attempts, DateTimeOffset firstAt, DateTimeOffset now, TimeSpan? retryAfter, double jitter)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempts, 1);
        if (attempts > Pauses.Length) return new NextTry.Never();

        var asked = retryAfter is not { } wait ? TimeSpan.Zero : wait < LongestAsked ? wait : LongestAsked;
        var pause = asked > Pauses[attempts - 1] ? asked : Pauses[attempts - 1];
        return At(now + (pause * Jittered(jitter)), firstAt);
    }

    /// <summary>
    /// When to look again whether the receiver may be asked at all: soon at first, then every ten minutes, so that a backlog of thousands
    /// costs little and is gone soon after the receiver is back.
    /// </summary>
    public static NextTry NextTrial(DateTimeOffset firstAt, DateTimeOffset now, double jitter)
    {
        var half = (now - firstAt) / 2;
        var pause = half < Pauses[0] ? Pauses[0] : half > LongestTrial ? LongestTrial : half;
        return At(now + (pause * Jittered(jitter)), firstAt);
    }

    private static double Jittered(double jitter) => 1 + (0.1 * Math.Clamp(jitter, 0, 1));

    private static NextTry At(DateTimeOffset when, DateTimeOffset firstAt) =>
        when < firstAt + Window ? new NextTry.At(when) : new NextTry.Never();
}
