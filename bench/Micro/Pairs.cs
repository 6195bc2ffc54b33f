namespace RunBroker.Bench;

/// <param name="Name">What is done.</param>
/// <param name="Do">Once; throws when it does not come out right.</param>
internal sealed record Work(string Name, Action Do);

/// <param name="Cpu">Microseconds of processor time for one, of the whole process, in each round.</param>
/// <param name="Allocated">Octets for one.</param>
internal sealed record Measured(string Name, double[] Cpu, double Allocated);

/// <summary>
/// All works in turns, round by round, so that what the machine does besides meets each of them alike: times of one run can be compared
/// with one another, times of two runs cannot.
/// </summary>
internal sealed class Pairs
{
    // With gaps between them: the compiler works on the same core, and raises what was called often once nothing new comes for a while.
    private const int WarmUps = 8;
    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(30);
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(150);

    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(100);

    private readonly IReadOnlyList<Work> works;
    private readonly List<(double Cpu, double Allocated)>[] taken;

    /// <summary>Warms all of them up.</summary>
    public Pairs(IReadOnlyList<Work> works)
    {
        this.works = works;
        taken = [.. works.Select(static _ => new List<(double, double)>())];
        for (var i = 0; i < WarmUps; i++)
        {
            foreach (var work in works)
                Take(work, WarmUp);
            Thread.Sleep(Gap);
        }

    }

    /// <summary>Of all rounds so far.</summary>
    public IReadOnlyList<Measured> Measured =>
        [.. works.Select((w, i) => new Measured(w.Name, [.. taken[i].Select(static t => t.Cpu)], taken[i].Min(static t => t.Allocated)))];

    public static IReadOnlyList<Measured> Run(int rounds, IReadOnlyList<Work> works)
    {
        var pairs = new Pairs(works);
        for (var round = 0; round < rounds; round++)
            pairs.Round();
        return pairs.Measured;
    }

    public void Round()
    {
        for (var i = 0; i < works.Count; i++)
            taken[i].Add(Take(works[i], Turn));
    }

    private static (double Cpu, double Allocated) Take(Work work, TimeSpan turn)
    {
        GC.Collect();
        var (cpu, octets, times) = (Environment.CpuUsage.TotalTime, GC.GetAllocatedBytesForCurrentThread(), 0);
        do
        {
            for (var i = 0; i < 10; i++)
                work.Do();
            times += 10;
        }
        while (Environment.CpuUsage.TotalTime - cpu < turn);
        return ((Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / times, (GC.GetAllocatedBytesForCurrentThread() - octets) / (double)times);
    }
}
