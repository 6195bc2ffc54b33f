using System.Collections.Immutable;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Webhooks;

namespace RunBroker.Operations;

/// <summary>What came of one attempt.</summary>
/// <param name="Channel">Null: this node does not know the kind.</param>
/// <param name="Verdict">Null: nothing is owed any more.</param>
/// <param name="Status">That it was answered with.</param>
internal sealed record OutboxOutcome(OutboxMessage Message, OutboxChannel? Channel, DeliveryVerdict? Verdict, int? Status)
{
    /// <summary>Those of which the same came, of one tenant and lease, at the same attempt: they are written down by one statement.</summary>
    public static ImmutableArray<ImmutableArray<OutboxOutcome>> Alike(IEnumerable<OutboxOutcome> outcomes) =>
        [.. outcomes
            .GroupBy(o => (o.Message.Kind, o.Message.TenantId, o.Message.LeasedUntil, o.Message.Attempts, o.Verdict, o.Status))
            .Select(alike => alike.ToImmutableArray())];

    /// <summary>What a lease that is another's by now would say does not count.</summary>
    /// <param name="alike">As of <see cref="Alike"/>.</param>
    public static async Task Write(Tx tx, ImmutableArray<OutboxOutcome> alike, DateTimeOffset now)
    {
        var (first, messages) = (alike[0], alike.Select(o => o.Message).ToImmutableArray());
        if (first.Verdict is DeliveryVerdict.Retry retry)
        {
            var kept = ImmutableArray.CreateBuilder<OutboxMessage>(messages.Length);
            foreach (var message in messages)
            {
                if (await OutboxStore.Retry(tx, message, retry.Attempts, first.Status, retry.Why, retry.When))
                    kept.Add(message);
            }

            messages = kept.ToImmutable();
        }
        else
        {
            var (state, why) = first.Verdict switch
            {
                null => ("gone", null),
                DeliveryVerdict.Failed failed => ("failed", failed.Why),
                DeliveryVerdict.Disable disable => ("failed", disable.Why),
                _ => ("delivered", (string?)null),
            };
            var done = (await OutboxStore.Done(tx, messages, state, first.Status, why, now)).ToHashSet(StringComparer.Ordinal);
            messages = done.Count == messages.Length ? messages : [.. messages.Where(m => done.Contains(m.Id))];
        }

        if (messages.IsEmpty || first.Channel is not { } channel)
            return;
        await (first.Verdict is { } verdict ? channel.After(tx, messages, verdict, now) : channel.Gone(tx, messages, now));
    }
}
