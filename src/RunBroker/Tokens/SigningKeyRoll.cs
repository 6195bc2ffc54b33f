using System.Collections.Immutable;
using RunBroker.Storage.Model;

namespace RunBroker.Tokens;

/// <summary>What to do about the keys of one algorithm.</summary>
internal abstract record SigningKeyStep
{
    private SigningKeyStep()
    {
    }

    public sealed record Nothing : SigningKeyStep;

    /// <summary>Publish another one, sign with it from then on, and end those before it later.</summary>
    /// <param name="RetireOldAt">Null: they are removed now.</param>
    public sealed record MakeNext(DateTimeOffset CreatedAt, DateTimeOffset ActiveAt, DateTimeOffset? RetireOldAt) : SigningKeyStep;

    /// <summary>The next one is published already: it begins earlier.</summary>
    public sealed record Hasten(SigningKeyRow Next, DateTimeOffset ActiveAt, DateTimeOffset RetireOldAt) : SigningKeyStep;

    /// <summary>So many are published already that another one would cost every app more than it helps.</summary>
    public sealed record TooMany : SigningKeyStep;
}

/// <summary>What an operator asked for.</summary>
/// <param name="Ahead">From now until the next key signs.</param>
/// <param name="Grace">From then until the one before is gone.</param>
internal sealed record SigningKeyAsk(ImmutableArray<string> Algorithms, TimeSpan Ahead, TimeSpan Grace)
{
    /// <summary>
    /// A key is in wrong hands: nothing that it signs may count a moment longer, whatever that costs. A next one that is published already lay in the
    /// same place, so it goes too.
    /// </summary>
    public bool IsEmergency => Ahead + Grace == TimeSpan.Zero;
}

/// <summary>
/// Publish the next, then switch, then retire (security.md O-070, P-006). Of each algorithm the newest never has an end, so there is always one that
/// signs; and no other is made while the newest is still to come. Pure.
/// </summary>
internal static class SigningKeyRoll
{
    private static readonly TimeSpan OneDay = TimeSpan.FromDays(1);
    /// <summary>What the database tells apart.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(1);

    /// <summary>How long a key verifies after its last signature when nobody says otherwise.</summary>
    /// <param name="session">The longest that a session may live.</param>
    public static TimeSpan GraceFor(TimeSpan session) => session + OneDay > Limits.SigningKeyGrace ? session + OneDay : Limits.SigningKeyGrace;

    /// <summary>What time alone brings about.</summary>
    /// <param name="keys">Of one algorithm, the oldest first. None: somebody took them away, and one is made at once.</param>
    public static SigningKeyStep Decide(IReadOnlyList<SigningKeyRow> keys, TimeSpan grace, DateTimeOffset now)
    {
        if (keys is not [.., var newest])
            return First(now);
        if (newest.ActiveAt > now || now < NextMade(newest))
            return new SigningKeyStep.Nothing();
        // After a long sleep the next one is still published for all of its time before it signs.
        var active = Later(newest.ActiveAt + Limits.SigningKeyLife, now + Limits.SigningKeyAhead);
        return new SigningKeyStep.MakeNext(MadeAfter(newest, now), active, active + grace);
    }

    /// <summary>Because an operator asked; never later than what is foreseen already.</summary>
    /// <param name="spread">What all nodes need to read a new key: nobody may meet one at a node that does not publish it.</param>
    public static SigningKeyStep Ask(IReadOnlyList<SigningKeyRow> keys, SigningKeyAsk ask, TimeSpan spread, DateTimeOffset now)
    {
        if (keys is not [.., var newest])
            return First(now);
        if (ask.IsEmergency)
            return new SigningKeyStep.MakeNext(MadeAfter(newest, now), now, null);
        if (newest.ActiveAt <= now)
        {
            var active = Later(now + spread, Earlier(now + ask.Ahead, newest.ActiveAt + Limits.SigningKeyLife));
            return keys.Count(k => !IsGone(k, now)) >= Limits.SigningKeysOfOneAlgorithm
                ? new SigningKeyStep.TooMany() : new SigningKeyStep.MakeNext(MadeAfter(newest, now), active, active + ask.Grace);
        }

        // One that has been there for longer is known everywhere; a clock that was moved back does not make it wait.
        var known = Earlier(newest.CreatedAt, now) + spread;
        var earlier = Earlier(newest.ActiveAt, Later(now + ask.Ahead, known));
        return new SigningKeyStep.Hasten(newest, earlier, earlier + ask.Grace);
    }

    /// <summary>When the one that signs now is followed by another, as far as that is foreseen.</summary>
    /// <param name="newest">Of one algorithm.</param>
    public static DateTimeOffset NextSwitch(SigningKeyRow newest, DateTimeOffset now) =>
        newest.ActiveAt > now ? newest.ActiveAt : newest.ActiveAt + Limits.SigningKeyLife;

    /// <summary>When the one after it is to be published.</summary>
    /// <param name="newest">Of one algorithm.</param>
    public static DateTimeOffset NextMade(SigningKeyRow newest) => newest.ActiveAt + Limits.SigningKeyLife - Limits.SigningKeyAhead;

    public static bool IsGone(SigningKeyRow key, DateTimeOffset now) => key.RetiredAt is { } end && end <= now;

    private static SigningKeyStep.MakeNext First(DateTimeOffset now) => new(now, now, now);

    /// <summary>Its place among the others is told by when it was made, also after the clock was moved back.</summary>
    private static DateTimeOffset MadeAfter(SigningKeyRow newest, DateTimeOffset now) => Later(now, newest.CreatedAt + Least);

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
