using RunBroker.Tokens;

namespace RunBroker.Operations;

/// <summary>Our signing keys roll by themselves.</summary>
internal sealed partial class KeyWorker(SigningKeyRolls rolls, TimeProvider time, ILogger<KeyWorker> log) : RoundsWorker(TimeSpan.FromHours(1), time)
{
    protected override bool BeginsAtOnce => true;

    public override Task Run(CancellationToken stop) => rolls.Run(stop);

    [LoggerMessage(Level = LogLevel.Error, Message = "key_worker_fault")]
    protected override partial void LogFault(Exception e);
}
