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
            return await Task.Factory.StartNew(() =>
            {
                // One that comes last begins no other thread, nor lets the pool begin one: those would come last for good.
                T? result = default;
                Exception? fault = null;
                var last = new Thread(() =>
                {
                    ThreadSchedule.ComeLast();
#pragma warning disable CA1031 // thrown again by whoever waits
                    try
                    {
                        result = work();
                    }
                    catch (Exception e)
                    {
                        fault = e;
                    }
#pragma warning restore CA1031
                }) { IsBackground = true, Name = "comes-last" };
                last.Start();
                last.Join();
                if (fault is not null)
                    ExceptionDispatchInfo.Throw(fault);
                return result!;
            }, CancellationToken.None,
                TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach | TaskCreationOptions.RunContinuationsAsynchronously, TaskScheduler.Default);
        }
        finally
        {
            Places.Release();
        }
    }
}
