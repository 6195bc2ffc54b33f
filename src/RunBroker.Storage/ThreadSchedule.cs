using System.Runtime.InteropServices;

namespace RunBroker.Storage;

/// <summary>
/// What the kernel's scheduler is told of the calling thread: <see cref="Thread.Priority"/> says nothing on Linux. Elsewhere, and where it is not
/// allowed, everything stays as it was.
/// </summary>
public static partial class ThreadSchedule
{
    private const int ThisThread = 0;
    private const int PriorityOfProcess = 0;
    private const int Nice = 10;

    /// <summary>The others come first from now on, for good: for a thread that ends with its work.</summary>
    public static void ComeLast()
    {
        if (OperatingSystem.IsLinux())
            _ = SetPriority(PriorityOfProcess, ThisThread, Nice);
    }

    // For Linux this is of the thread, not of the process, by which it is called.
    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, int who, int value);
}
