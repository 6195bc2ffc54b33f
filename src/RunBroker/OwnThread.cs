namespace RunBroker;

/// <summary>
/// For work that takes a good part of a second, such as making an RSA key: the pool has a thread for each core, and on one core everybody waits for
/// it meanwhile. A thread of its own takes turns with the others.
/// </summary>
internal static class OwnThread
{
    public static Task<T> Run<T>(Func<T> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
}
