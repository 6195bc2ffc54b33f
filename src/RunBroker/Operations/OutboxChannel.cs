using System.Collections.Immutable;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Webhooks;

namespace RunBroker.Operations;

/// <summary>One attempt.</summary>
/// <returns>Null: whom it was for is gone, nothing is owed any more.</returns>
internal delegate Task<DeliveryAnswer?> OutboxSend(OutboxMessage message, CancellationToken stop);

/// <summary>One kind of message in the outbox. The worker leases, counts and retries; a channel sends and says what an end means.</summary>
/// <param name="Kind">As stored in <c>outbox.kind</c>.</param>
/// <param name="Ready">In the transaction that leases them: what all of them need is read once. It changes nothing.</param>
/// <param name="After">In the transaction that stores the verdict: it is that of all of these, of one tenant, at the same attempt.</param>
internal sealed record OutboxChannel(
    string Kind,
    Func<Tx, ImmutableArray<OutboxMessage>, Task<OutboxSend>> Ready,
    Func<Tx, ImmutableArray<OutboxMessage>, DeliveryVerdict, DateTimeOffset, Task> After)
{
    /// <summary>In the transaction that stores that nothing is owed any more.</summary>
    public Func<Tx, ImmutableArray<OutboxMessage>, DateTimeOffset, Task> Gone { get; init; } = (_, _, _) => Task.CompletedTask;
}
