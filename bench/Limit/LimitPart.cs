using System.Globalization;
using System.Text.Json.Nodes;

namespace RunBroker.Bench;

/// <summary>bench limit: the primitives of this machine, and the ceilings that follow from them.</summary>
internal static class LimitPart
{
    public static Ceilings Run(Options options, Results results)
    {
        Progress.Say("limit: primitives");
        var primitives = InProcess();
        Progress.Say("limit: HTTP floor");
        foreach (var (name, cpu) in FloorPart.Measure(options))
            primitives.Add(name, cpu);
        var ceilings = new Ceilings(primitives);
        Print(primitives, ceilings);
        results.Part("limit", new JsonObject
        {
            ["primitives_us"] = new JsonObject(primitives.Select(static p => KeyValuePair.Create(p.Key, (JsonNode?)p.Value))),
            ["ceilings_us"] = new JsonObject(Ceilings.Rows.Keys.Select(o => KeyValuePair.Create(o, (JsonNode?)ceilings.Of(o)))),
        });
        foreach (var (name, cpu) in primitives)
            results.Found($"primitive {name}", cpu);
        return ceilings;
    }

    private static Dictionary<string, double> InProcess()
    {
        using var crypto = new Primitives();
        using var sqlite = new SqliteLimit();
        using var saml = new SignedResponse();
        var measured = Pairs.Run(5, [.. crypto.Works, .. sqlite.Works, new("saml-check", saml.Floor)]);
        return measured.ToDictionary(
            static m => m.Name, static m => Results.Median(m.Cpu) / (m.Name == "row" ? SqliteLimit.Group : 1), StringComparer.Ordinal);
    }

    private static void Print(Dictionary<string, double> primitives, Ceilings ceilings)
    {
        var grid = new Grid("primitive", "CPU µs", "a second");
        foreach (var (name, cpu) in primitives)
            grid.Add(name, Grid.Number(cpu), Grid.Number(1e6 / cpu));
        grid.Print("Primitives, one core");
        var table = new Grid("operation", "made of", "limit µs", "a second");
        foreach (var (operation, parts) in Ceilings.Rows)
        {
            var made = parts.GroupBy(static p => p.Primitive).Select(static g => (g.Key, Times: g.Sum(static p => p.Times)));
            table.Add(
                operation, string.Join(" + ", made.Select(static m => m.Times == 1 ? m.Key : string.Create(CultureInfo.InvariantCulture, $"{m.Times} {m.Key}"))),
                Grid.Number(ceilings.Of(operation)), Grid.Number(1e6 / ceilings.Of(operation)));
        }

        table.Print("Limits: what an operation costs at least on this machine");
    }
}
