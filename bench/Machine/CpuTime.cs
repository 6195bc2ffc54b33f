using System.Globalization;

namespace RunBroker.Bench;

/// <summary>Processor time of a process and its children, from /proc, in seconds.</summary>
/// <param name="User">In ticks of ten milliseconds, threads that ended included.</param>
/// <param name="Kernel">As <paramref name="User"/>.</param>
/// <param name="Fine">In nanoseconds, of the threads that live now; NaN where the kernel keeps none.</param>
internal readonly record struct CpuTime(double User, double Kernel, double Fine)
{
    // getconf CLK_TCK is 100 on every Linux that .NET runs on.
    private const double TicksPerSecond = 100;

    /// <summary>Null is nobody: nothing is counted.</summary>
    public static CpuTime Of(int? pid) => pid is { } root ? Sum(root) : default;

    /// <summary>Of the time between, user and kernel in the shares of the coarse clock.</summary>
    public static CpuSpan Between(CpuTime before, CpuTime after)
    {
        var (user, kernel, fine) = (after.User - before.User, after.Kernel - before.Kernel, after.Fine - before.Fine);
        var ticks = user + kernel;
        // The fine clock, unless a thread ended in between and took its time with it.
        var total = fine > 0 && Math.Abs(fine - ticks) < 0.05 + (ticks * 0.02) ? fine : ticks;
        return new(total, ticks > 0 ? total * kernel / ticks : 0);
    }

    private static CpuTime Sum(int pid)
    {
        var sum = One(pid);
        foreach (var child in Children(pid))
        {
            var its = Sum(child);
            sum = new(sum.User + its.User, sum.Kernel + its.Kernel, sum.Fine + its.Fine);
        }

        return sum;
    }

    private static CpuTime One(int pid)
    {
        if (Text($"/proc/{pid}/stat") is not { } stat)
            return default;
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return new(Number(fields[11]) / TicksPerSecond, Number(fields[12]) / TicksPerSecond, FineOf(pid));
    }

    private static double FineOf(int pid)
    {
        var nanoseconds = 0d;
        foreach (var thread in Tasks(pid))
        {
            // The thread may have ended since it was listed.
            if (Text($"{thread}/schedstat") is { } line)
                nanoseconds += Number(line.Split(' ')[0]);
        }

        return nanoseconds > 0 ? nanoseconds / 1e9 : double.NaN;
    }

    private static IEnumerable<int> Children(int pid) =>
        from thread in Tasks(pid)
        from child in (Text($"{thread}/children") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)
        select int.Parse(child, CultureInfo.InvariantCulture);

    private static string[] Tasks(int pid)
    {
        try
        {
            return Directory.GetDirectories($"/proc/{pid}/task");
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static string? Text(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}

/// <summary>Seconds of processor time.</summary>
internal readonly record struct CpuSpan(double Total, double Kernel);
