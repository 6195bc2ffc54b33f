using System.Collections.Immutable;
using System.Text.Json.Nodes;
using RunBroker.Operations;
using RunBroker.Storage;
using RunBroker.Storage.Model;

namespace RunBroker.Tokens;

/// <summary>
/// Does what <see cref="SigningKeyRoll"/> decides, for all nodes: it decides by what it reads in the transaction that writes it, and those of several
/// nodes come one after another.
/// </summary>
internal sealed class SigningKeyRolls(Db db, SigningKeys keys, Settings settings, TimeProvider time)
{
    public const string Rolled = "signing_key.rolled";

    /// <summary>How long the one before verifies when nobody says otherwise.</summary>
    public TimeSpan Grace => SigningKeyRoll.GraceFor(settings.AbsoluteLifetime);

    /// <summary>On SQLite this node is the only one.</summary>
    private TimeSpan Spread => db.Kind == DbKind.Postgres ? Limits.SigningKeySpread : TimeSpan.Zero;

    /// <summary>What is due by the clock.</summary>
    public Task Run(CancellationToken stop) =>
        Do(SigningKeys.Algorithms, (own, now) => SigningKeyRoll.Decide(own, Grace, now), "broker", null, stop);

    /// <summary>Now, because an operator asked. When it returns, this node publishes and signs accordingly.</summary>
    /// <returns>False when there are too many already; nothing was done.</returns>
    public Task<bool> Ask(SigningKeyAsk ask, string actor, string? ip, CancellationToken stop) =>
        Do(ask.Algorithms, (own, now) => SigningKeyRoll.Ask(own, ask, Spread, now), actor, ip, stop);

    private async Task<bool> Do(
        ImmutableArray<string> algorithms, Func<ImmutableArray<SigningKeyRow>, DateTimeOffset, SigningKeyStep> decide, string actor, string? ip,
        CancellationToken stop)
    {
        var spare = ImmutableDictionary<string, SigningKeyRow>.Empty;
        for (Outcome? outcome = null; outcome is null or Outcome.AnotherCameFirst;)
        {
            // Most rounds find nothing to do; and keys are made here, since nobody may wait for that inside a write.
            var found = Steps(await db.Read(KeyStore.All, stop), algorithms, decide);
            if (found.All(s => s.Step is SigningKeyStep.Nothing))
                return true;
            foreach (var (alg, step) in found)
            {
                if (step is SigningKeyStep.MakeNext && !spare.ContainsKey(alg))
                    spare = spare.Add(alg, keys.Make(alg));
            }

            var made = spare;
            outcome = await db.Write(
                async tx =>
                {
                    await KeyStore.InTurn(tx);
                    return await Write(tx, Steps(await KeyStore.All(tx), algorithms, decide), made, new(actor, ip, time.GetUtcNow()));
                }, stop);
            if (outcome == Outcome.TooMany)
                return false;
        }

        // It is done: whoever asked may be gone.
        await keys.Load(CancellationToken.None);
        return true;
    }

    private ImmutableArray<(string Alg, SigningKeyStep Step)> Steps(
        ImmutableArray<SigningKeyRow> all, ImmutableArray<string> algorithms, Func<ImmutableArray<SigningKeyRow>, DateTimeOffset, SigningKeyStep> decide)
    {
        var now = time.GetUtcNow();
        return [.. algorithms.Select(alg => (alg, decide([.. all.Where(k => k.Alg == alg)], now)))];
    }

    /// <summary>All of it or, when one step cannot be done, none.</summary>
    private static async Task<Outcome> Write(
        Tx tx, ImmutableArray<(string Alg, SigningKeyStep Step)> steps, ImmutableDictionary<string, SigningKeyRow> spare, By by)
    {
        if (steps.Any(s => s.Step is SigningKeyStep.TooMany))
            return Outcome.TooMany;
        if (steps.Any(s => s.Step is SigningKeyStep.MakeNext && !spare.ContainsKey(s.Alg)))
            return Outcome.AnotherCameFirst;
        foreach (var (alg, step) in steps)
        {
            switch (step)
            {
                case SigningKeyStep.MakeNext make:
                    var next = spare[alg] with { CreatedAt = make.CreatedAt, ActiveAt = make.ActiveAt };
                    await KeyStore.Insert(tx, next);
                    await EndOthers(tx, next, make.RetireOldAt);
                    await Tell(tx, next, make.RetireOldAt, by);
                    break;
                case SigningKeyStep.Hasten hasten:
                    var earlier = await KeyStore.Activate(tx, hasten.Next, hasten.ActiveAt);
                    if (await EndOthers(tx, hasten.Next, hasten.RetireOldAt) > 0 || earlier)
                        await Tell(tx, hasten.Next with { ActiveAt = hasten.ActiveAt }, hasten.RetireOldAt, by);
                    break;
            }
        }

        return Outcome.Done;
    }

    private static Task<int> EndOthers(Tx tx, SigningKeyRow key, DateTimeOffset? at) =>
        at is { } end ? KeyStore.RetireOthers(tx, key, end) : KeyStore.DeleteOthers(tx, key);

    private static Task Tell(Tx tx, SigningKeyRow key, DateTimeOffset? retireOldAt, By by) =>
        Events.Record(tx, new(Rolled, null, by.Actor, "signing_key", key.Kid, new JsonObject
        {
            ["kid"] = key.Kid,
            ["alg"] = key.Alg,
            ["active_at"] = key.ActiveAt.UtcDateTime,
            ["old_retired_at"] = (retireOldAt ?? by.At).UtcDateTime,
        }, by.Ip, by.At));

    private sealed record By(string Actor, string? Ip, DateTimeOffset At);

    private enum Outcome
    {
        Done,
        TooMany,
        AnotherCameFirst,
    }
}
