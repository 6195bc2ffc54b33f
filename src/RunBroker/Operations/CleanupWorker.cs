using System.Diagnostics;
using RunBroker.Admin;
using RunBroker.Logout;
using RunBroker.Sessions;
using RunBroker.Storage;

namespace RunBroker.Operations;

/// <summary>What time alone brings about: sessions end, archived connections are disconnected, old rows go.</summary>
internal sealed partial class CleanupWorker(Db db, Settings settings, TimeProvider time, ILogger<CleanupWorker> log) : RoundsWorker(TimeSpan.FromSeconds(30), time)
{
    /// <summary>Of one transaction, and what it may take of the writer's time: less is taken next time when it took longer.</summary>
    private const int MostAtOnce = 200;
    private const int LeastAtOnce = 25;
    private static readonly TimeSpan LongestWrite = TimeSpan.FromMilliseconds(4);

    private int batch = 50;

    public override async Task Run(CancellationToken stop)
    {
        await Repeat((tx, limit) => EndExpired(tx, Time.GetUtcNow(), limit), stop);
        await db.Write(tx => LogoutStore.GiveUpBrowsers(tx, Time.GetUtcNow() - Limits.BrowserLeg, Time.GetUtcNow(), MostAtOnce), stop);
        await db.Write(tx => DisconnectArchived(tx, Time.GetUtcNow()), stop);
        for (var step = 0; step < Cleanup.Steps; step++)
        {
            var table = step;
            await Repeat((tx, limit) => Cleanup.Run(tx, table, Time.GetUtcNow(), limit, settings.CaseRetention), stop);
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
    protected override partial void LogFault(Exception e);
}
