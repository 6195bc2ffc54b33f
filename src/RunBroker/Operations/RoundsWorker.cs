namespace RunBroker.Operations;

/// <summary>A background job that makes a round again and again until the node stops. A fault ends its round, never the job.</summary>
/// <param name="every">From the beginning of one round to that of the next, if it is over by then.</param>
internal abstract class RoundsWorker(TimeSpan every, TimeProvider time) : BackgroundService
{
    protected TimeProvider Time { get; } = time;

    /// <summary>Whether the first round begins with the node: what is done once in hours would never be in one that is started anew every day.</summary>
    protected virtual bool BeginsAtOnce => false;

    /// <summary>One round.</summary>
    public abstract Task Run(CancellationToken stop);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(every, Time);
        try
        {
            if (BeginsAtOnce)
                await Guarded(Run, stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await Guarded(Run, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping is not a fault.
        }
    }

    /// <summary>For a part of a round whose fault is not the others'.</summary>
    protected async Task Guarded(Func<CancellationToken, Task> part, CancellationToken stop)
    {
#pragma warning disable CA1031 // a background job outlives an outage of the database
        try
        {
            await part(stop);
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            LogFault(e);
        }
#pragma warning restore CA1031
    }

    protected abstract void LogFault(Exception e);
}
