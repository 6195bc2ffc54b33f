using System.Globalization;

namespace RunBroker.Bench;

/// <summary>How many files and sockets a process may have open, from /proc.</summary>
internal static class OpenFiles
{
    /// <summary>As it is now: the runtime has raised it as far as it may.</summary>
    public static int LimitOf(int pid)
    {
        foreach (var line in File.ReadLines($"/proc/{pid}/limits"))
        {
            if (line.StartsWith("Max open files", StringComparison.Ordinal))
            {
                var soft = line["Max open files".Length..].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[0];
                return int.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : int.MaxValue;
            }
        }

        return int.MaxValue;
    }
}
