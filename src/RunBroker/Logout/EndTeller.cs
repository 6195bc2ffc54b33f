using RunBroker.Storage;

namespace RunBroker.Logout;

/// <summary>
/// Writes what is to be told of sessions that ended in a crowd: at once when this node ended them, and within a second when the node that
/// did is dead. Each batch is a transaction of its own, so nothing of it is told twice or left out.
/// </summary>
internal sealed partial class EndTeller(Db db, ILogger<EndTeller> log) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim wake = new(0);

    public override void Dispose()
    {
        wake.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        db.EndsWritten = Wake;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await Tell(stoppingToken);
                await wake.WaitAsync(Look, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is not told yet is still there at the next start, or another node does it.
        }
        finally
        {
            db.EndsWritten = null;
        }
    }

    private async Task Tell(CancellationToken stop)
    {
#pragma warning disable CA1031 // a background job outlives an outage of the database
        try
        {
            while (await db.Read(SessionStore.AnyToTell, stop) && await db.Write(EndSessions.TellSome, stop) is > 0 and var told)
                LogTold(told);
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            LogFault(e);
        }
#pragma warning restore CA1031
    }

    private void Wake()
    {
        if (wake.CurrentCount == 0)
            wake.Release();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "ended_sessions_told sessions={Sessions}")]
    private partial void LogTold(int sessions);

    [LoggerMessage(Level = LogLevel.Error, Message = "ended_sessions_not_told")]
    private partial void LogFault(Exception e);
}
