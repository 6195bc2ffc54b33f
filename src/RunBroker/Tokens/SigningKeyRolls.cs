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

    /// <summary>What is due by the clock. Nothing before they are loaded: the first are made before that, and not here.</summary>
    public Task Run(CancellationToken stop) => keys.AreLoaded
        ? Do(SigningKeys.Algorithms, (own, now) => SigningKeyRoll.Decide(own, Grace, now), "broker", null, stop) : Task.CompletedTask;

    /// <summary>Now, because an operator asked. When it returns, this node publishes and signs accordingly.</summary>
    public Task<RollOutcome> Ask(SigningKeyAsk ask, string actor, string? ip, CancellationToken stop) =>
        Do(ask.Algorithms, (own, now) => SigningKeyRoll.Ask(own, ask, Spread, now), actor, ip, stop);

    private async Task<RollOutcome> Do(
        ImmutableArray<string> algorithms, Func<ImmutableArray<SigningKeyRow>, DateTimeOffset, SigningKeyStep> decide, string actor, string? ip,
        CancellationToken stop)
    {
        var spare = ImmutableDictionary<string, SigningKeyRow>.Empty;
        RollOutcome? outcome = null;
        while (outcome is null)
        {
            // Most rounds find nothing to do; and keys are made here, since nobody may wait for that inside a write.
            var found = Steps(await db.Read(KeyStore.All, stop), algorithms, decide);
            if (found.All(s => s.Step is SigningKeyStep.Nothing))
                return RollOutcome.NothingToDo;
            foreach (var (alg, step) in found)
            {
                if (step is SigningKeyStep.MakeNext && !spare.ContainsKey(alg))
                    spare = spare.Add(alg, await OwnThread.Run(() => keys.Make(alg)));
            }

            var made = spare;
            outcome = await db.Write(
                async tx =>
                {
                    await KeyStore.InTurn(tx);
                    var all = await KeyStore.All(tx);
                    return await Write(tx, all, Steps(all, algorithms, decide), made, new(actor, ip, time.GetUtcNow()));
                }, stop);
        }

        // It is done: whoever asked may be gone.
        if (outcome is not RollOutcome.TooMany)
            await keys.Load(CancellationToken.None);
        return outcome.Value;
    }

    private ImmutableArray<(string Alg, SigningKeyStep Step)> Steps(
        ImmutableArray<SigningKeyRow> all, ImmutableArray<string> algorithms, Func<ImmutableArray<SigningKeyRow>, DateTimeOffset, SigningKeyStep> decide)
    {
        var now = time.GetUtcNow();
        return [.. algorithms.Select(alg => (alg, decide([.. all.Where(k => k.Alg == alg)], now)))];
    }

    /// <summary>All of it or, when one step cannot be done, none.</summary>
    /// <returns>Null: another came first, and there is no spare key for what is to be done now.</returns>
    private static async Task<RollOutcome?> Write(
        Tx tx, ImmutableArray<SigningKeyRow> all, ImmutableArray<(string Alg, SigningKeyStep Step)> steps,
        ImmutableDictionary<string, SigningKeyRow> spare, By by)
    {
        if (steps.Any(s => s.Step is SigningKeyStep.TooMany))
            return RollOutcome.TooMany;
        if (steps.Any(s => s.Step is SigningKeyStep.MakeNext && !spare.ContainsKey(s.Alg)))
            return null;
        var done = RollOutcome.NothingToDo;
        foreach (var (alg, step) in steps)
        {
            switch (step)
            {
                case SigningKeyStep.MakeNext make:
                    var next = spare[alg] with { CreatedAt = make.CreatedAt, ActiveAt = make.ActiveAt };
                    await KeyStore.Insert(tx, next);
                    if (make.RetireOldAt is { } end)
                    {
                        await KeyStore.RetireOthers(tx, next, end);
                        await Tell(tx, next, end, by);
                    }
                    else
                    {
                        await KeyStore.DeleteOthers(tx, next);
                        await Tell(tx, next, by.At, by, [.. all.Where(k => k.Alg == alg).Select(k => k.Kid)]);
                    }

                    done = RollOutcome.Done;
                    break;
                case SigningKeyStep.Hasten hasten:
                    var earlier = await KeyStore.Activate(tx, hasten.Next, hasten.ActiveAt);
                    if (await KeyStore.RetireOthers(tx, hasten.Next, hasten.RetireOldAt) > 0 || earlier)
                    {
                        await Tell(tx, hasten.Next with { ActiveAt = hasten.ActiveAt }, hasten.RetireOldAt, by);
                        done = RollOutcome.Done;
                    }

                    break;
            }
        }

        return done;
    }

    /// <param name="removed">In an emergency: what is gone with its private part.</param>
    private static Task Tell(Tx tx, SigningKeyRow key, DateTimeOffset oldRetiredAt, By by, ImmutableArray<string>? removed = null)
    {
        var data = new JsonObject
        {
            ["kid"] = key.Kid,
            ["alg"] = key.Alg,
            ["active_at"] = key.ActiveAt.UtcDateTime,
            ["old_retired_at"] = oldRetiredAt.UtcDateTime,
        };
        if (removed is { } kids)
            data["removed"] = new JsonArray([.. kids.Select(kid => JsonValue.Create(kid))]);
        return Events.Record(tx, new(Rolled, null, by.Actor, "signing_key", key.Kid, data, by.Ip, by.At));
    }

    private sealed record By(string Actor, string? Ip, DateTimeOffset At);
}

internal enum RollOutcome
{
    Done,
    /// <summary>All was as asked already.</summary>
    NothingToDo,
    /// <summary>There are too many keys already; nothing was done.</summary>
    TooMany,
}
