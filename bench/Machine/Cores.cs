namespace RunBroker.Bench;

/// <summary>
/// What is measured has core 0 to itself; load and stubs share core 1, where <c>bench/run</c> puts this process. On one core all share it, and
/// processor times still hold while rates do not.
/// </summary>
internal static class Cores
{
    public static int Count { get; } = File.ReadLines("/proc/cpuinfo").Count(static line => line.StartsWith("processor", StringComparison.Ordinal));

    public static bool Pinned { get; } = Environment.ProcessorCount == 1 && Count > 1;

    /// <summary>What comes before a server's command line.</summary>
    public static string PinServer { get; } = Count > 1 ? "taskset -c 0 " : "";
}
