using RunBroker.Admin;
using RunBroker.Logout;
using RunBroker.Sessions;
using RunBroker.Storage;

namespace RunBroker.Operations;

/// <summary>What time alone brings about: sessions end, archived connections are disconnected, old rows go.</summary>
internal sealed partial class CleanupWorker(Db db, Settings settings, TimeProvider time, ILogger<CleanupWorker> log) : BackgroundService
{
    /// <summary>Of one transaction: so no sign-in waits long behind it.</summary>
    private const int Batch = 200;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    /// <summary>One round.</summary>
    public async Task Run(CancellationToken stop)
    {
        while (await db.Write(tx => EndExpired(tx, time.GetUtcNow()), stop) == Batch)
            stop.ThrowIfCancellationRequested();
        await db.Write(tx => LogoutStore.GiveUpBrowsers(tx, time.GetUtcNow() - Limits.BrowserLeg, time.GetUtcNow(), Batch), stop);
        await db.Write(tx => DisconnectArchived(tx, time.GetUtcNow()), stop);
        while (await db.Write(tx => Cleanup.Run(tx, time.GetUtcNow(), Batch, settings.CaseRetention), stop) >= Batch)
            stop.ThrowIfCancellationRequested();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await RunGuarded(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping is not a fault.
        }
    }

    private async Task RunGuarded(CancellationToken stop)
    {
#pragma warning disable CA1031 // a background job outlives an outage of the database
        try
        {
            await Run(stop);
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            LogFault(e);
        }
#pragma warning restore CA1031
    }

    private static async Task<int> EndExpired(Tx tx, DateTimeOffset now)
    {
        var expired = await SessionStore.Expired(tx, now, Batch);
        foreach (var ofCause in expired.GroupBy(session => SsoSession.CauseOfExpiry(session, now)))
            await EndSessions.Do(tx, [.. ofCause], new(ofCause.Key, "broker", null, now));
        return expired.Length;
    }

    private static async Task DisconnectArchived(Tx tx, DateTimeOffset now)
    {
        foreach (var connection in await ConnectionStore.ArchivedBefore(tx, now - Limits.Archive, 10))
            await Disconnection.Run(tx, ManagementCaller.CommandLine, connection, now);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "cleanup_fault")]
    private partial void LogFault(Exception e);
}
