using System.Globalization;
using System.Text.Json.Nodes;

namespace RunBroker.Bench;

/// <summary>Very many logins in a row: does memory stay flat?</summary>
internal static class Soak
{
    private const int Steps = 20;

    public static void Run(Bed bed, App app, int logins, Results results)
    {
        var memory = new List<double>();
        for (var step = 0; step < Steps; step++)
        {
            var from = step * (logins / Steps);
            var run = ClosedLoop.Run(bed.Crew.Count, logins / Steps, TimeSpan.FromHours(1), (c, i) =>
            {
                var client = bed.Crew.Stranger(c);
                var (ask, code) = client.SignIn(app, from + i);
                client.Exchange(ask, code);
            });
            if (run.Errors > 0)
                throw new BenchFault($"soak: {run.FirstError}");
            memory.Add(Memory.ResidentMiB(bed.Pid));
            Progress.Say(string.Create(CultureInfo.InvariantCulture,
                $"{(step + 1) * (logins / Steps)} logins, {memory[^1]:0.0} MiB, {run.Operations / run.Seconds:0}/s, p99 {run.Percentile(0.99):0.0} ms"));
        }

        results.Found("memory after logins", memory[^1]);
        results.Found("memory growth", memory[^1] - memory[(Steps / 2) - 1]);
        results.Part("soak", new JsonObject { ["logins"] = logins, ["resident_mib"] = new JsonArray([.. memory.Select(static m => (JsonNode)m)]) });
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"\nAfter {logins} logins {memory[^1]:0.0} MiB resident; after half of them {memory[(Steps / 2) - 1]:0.0} MiB."));
    }
}
