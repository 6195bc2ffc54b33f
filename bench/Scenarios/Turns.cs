using System.Globalization;

namespace RunBroker.Bench;

/// <summary>
/// Things to be timed, in turns: warm-up rounds with idle gaps, in which the compiler catches up, until a round costs what the one before
/// did; then the timed rounds, every other one in reverse, so that what the machine does besides meets all alike.
/// </summary>
/// <param name="run">Runs one for so long.</param>
/// <param name="cost">What a run came to, in microseconds for one operation.</param>
internal sealed class Turns<TItem, TSample>(
    IReadOnlyList<TItem> items, Func<TItem, TimeSpan, TSample> run, Func<TSample, double> cost, TimeSpan gap)
    where TItem : notnull
{
    private const double Steady = 0.05;

    private static readonly TimeSpan Burst = TimeSpan.FromSeconds(0.5);

    /// <returns>How many rounds it took, and by how much the last differed from the one before.</returns>
    public (int Rounds, double Change) WarmUp(int most)
    {
        double[]? before = null;
        for (var round = 1; ; round++)
        {
            double[] costs = [.. items.Select(item => cost(run(item, Burst)))];
            var change = before is null ? double.NaN : Math.Abs(costs.Zip(before, static (now, then) => now / then).Average() - 1);
            Progress.Say(string.Create(CultureInfo.InvariantCulture, $"warm-up {round}: {costs.Average():0} µs on average"));
            if (change < Steady || round == most)
                return (round, change);
            before = costs;
            Thread.Sleep(gap);
        }
    }

    /// <returns>The samples of each, one for each round.</returns>
    public IReadOnlyDictionary<TItem, List<TSample>> Measure(int rounds, TimeSpan longest, Action<TItem, int, TSample> each)
    {
        var samples = items.ToDictionary(static item => item, static _ => new List<TSample>());
        for (var round = 0; round < rounds; round++)
        {
            foreach (var item in round % 2 == 0 ? items : items.Reverse())
            {
                var sample = run(item, longest);
                samples[item].Add(sample);
                each(item, round, sample);
            }
        }

        return samples;
    }
}
