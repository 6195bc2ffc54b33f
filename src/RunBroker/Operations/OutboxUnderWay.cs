using System.Collections.Concurrent;
using System.Collections.Immutable;
using RunBroker.Storage.Model;

namespace RunBroker.Operations;

/// <summary>
/// Messages under way at this node, and what came of those that wait to be written down together: a transaction costs hardly more for twenty
/// than for one. A message holds its place in its lane until it is written down. Started and taken by the worker's one loop, answered by many.
/// </summary>
internal sealed class OutboxUnderWay : IDisposable
{
    private readonly ConcurrentQueue<(string Lane, OutboxOutcome? Outcome)> answered = new();
    private readonly Dictionary<string, int> byLane = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim allAnswered = new(0);
    private int unanswered;

    /// <summary>How many, by lane.</summary>
    public IReadOnlyDictionary<string, int> ByLane => byLane;

    public bool IsIdle => byLane.Count == 0;

    public void Dispose() => allAnswered.Dispose();

    public void Start(ImmutableArray<OutboxMessage> messages)
    {
        foreach (var message in messages)
            byLane[message.Lane] = byLane.GetValueOrDefault(message.Lane) + 1;
        Interlocked.Add(ref unanswered, messages.Length);
    }

    /// <param name="outcome">Null: nothing is known of it, and its lease runs out.</param>
    public void Answered(OutboxMessage message, OutboxOutcome? outcome)
    {
        answered.Enqueue((message.Lane, outcome));
        if (Interlocked.Decrement(ref unanswered) == 0)
            allAnswered.Release();
    }

    /// <summary>Until all are answered, and no longer than that.</summary>
    public async Task Gather(TimeSpan longest, CancellationToken stop)
    {
        while (allAnswered.Wait(0, CancellationToken.None))
        {
            // Of what was taken before.
        }

        if (Volatile.Read(ref unanswered) > 0)
            await allAnswered.WaitAsync(longest, stop);
    }

    /// <summary>Those that were answered, whose places are free from now on.</summary>
    public ImmutableArray<OutboxOutcome> Take()
    {
        var taken = ImmutableArray.CreateBuilder<OutboxOutcome>();
        while (answered.TryDequeue(out var one))
        {
            if (--byLane[one.Lane] == 0)
                byLane.Remove(one.Lane);
            if (one.Outcome is { } outcome)
                taken.Add(outcome);
        }

        return taken.ToImmutable();
    }
}
