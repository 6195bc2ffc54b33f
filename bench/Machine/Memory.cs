using System.Globalization;

namespace RunBroker.Bench;

/// <summary>Resident memory of a process, from /proc.</summary>
internal static class Memory
{
    public static double ResidentMiB(int pid)
    {
        foreach (var line in File.ReadLines($"/proc/{pid}/status"))
        {
            if (line.StartsWith("VmRSS:", StringComparison.Ordinal))
                return double.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
        }

        throw new BenchFault($"process {pid} has no resident memory: it is gone");
    }
}
