using System.Diagnostics;
using System.Globalization;

namespace RunBroker.Bench;

/// <summary>How many rounds it took, and by how much the last differed from the one before.</summary>
internal sealed record WarmUp(int Rounds, double Change, bool Steady)
{
    /// <summary>The verdict on what was compared with a state that was none.</summary>
    public const string NotSteady = "not steady";

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{(Steady ? "Steady" : "NOT steady")} after {Rounds} warm-up rounds (the last differed by {Change:0.0%})");
}

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

    /// <summary>Short, with many gaps: the compiler raises what was called often only once nothing new comes for a while.</summary>
    public TimeSpan Burst { get; init; } = TimeSpan.FromSeconds(0.25);

    /// <summary>Until two rounds in a row cost what the one before each did, or the patience ends.</summary>
    public WarmUp WarmUp(int most) => WarmUp(most, TimeSpan.FromMinutes(1));

    public WarmUp WarmUp(int most, TimeSpan longest)
    {
        var began = Stopwatch.GetTimestamp();
        double[]? before = null;
        var last = double.NaN;
        for (var round = 1; ; round++)
        {
            double[] costs = [.. items.Select(item => cost(run(item, Burst)))];
            var change = before is null ? double.NaN : Change(before, costs);
            Progress.Say(string.Create(CultureInfo.InvariantCulture, $"warm-up {round}: {costs.Average():0} µs on average{(before is null ? "" : $", {change:0.0%} off")}"));
            var steady = change < Steady && last < Steady;
            if (steady || round == most || Stopwatch.GetElapsedTime(began) > longest)
                return new(round, change, steady);
            (before, last) = (costs, change);
            Thread.Sleep(gap);
        }
    }

    /// <summary>Of the sum, in which the dear ones count most, or of the average one, whichever has moved more.</summary>
    private static double Change(double[] before, double[] now) => Math.Max(
        Math.Abs((now.Sum() / before.Sum()) - 1), Math.Abs(Math.Exp(now.Zip(before, static (n, b) => Math.Log(n / b)).Average()) - 1));

    /// <param name="before">Each round.</param>
    /// <returns>The samples of each, one for each round.</returns>
    public IReadOnlyDictionary<TItem, List<TSample>> Measure(int rounds, TimeSpan longest, Action<TItem, int, TSample> each, Action? before = null)
    {
        var samples = items.ToDictionary(static item => item, static _ => new List<TSample>());
        for (var round = 0; round < rounds; round++)
        {
            before?.Invoke();
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
