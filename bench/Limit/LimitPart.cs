using System.Globalization;
using System.Text.Json.Nodes;

namespace RunBroker.Bench;

/// <summary>
/// bench limit: the primitives of this machine, and the ceilings that follow from them. Where they stand beside scenarios they are measured again
/// with each round of those, so that a machine that grows slower meanwhile is slower for both.
/// </summary>
internal sealed class LimitPart : IDisposable
{
    private const int Rounds = 3;

    private readonly Primitives crypto = new();
    private readonly SqliteLimit sqlite = new();
    private readonly SignedResponse saml = new();
    private readonly Pairs pairs;
    private readonly FloorPart floor;

    public LimitPart(Options options)
    {
        Progress.Say("limit: primitives");
        pairs = new([.. crypto.Works, .. sqlite.Works, new("saml-check", saml.Floor)]);
        Progress.Say("limit: HTTP floor");
        floor = new(options);
        for (var round = 0; round < Rounds; round++)
            Round();
    }

    public static void Run(Options options, Results results)
    {
        using var limit = new LimitPart(options);
        limit.Tell(results);
    }

    public void Round()
    {
        pairs.Round();
        floor.Round();
    }

    /// <summary>Of all rounds so far.</summary>
    public Ceilings Tell(Results results)
    {
        var primitives = pairs.Measured.ToDictionary(
            static m => m.Name, static m => Results.Median(m.Cpu) / (m.Name == "row" ? SqliteLimit.Group : 1), StringComparer.Ordinal);
        foreach (var (name, cpu) in floor.Measured)
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

    public void Dispose()
    {
        crypto.Dispose();
        sqlite.Dispose();
        saml.Dispose();
        floor.Dispose();
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
