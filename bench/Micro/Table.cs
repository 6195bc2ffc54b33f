using System.Globalization;

namespace RunBroker.Bench;

internal static class Table
{
    /// <summary>Each row also as a share of the others: the median of what it was in each round.</summary>
    public static void Print(string title, IReadOnlyList<Measured> rows)
    {
        var ours = rows[0];
        Console.WriteLine($"\n{title}\n");
        Console.WriteLine("| what | CPU µs, min / median / max | allocated KB | RunBroker is |");
        Console.WriteLine("|---|---|---|---|");
        foreach (var row in rows)
        {
            var share = Median([.. ours.Cpu.Zip(row.Cpu, static (mine, theirs) => mine / theirs)]);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {row.Name} | {row.Cpu.Min():0} / {Median(row.Cpu):0} / {row.Cpu.Max():0} | {row.Allocated / 1024:0.0} | {(row == ours ? "" : $"{share:0.00} of it")} |"));
        }
    }

    private static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[sorted.Length / 2] + sorted[(sorted.Length - 1) / 2]) / 2;
    }
}
