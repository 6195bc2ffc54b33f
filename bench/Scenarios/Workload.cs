namespace RunBroker.Bench;

/// <summary>Runs scenarios on a bed for a time; where something has to be prepared, as much as that time will take at the last rate.</summary>
internal sealed class Workload(Bed bed)
{
    private const int FewestPrepared = 100;
    private const int MostPrepared = 6000;

    private static readonly TimeSpan UntilDone = TimeSpan.FromMinutes(1);

    private readonly Dictionary<Scenario, double> rates = [];

    public Sample Run(Scenario scenario, TimeSpan longest)
    {
        var sample = scenario.Prepare is null
            ? bed.Run(scenario, int.MaxValue, longest)
            : bed.Run(scenario, Math.Clamp((int)(rates.GetValueOrDefault(scenario) * longest.TotalSeconds), FewestPrepared, MostPrepared), UntilDone);
        rates[scenario] = sample.PerSecond;
        return sample;
    }
}
