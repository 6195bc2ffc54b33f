namespace RunBroker.Bench;

/// <summary>One side of a comparison: a server, and what is asked of it.</summary>
/// <param name="Do">The client and the number of one operation.</param>
internal sealed record Contest(string Scenario, string Name, int Pid, int Clients, Action<int, int> Do)
{
    /// <returns>Microseconds of processor time for one operation, the server's and the database's.</returns>
    public (double Cpu, double Store) Run(TimeSpan longest, int? store)
    {
        var (cpu, its) = (CpuTime.Of(Pid), CpuTime.Of(store));
        var run = ClosedLoop.Run(Clients, int.MaxValue, longest, Do);
        if (run.Errors > 0)
            throw new BenchFault($"{Name}, {Scenario}: {run.FirstError}");
        return (CpuTime.Between(cpu, CpuTime.Of(Pid)).Total * 1e6 / run.Operations, CpuTime.Between(its, CpuTime.Of(store)).Total * 1e6 / run.Operations);
    }
}
