using RunBroker.Storage.Model;

namespace RunBroker.Upstream.Saml;

/// <summary>What to do about our keys of one use.</summary>
internal abstract record KeyRollStep
{
    private KeyRollStep()
    {
    }

    public sealed record Nothing : KeyRollStep;

    /// <summary>Publish another one, use it from then on, and end those before it later.</summary>
    public sealed record MakeNext(int Generation, DateTimeOffset ActiveAt, DateTimeOffset RetireOldAt) : KeyRollStep;

    /// <summary>So many are kept already that another one would cost more than it helps (S-086).</summary>
    public sealed record TooMany : KeyRollStep;

    /// <summary>The next one is there: it begins earlier.</summary>
    public sealed record Hasten(SamlKeyRow Next, DateTimeOffset ActiveAt, DateTimeOffset RetireOldAt) : KeyRollStep;
}

/// <summary>
/// Publish the next, then switch, then retire (S-087, IIP-SP08). A provider that reads our metadata at least every <see cref="Limits.SamlKeyAhead"/>
/// never meets a signature that it cannot check, and never encrypts to a key that is gone. Pure.
/// </summary>
internal static class KeyRoll
{
    /// <param name="keys">Of one connection and one use.</param>
    public static KeyRollStep Decide(IReadOnlyCollection<SamlKeyRow> keys, DateTimeOffset now)
    {
        if (keys.MaxBy(k => k.Generation) is not { } newest)
            return new KeyRollStep.MakeNext(1, now, now);
        var end = newest.ActiveAt + Limits.SamlKeyLife;
        if (newest.ActiveAt > now || now < end - Limits.SamlKeyAhead)
            return new KeyRollStep.Nothing();
        // After a long sleep the next one still gets all of its time in the metadata.
        var active = Later(end, now + Limits.SamlKeyAhead);
        return new KeyRollStep.MakeNext(newest.Generation + 1, active, active + Limits.SamlKeyGrace);
    }

    /// <summary>Because an admin asked; never later than what is foreseen already.</summary>
    public static KeyRollStep Ask(IReadOnlyCollection<SamlKeyRow> keys, TimeSpan ahead, TimeSpan grace, DateTimeOffset now)
    {
        var (newest, active) = (keys.MaxBy(k => k.Generation), now + ahead);
        if (newest is null)
            return new KeyRollStep.MakeNext(1, now, now);
        if (newest.ActiveAt <= now)
        {
            // What takes all others away at once is the way out of a stolen key: never refused.
            return ahead + grace > TimeSpan.Zero && keys.Count(k => !OwnKeys.Retired(k, now)) >= Limits.SamlKeysOfOneUse
                ? new KeyRollStep.TooMany() : new KeyRollStep.MakeNext(newest.Generation + 1, active, active + grace);
        }

        var earlier = newest.ActiveAt < active ? newest.ActiveAt : active;
        return new KeyRollStep.Hasten(newest, earlier, earlier + grace);
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
