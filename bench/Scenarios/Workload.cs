namespace RunBroker.Bench;

/// <summary>Runs scenarios on a bed for a time; where something has to be prepared, as much as that time will take at the last rate.</summary>
internal sealed class Workload(Bed bed)
{
    private const int FewestPrepared = 100;
    private const int MostPrepared = 6000;
    private const int Reused = 64;

    private static readonly TimeSpan UntilDone = TimeSpan.FromMinutes(1);

    private readonly Dictionary<Scenario, double> rates = [];

    public Sample Run(Scenario scenario, TimeSpan longest)
    {
        var sample = scenario.Prepare is null || scenario.Reuses
            ? bed.Run(scenario, Reused, int.MaxValue, longest)
            : Used(Math.Clamp((int)(rates.GetValueOrDefault(scenario) * longest.TotalSeconds), FewestPrepared, MostPrepared));
        rates[scenario] = sample.PerSecond;
        return sample;

        Sample Used(int count) => bed.Run(scenario, count, count, UntilDone);
    }
}
