namespace RunBroker.Bench;

/// <summary>Where numbers are going that were taken at equal distances.</summary>
internal static class Trend
{
    /// <returns>By how much they grow from one to the next, by least squares; NaN for fewer than two.</returns>
    public static double Slope(IReadOnlyList<double> values)
    {
        var (middle, mean, above, below) = ((values.Count - 1) / 2d, values.Average(), 0d, 0d);
        for (var i = 0; i < values.Count; i++)
        {
            above += (i - middle) * (values[i] - mean);
            below += (i - middle) * (i - middle);
        }

        return above / below;
    }
}
