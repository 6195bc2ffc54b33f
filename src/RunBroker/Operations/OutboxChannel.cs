using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Webhooks;

namespace RunBroker.Operations;

/// <summary>One kind of message in the outbox. The worker leases, counts and retries; a channel sends and says what an end means.</summary>
/// <param name="Kind">As stored in <c>outbox.kind</c>.</param>
/// <param name="Send">One attempt. Null: whom it was for is gone, nothing is owed any more.</param>
/// <param name="After">In the transaction that stores the verdict.</param>
internal sealed record OutboxChannel(
    string Kind,
    Func<OutboxMessage, CancellationToken, Task<DeliveryAnswer?>> Send,
    Func<Tx, OutboxMessage, DeliveryVerdict, DateTimeOffset, Task> After)
{
    /// <summary>In the transaction that stores that nothing is owed any more.</summary>
    public Func<Tx, OutboxMessage, DateTimeOffset, Task> Gone { get; init; } = (_, _, _) => Task.CompletedTask;
}
