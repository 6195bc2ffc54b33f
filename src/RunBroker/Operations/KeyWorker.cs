using RunBroker.Tokens;

namespace RunBroker.Operations;

/// <summary>Our signing keys roll by themselves.</summary>
internal sealed partial class KeyWorker(SigningKeyRolls rolls, TimeProvider time, ILogger<KeyWorker> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    /// <summary>One round.</summary>
    public Task Run(CancellationToken stop) => rolls.Run(stop);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            // At the start as well: one that is started anew every day has its rounds, too.
            do
                await RunGuarded(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
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

    [LoggerMessage(Level = LogLevel.Error, Message = "key_worker_fault")]
    private partial void LogFault(Exception e);
}
