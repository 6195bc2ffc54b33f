using System.Diagnostics;
using RunBroker.Admin;
using RunBroker.Logout;
using RunBroker.Sessions;
using RunBroker.Storage;

namespace RunBroker.Operations;

/// <summary>What time alone brings about: sessions end, archived connections are disconnected, old rows go.</summary>
internal sealed partial class CleanupWorker(Db db, Settings settings, TimeProvider time, ILogger<CleanupWorker> log) : BackgroundService
{
    /// <summary>Of one transaction, and what it may take of the writer's time: less is taken next time when it took longer.</summary>
    private const int MostAtOnce = 200;
    private const int LeastAtOnce = 25;
    private static readonly TimeSpan LongestWrite = TimeSpan.FromMilliseconds(4);

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    private int batch = 50;

    /// <summary>One round.</summary>
    public async Task Run(CancellationToken stop)
    {
        await Repeat((tx, limit) => EndExpired(tx, time.GetUtcNow(), limit), stop);
        await db.Write(tx => LogoutStore.GiveUpBrowsers(tx, time.GetUtcNow() - Limits.BrowserLeg, time.GetUtcNow(), MostAtOnce), stop);
        await db.Write(tx => DisconnectArchived(tx, time.GetUtcNow()), stop);
        for (var step = 0; step < Cleanup.Steps; step++)
        {
            var table = step;
            await Repeat((tx, limit) => Cleanup.Run(tx, table, time.GetUtcNow(), limit, settings.CaseRetention), stop);
        }
    }

    /// <summary>In small transactions, until nothing more is found: a sign-in that comes meanwhile waits behind one of them at most.</summary>
    private async Task Repeat(Func<Tx, int, Task<int>> step, CancellationToken stop)
    {
        int limit, done;
        do
        {
            stop.ThrowIfCancellationRequested();
            limit = batch;
            (done, var took) = await db.Write(async tx =>
            {
                var began = Stopwatch.GetTimestamp();
                var done = await step(tx, limit);
                return (done, Stopwatch.GetElapsedTime(began));
            }, stop);
            // Only SQLite has one writer; elsewhere most of that time is the network's.
            batch = db.Kind == DbKind.Postgres ? MostAtOnce : took > LongestWrite ? Math.Max(LeastAtOnce, limit / 2) : done == limit ? Math.Min(MostAtOnce, limit * 2) : limit;
        }
        while (done == limit);
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

    private static async Task<int> EndExpired(Tx tx, DateTimeOffset now, int limit)
    {
        var expired = await SessionStore.Expired(tx, now, limit);
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
