using System.Diagnostics;

namespace RunBroker.Bench;

/// <summary>
/// What is measured has core 0 to itself; load and stubs share core 1, where <c>bench/run</c> puts this process. On one core all share it, and
/// processor times still hold while rates do not.
/// </summary>
internal static class Cores
{
    public static bool Pinned { get; } = Environment.ProcessorCount == 1 && Count() > 1;

    /// <summary>Starts a program on core 0, its output in a file. The pid is the program's own: each step replaces the one before.</summary>
    public static Process StartServer(string log, IReadOnlyDictionary<string, string> environment, params IEnumerable<string> command)
    {
        var pin = Count() > 1 ? "taskset -c 0 " : "";
        var start = new ProcessStartInfo("/bin/bash") { ArgumentList = { "-c", $"exec {pin}\"$@\" >\"$0\" 2>&1 </dev/null", log } };
        foreach (var word in command)
            start.ArgumentList.Add(word);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start) ?? throw new BenchFault("bash does not start");
    }

    /// <summary>Asks a process to end, and waits.</summary>
    public static void Stop(Process process)
    {
        if (process.HasExited)
            return;
        using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]))
            kill.WaitForExit();
        if (!process.WaitForExit(TimeSpan.FromSeconds(20)))
            process.Kill();
    }

    private static int Count() => File.ReadLines("/proc/cpuinfo").Count(line => line.StartsWith("processor", StringComparison.Ordinal));
}
