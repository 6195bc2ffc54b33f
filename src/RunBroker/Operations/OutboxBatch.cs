using System.Collections.Frozen;
using System.Collections.Immutable;
using RunBroker.Storage;
using RunBroker.Storage.Model;

namespace RunBroker.Operations;

/// <summary>Leased messages of one kind, ready to be sent.</summary>
/// <param name="Channel">Null: this node does not know the kind.</param>
internal sealed record OutboxBatch(ImmutableArray<OutboxMessage> Messages, OutboxChannel? Channel, OutboxSend? Send)
{
    /// <summary>In the transaction that leases them.</summary>
    public static async Task<ImmutableArray<OutboxBatch>> Ready(
        Tx tx, IEnumerable<OutboxMessage> messages, FrozenDictionary<string, OutboxChannel> byKind)
    {
        var batches = ImmutableArray.CreateBuilder<OutboxBatch>();
        foreach (var ofKind in messages.GroupBy(m => m.Kind, StringComparer.Ordinal))
        {
            ImmutableArray<OutboxMessage> those = [.. ofKind];
            var channel = byKind.GetValueOrDefault(ofKind.Key);
            batches.Add(new(those, channel, channel is null ? null : await channel.Ready(tx, those)));
        }

        return batches.ToImmutable();
    }
}
