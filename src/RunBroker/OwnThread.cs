using System.Runtime.ExceptionServices;
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
            return await Task.Factory.StartNew(() => Last(work), CancellationToken.None,
                TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach | TaskCreationOptions.RunContinuationsAsynchronously, TaskScheduler.Default);
        }
        finally
        {
            Places.Release();
        }
    }

    /// <summary>Waits for a thread that does just this: what goes on afterwards, and threads that it makes the pool begin, would else come last for good.</summary>
    private static T Last<T>(Func<T> work)
    {
        var (result, fault) = (default(T), default(ExceptionDispatchInfo));
        var last = new Thread(Work) { IsBackground = true, Name = "comes-last" };
        last.Start();
        last.Join();
        fault?.Throw();
        return result!;

        void Work()
        {
#pragma warning disable CA1031 // thrown again by who waits
            try
            {
                ThreadSchedule.ComeLast();
                result = work();
            }
            catch (Exception e)
            {
                fault = ExceptionDispatchInfo.Capture(e);
            }
#pragma warning restore CA1031
        }
    }
}
