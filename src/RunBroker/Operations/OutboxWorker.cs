using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Security.Cryptography;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Webhooks;

namespace RunBroker.Operations;

/// <summary>
/// Delivers the outbox: at least once, side by side, and at once when this node wrote something. Messages that other nodes wrote
/// and could not deliver are found by looking every second. A node that dies loses its lease, and another takes the message.
/// </summary>
internal sealed partial class OutboxWorker(Db db, IEnumerable<OutboxChannel> channels, TimeProvider time, ILogger<OutboxWorker> log)
    : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private readonly FrozenDictionary<string, OutboxChannel> byKind = channels.ToFrozenDictionary(c => c.Kind, StringComparer.Ordinal);
    private readonly OutboxPlaces places = new();
    private readonly SemaphoreSlim wake = new(0);

    public override void Dispose()
    {
        wake.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        db.OutboxWritten = Wake;
        try
        {
            await TakeOver(stoppingToken);
            while (!stoppingToken.IsCancellationRequested)
            {
                while (await Step(stoppingToken))
                    stoppingToken.ThrowIfCancellationRequested();
                await wake.WaitAsync(Look, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Leased messages become due again by themselves.
        }
        finally
        {
            db.OutboxWritten = null;
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

    /// <returns>Whether something was leased or released: then there may be more.</returns>
    private async Task<bool> Step(CancellationToken stop)
    {
#pragma warning disable CA1031 // a background job outlives an outage of the database
        try
        {
            var now = time.GetUtcNow();
            // Looking costs two short reads; only what is due costs a write.
            if (await db.Read(OutboxStore.LeaseEnd, stop) <= now && await db.Write(tx => OutboxStore.Release(tx, now), stop) > 0)
                return true;
            return await Lease(now, stop);
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            LogLost(e);
            return false;
        }
#pragma warning restore CA1031
    }

    private async Task<bool> Lease(DateTimeOffset now, CancellationToken stop)
    {
        var due = await db.Read(tx => OutboxStore.DueLanes(tx, now, Limits.OutboxPlaces), stop);
        var shares = OutboxShares.Of(due, places.Taken, Limits.OutboxPlaces);
        if (shares.IsEmpty)
            return false;
        var leased = await db.Write(
            async tx =>
            {
                var taken = ImmutableArray.CreateBuilder<OutboxMessage>();
                foreach (var share in shares)
                    taken.AddRange(await OutboxStore.Lease(tx, share.Lane, now, now + Limits.OutboxLease, share.Take));
                return taken.ToImmutable();
            }, stop);
        foreach (var message in leased)
        {
            places.Take(message.Lane);
            _ = Run(message, stop);
        }

        return !leased.IsEmpty;
    }

    private async Task Run(OutboxMessage message, CancellationToken stop)
    {
#pragma warning disable CA1031 // one message's fault is not the others'; its lease runs out and it is tried again
        try
        {
            await Deliver(message, stop);
        }
        catch (Exception e)
        {
            if (!stop.IsCancellationRequested)
                LogFault(message.Id, e);
        }
#pragma warning restore CA1031
        finally
        {
            places.Leave(message.Lane);
            if (!stop.IsCancellationRequested)
                Wake();
        }
    }

    private async Task Deliver(OutboxMessage message, CancellationToken stop)
    {
        // A newer node wrote it: it delivers it, too.
        if (!byKind.TryGetValue(message.Kind, out var channel))
        {
            var later = time.GetUtcNow() + Limits.OutboxLease;
            await db.Write(
                tx => OutboxStore.Retry(tx, message, message.Attempts - 1, null, "this node does not know the kind", later), stop);
            return;
        }

        var answer = await Send(channel, message, stop);
        var now = time.GetUtcNow();
        // What was sent is noted even when the broker is being stopped.
        if (answer is null)
        {
            await db.Write(
                async tx =>
                {
                    if (await OutboxStore.Done(tx, message, "gone", null, null, now))
                        await channel.Gone(tx, message, now);
                }, CancellationToken.None);
            return;
        }

        var jitter = RandomNumberGenerator.GetInt32(1000) / 1000d;
        var verdict = DeliveryVerdict.Of(answer, message.Attempts, message.RoundAt, now, jitter);
        var status = answer is DeliveryAnswer.Status s ? s.Code : (int?)null;
        await db.Write(
            async tx =>
            {
                // The lease may be another's by now: then this attempt says nothing any more.
                if (await verdict.Match(
                    delivered: () => OutboxStore.Done(tx, message, "delivered", status, null, now),
                    retry: r => OutboxStore.Retry(tx, message, r.Attempts, status, r.Why, r.When),
                    failed: f => OutboxStore.Done(tx, message, "failed", status, f.Why, now),
                    disable: d => OutboxStore.Done(tx, message, "failed", status, d.Why, now)))
                    await channel.After(tx, message, verdict, now);
            }, CancellationToken.None);
        LogAnswered(message.Kind, message.Id, message.TenantId, verdict.GetType().Name, message.Attempts);
    }

    /// <summary>A message that we cannot even make is tried as often as one that nobody takes, and given up as that one is.</summary>
    private async Task<DeliveryAnswer?> Send(OutboxChannel channel, OutboxMessage message, CancellationToken stop)
    {
#pragma warning disable CA1031 // whatever it is, it is of this message alone, and is told
        try
        {
            return await channel.Send(message, stop);
        }
        catch (Exception e) when (!stop.IsCancellationRequested && e is not StorageUnavailableException)
        {
            LogFault(message.Id, e);
            return new DeliveryAnswer.Nothing("a fault of the broker: its log has it");
        }
#pragma warning restore CA1031
    }

    private void Wake()
    {
        if (wake.CurrentCount == 0)
            wake.Release();
    }

    [LoggerMessage(Level = LogLevel.Information,
        Message = "outbox_answered kind={Kind} message={Message} tenant={Tenant} verdict={Verdict} attempt={Attempt}")]
    private partial void LogAnswered(string kind, string message, TenantId tenant, string verdict, int attempt);

    [LoggerMessage(Level = LogLevel.Error, Message = "outbox_fault message={Message}")]
    private partial void LogFault(string message, Exception e);

    [LoggerMessage(Level = LogLevel.Error, Message = "outbox_unreadable")]
    private partial void LogLost(Exception e);
}
