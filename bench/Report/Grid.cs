using System.Globalization;

namespace RunBroker.Bench;

/// <summary>A table for people: markdown, its columns aligned.</summary>
internal sealed class Grid(params string[] head)
{
    private readonly List<string[]> rows = [];

    public void Add(params string[] cells) => rows.Add(cells);

    public void Print(string title)
    {
        Console.WriteLine($"\n{title}\n");
        int[] widths = [.. head.Select((h, i) => rows.Select(r => r[i].Length).Append(h.Length).Max())];
        Line(head);
        Console.WriteLine($"|{string.Join('|', widths.Select(static w => new string('-', w + 2)))}|");
        foreach (var row in rows)
            Line(row);

        void Line(string[] cells) => Console.WriteLine($"| {string.Join(" | ", cells.Select((c, i) => i == 0 ? c.PadRight(widths[i]) : c.PadLeft(widths[i])))} |");
    }

    /// <summary>With as many digits as the size of it deserves; "" for what was not measured.</summary>
    public static string Number(double? value) => value switch
    {
        null or double.NaN => "",
        >= 100 => value.Value.ToString("0", CultureInfo.InvariantCulture),
        >= 10 => value.Value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.Value.ToString("0.00", CultureInfo.InvariantCulture),
    };
}
