using System.Collections.Frozen;
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
    /// <summary>Attempts at once on this node; each is one socket and at most ten seconds.</summary>
    private const int MostAtOnce = 32;

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private readonly FrozenDictionary<string, OutboxChannel> byKind = channels.ToFrozenDictionary(c => c.Kind, StringComparer.Ordinal);
    private readonly SemaphoreSlim wake = new(0);
    private int running;

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
                await Step(stoppingToken);
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
    /// On SQLite there is one process, so what is leased is leased by one that died. If there should be two after all, an app is told twice,
    /// by the same jti.
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

    private async Task Step(CancellationToken stop)
    {
#pragma warning disable CA1031 // a background job outlives an outage of the database
        try
        {
            var now = time.GetUtcNow();
            var free = MostAtOnce - Volatile.Read(ref running);
            // Looking costs a read; only what is due costs a write.
            if (free <= 0 || await db.Read(OutboxStore.NextDue, stop) is not { } due || due > now.ToUnixTimeMilliseconds())
                return;
            var leased = await db.Write(tx => OutboxStore.Lease(tx, now, now + Limits.OutboxLease, free), stop);
            foreach (var message in leased)
            {
                Interlocked.Increment(ref running);
                _ = Run(message, stop);
            }
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            LogLost(e);
        }
#pragma warning restore CA1031
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
            Interlocked.Decrement(ref running);
            if (!stop.IsCancellationRequested)
                Wake();
        }
    }

    private async Task Deliver(OutboxMessage message, CancellationToken stop)
    {
        // A newer node wrote it: it delivers it, too.
        if (!byKind.TryGetValue(message.Kind, out var channel))
        {
            await db.Write(tx =>
                OutboxStore.Retry(tx, message, null, "this node does not know the kind", time.GetUtcNow() + Limits.OutboxLease), stop);
            return;
        }

        var answer = await channel.Send(message, stop);
        var now = time.GetUtcNow();
        // What was sent is noted even when the broker is being stopped.
        if (answer is null)
        {
            await db.Write(
                async tx =>
                {
                    await OutboxStore.Done(tx, message, "gone", null, null, now);
                    await channel.Gone(tx, message, now);
                }, CancellationToken.None);
            return;
        }

        var verdict = DeliveryVerdict.Of(answer, message.Attempts, message.CreatedAt, now, RandomNumberGenerator.GetInt32(1000) / 1000d);
        var status = answer is DeliveryAnswer.Status s ? s.Code : (int?)null;
        await db.Write(
            async tx =>
            {
                await verdict.Match(
                    delivered: () => OutboxStore.Done(tx, message, "delivered", status, null, now),
                    retry: r => OutboxStore.Retry(tx, message, status, r.Why, r.When),
                    failed: f => OutboxStore.Done(tx, message, "failed", status, f.Why, now),
                    disable: d => OutboxStore.Done(tx, message, "failed", status, d.Why, now));
                await channel.After(tx, message, verdict, now);
            }, CancellationToken.None);
        LogAnswered(message.Kind, message.Id, message.TenantId, verdict.GetType().Name, message.Attempts);
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
