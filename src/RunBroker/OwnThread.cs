using RunBroker.Storage;

namespace RunBroker;

/// <summary>
/// For work that takes a good part of a second, such as making an RSA key: the pool has a thread for each core, and on one core everybody waits for
/// it meanwhile. A thread of its own has what the others leave.
/// </summary>
internal static class OwnThread
{
    // Whoever asks for many gets one after another.
    private static readonly SemaphoreSlim Places = new(Environment.ProcessorCount);

    public static async Task<T> Run<T>(Func<T> work)
    {
        await Places.WaitAsync();
        try
        {
            return await Task.Factory.StartNew(() =>
            {
                ThreadSchedule.ComeLast();
                return work();
            }, CancellationToken.None,
                TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach | TaskCreationOptions.RunContinuationsAsynchronously, TaskScheduler.Default);
        }
        finally
        {
            Places.Release();
        }
    }
}
