using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Security.Cryptography;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Webhooks;

namespace RunBroker.Operations;

/// <summary>
/// Delivers the outbox: at least once, side by side, and at once when this node wrote something. Messages that other nodes wrote
/// and could not deliver are found by looking every second. A node that dies loses its lease, and another takes the message. One loop leases
/// and writes down what came of what it leased before, both by one transaction.
/// </summary>
internal sealed partial class OutboxWorker(Db db, IEnumerable<OutboxChannel> channels, TimeProvider time, ILogger<OutboxWorker> log)
    : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <summary>Answers that come within this time of the first are written down with it.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(4);

    /// <summary>Whoever wrote a message has a person to answer, and goes first.</summary>
    private static readonly TimeSpan Courtesy = TimeSpan.FromMilliseconds(2);

    /// <summary>At the end: what is given up then answers at once.</summary>
    private static readonly TimeSpan Ending = TimeSpan.FromSeconds(5);

    private readonly FrozenDictionary<string, OutboxChannel> byKind = channels.ToFrozenDictionary(c => c.Kind, StringComparer.Ordinal);
    private readonly OutboxUnderWay underWay = new();
    private readonly SemaphoreSlim wake = new(0);
    private int written;

    public override void Dispose()
    {
        wake.Dispose();
        underWay.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        db.OutboxWritten = WakeSoon;
        try
        {
            await TakeOver(stoppingToken);
            while (!stoppingToken.IsCancellationRequested)
            {
                while (await Step(stoppingToken))
                    stoppingToken.ThrowIfCancellationRequested();
                await wake.WaitAsync(Look, stoppingToken);
                await Gather(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Leased messages become due again by themselves.
        }
        finally
        {
            db.OutboxWritten = null;
            // What was sent is noted even when the broker is being stopped.
            await underWay.Gather(Ending, CancellationToken.None);
            await WriteApart(underWay.Take());
        }
    }

    /// <summary>
    /// On SQLite there is one process, so what is leased is leased by one that died. If there should be two after all, an app is told
    /// twice, by the same jti.
    /// </summary>
    private async Task TakeOver(CancellationToken stop)
    {
#pragma warning disable CA1031 // a background job outlives an outage of the database
        try
        {
            if (db.Kind == DbKind.Sqlite)
                await db.Write(OutboxStore.ReleaseAll, stop);
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            LogLost(e); // the leases run out by themselves
        }
#pragma warning restore CA1031
    }

    /// <returns>Whether something was released: then there may be more.</returns>
    private async Task<bool> Step(CancellationToken stop)
    {
        var answered = underWay.Take();
#pragma warning disable CA1031 // a background job outlives an outage of the database
        try
        {
            var now = time.GetUtcNow();
            // Looking costs two short reads; only what is due costs a write.
            var (leaseEnd, due) = await db.Read(
                async tx => (await OutboxStore.LeaseEnd(tx), await OutboxStore.DueLanes(tx, now, Limits.OutboxPlaces)), stop);
            var shares = OutboxShares.Of(due, underWay.ByLane, Limits.OutboxPlaces);
            if (!answered.IsEmpty || !shares.IsEmpty)
                await Turn(answered, shares, now, stop);
            answered = [];
            return leaseEnd <= now && await db.Write(tx => OutboxStore.Release(tx, now), stop) > 0;
        }
        catch (Exception e)
        {
            await WriteApart(answered);
            if (stop.IsCancellationRequested)
                throw;
            LogLost(e);
            return false;
        }
#pragma warning restore CA1031
    }

    /// <summary>Writes down what came of messages, and takes others in their place.</summary>
    private async Task Turn(
        ImmutableArray<OutboxOutcome> answered, ImmutableArray<OutboxShare> shares, DateTimeOffset now, CancellationToken stop)
    {
        var outcomes = OutboxOutcome.Alike(answered);
        var leased = await db.Write(
            async tx =>
            {
                foreach (var alike in outcomes)
                    await OutboxOutcome.Write(tx, alike, now);
                var taken = ImmutableArray.CreateBuilder<OutboxMessage>();
                foreach (var share in shares)
                    taken.AddRange(await OutboxStore.Lease(tx, share.Lane, now, now + Limits.OutboxLease, share.Take));
                return await OutboxBatch.Ready(tx, taken, byKind);
            }, CancellationToken.None);
        foreach (var alike in outcomes)
            LogAll(alike);
        underWay.Start([.. leased.SelectMany(l => l.Messages)]);
        foreach (var (messages, channel, send) in leased)
        {
            // Side by side on all processors: each has a signature to make.
            foreach (var message in messages)
                _ = Task.Run(() => Run(message, channel, send, stop), CancellationToken.None);
        }
    }

    private async Task Run(OutboxMessage message, OutboxChannel? channel, OutboxSend? send, CancellationToken stop)
    {
        OutboxOutcome? outcome = null;
#pragma warning disable CA1031 // one message's fault is not the others'; its lease runs out and it is tried again
        try
        {
            outcome = channel is null || send is null ? OfNewerNode(message) : await Deliver(message, channel, send, stop);
        }
        catch (Exception e)
        {
            if (!stop.IsCancellationRequested)
                LogFault(message.Id, e);
        }
#pragma warning restore CA1031
        finally
        {
            underWay.Answered(message, outcome);
            if (!stop.IsCancellationRequested)
                Wake();
        }
    }

    /// <summary>A newer node wrote it: it delivers it, too.</summary>
    private OutboxOutcome OfNewerNode(OutboxMessage message) => new(
        message, null,
        new DeliveryVerdict.Retry(time.GetUtcNow() + Limits.OutboxLease, "this node does not know the kind", message.Attempts - 1), null);

    private async Task<OutboxOutcome> Deliver(OutboxMessage message, OutboxChannel channel, OutboxSend send, CancellationToken stop)
    {
        var answer = await Send(message, send, stop);
        if (answer is null)
            return new(message, channel, null, null);
        var jitter = RandomNumberGenerator.GetInt32(1000) / 1000d;
        var verdict = DeliveryVerdict.Of(answer, message.Attempts, message.RoundAt, time.GetUtcNow(), jitter);
        return new(message, channel, verdict, answer is DeliveryAnswer.Status s ? s.Code : null);
    }

    /// <summary>A message that we cannot even make is tried as often as one that nobody takes, and given up as that one is.</summary>
    private async Task<DeliveryAnswer?> Send(OutboxMessage message, OutboxSend send, CancellationToken stop)
    {
#pragma warning disable CA1031 // whatever it is, it is of this message alone, and is told
        try
        {
            return await send(message, stop);
        }
        catch (Exception e) when (!stop.IsCancellationRequested && e is not StorageUnavailableException)
        {
            LogFault(message.Id, e);
            return new DeliveryAnswer.Nothing("a fault of the broker: its log has it");
        }
#pragma warning restore CA1031
    }

    /// <summary>Each by itself, so that what cannot be written of one takes nothing from the others.</summary>
    private async Task WriteApart(ImmutableArray<OutboxOutcome> answered)
    {
        foreach (var outcome in answered)
        {
#pragma warning disable CA1031 // its lease runs out and it is tried again
            try
            {
                var now = time.GetUtcNow();
                await db.Write(tx => OutboxOutcome.Write(tx, [outcome], now), CancellationToken.None);
                LogAll([outcome]);
            }
            catch (Exception e)
            {
                LogFault(outcome.Message.Id, e);
                if (e is StorageUnavailableException)
                    return;
            }
#pragma warning restore CA1031
        }
    }

    private Task Gather(CancellationToken stop) => Interlocked.Exchange(ref written, 0) == 0 || !underWay.IsIdle
        ? underWay.Gather(Gathering, stop) : Task.Delay(Courtesy, CancellationToken.None);

    private void WakeSoon()
    {
        Interlocked.Exchange(ref written, 1);
        Wake();
    }

    private void Wake()
    {
        if (wake.CurrentCount == 0)
            wake.Release();
    }

    private void LogAll(ImmutableArray<OutboxOutcome> alike)
    {
        var (message, verdict) = (alike[0].Message, alike[0].Verdict?.GetType().Name ?? "Gone");
        LogAnswered(message.Kind, message.Id, alike.Length, message.TenantId, verdict, message.Attempts);
    }

    [LoggerMessage(Level = LogLevel.Information,
        Message = "outbox_answered kind={Kind} message={Message} alike={Alike} tenant={Tenant} verdict={Verdict} attempt={Attempt}")]
    private partial void LogAnswered(string kind, string message, int alike, TenantId tenant, string verdict, int attempt);

    [LoggerMessage(Level = LogLevel.Error, Message = "outbox_fault message={Message}")]
    private partial void LogFault(string message, Exception e);

    [LoggerMessage(Level = LogLevel.Error, Message = "outbox_unreadable")]
    private partial void LogLost(Exception e);
}
