using System.Text.Json;
using System.Text.Json.Nodes;

namespace RunBroker.Bench;

/// <summary>What a run has found: numbers under names, which goals look up, and the tables behind them.</summary>
internal sealed class Results(Options options)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly Dictionary<string, double> findings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> doubts = new(StringComparer.Ordinal);
    private readonly JsonObject parts = [];

    /// <summary>NaN is nothing.</summary>
    public void Found(string name, double value)
    {
        if (!double.IsNaN(value))
            findings[name] = value;
    }

    /// <returns>Null: not measured in this run.</returns>
    public double? Find(string name) => findings.TryGetValue(name, out var value) ? value : null;

    /// <summary>Looked for, and no verdict comes of it, whatever number was found.</summary>
    /// <param name="why">Stands in its place.</param>
    public void Doubt(string name, string why) => doubts[name] = why;

    /// <returns>Null: there is none.</returns>
    public string? DoubtOf(string name) => doubts.GetValueOrDefault(name);

    public void Part(string name, JsonNode part) => parts[name] = part;

    /// <summary>A line of the file that was asked for, for pairing with other runs.</summary>
    public void Line(JsonObject line)
    {
        if (options.Json is { } file)
            File.AppendAllText(file, line.ToJsonString() + "\n");
    }

    public void Save(string file, MachineFacts machine) => File.WriteAllText(file, new JsonObject
    {
        ["at"] = TimeProvider.System.GetUtcNow().ToString("O"),
        ["command"] = options.Command,
        ["machine"] = JsonSerializer.SerializeToNode(machine, JsonSerializerOptions.Web),
        ["findings"] = new JsonObject(findings.Select(f => KeyValuePair.Create(f.Key, (JsonNode?)f.Value))),
        ["parts"] = parts.DeepClone(),
    }.ToJsonString(Indented) + "\n");

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : (sorted[sorted.Length / 2] + sorted[(sorted.Length - 1) / 2]) / 2;
    }
}
