using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace RunBroker.Protocol.Tests.Saml.Fuzz;

/// <param name="Input">What the product gets: printed when the case fails.</param>
/// <param name="How">Which mutations made it.</param>
/// <param name="Check">Feeds it to the product; says in a word what came of it, and throws when that must not be.</param>
internal sealed record FuzzCase(byte[] Input, string How, Func<string> Check);

/// <summary>Many cases, each from a seed of its own; the README beside tells how to run millions and how to repeat one.</summary>
internal static class FuzzRun
{
    private const string CasesVariable = "RUNBROKER_FUZZ_CASES";
    private const string SeedVariable = "RUNBROKER_FUZZ_SEED";
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(1);

    /// <param name="cases">In an ordinary run; <c>RUNBROKER_FUZZ_CASES</c> asks for another number.</param>
    /// <param name="make">From dice alone, so that a seed is a case.</param>
    /// <returns>How often each outcome came.</returns>
    public static IReadOnlyDictionary<string, int> Of(int cases, Func<Dice, FuzzCase> make)
    {
        var asked = Number(CasesVariable);
        var first = Number(SeedVariable) ?? 1;
        var outcomes = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var failures = new ConcurrentQueue<string>();
        // An ordinary run shares the machine with all other tests.
        var options = new ParallelOptions { MaxDegreeOfParallelism = asked is null ? 1 : Environment.ProcessorCount };
        Parallel.For(first, first + (asked ?? cases), options, (seed, loop) =>
        {
            // Neighbouring seeds are far apart in the dice, too.
            var fuzz = make(new(new Dice((ulong)seed).Next()));
            if (Run(fuzz, out var outcome) is { } failed)
            {
                failures.Enqueue($"{failed}\n{SeedVariable}={seed} {CasesVariable}=1 repeats it. Mutations: {fuzz.How}\nInput: {Convert.ToBase64String(fuzz.Input)}");
                loop.Stop();
            }

            outcomes.AddOrUpdate(outcome, 1, static (_, n) => n + 1);
        });
        Assert.True(failures.IsEmpty, string.Join("\n\n", failures));
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(", ", outcomes.OrderByDescending(static o => o.Value).Select(static o => $"{o.Key} {o.Value}")));
        return outcomes;
    }

    /// <summary>Cases that all end alike prove little. A few cases, for repeating one, may.</summary>
    public static void AssertVaried(IReadOnlyDictionary<string, int> outcomes, int atLeast) =>
        Assert.True(outcomes.Values.Sum() < 500 || outcomes.Count >= atLeast, string.Join(' ', outcomes.Keys));

    private static string? Run(FuzzCase fuzz, out string outcome)
    {
        outcome = "";
        // Three times when it is slow: once may be the machine, thrice is the case.
        for (var i = 0; i < 3; i++)
        {
            var began = Spent();
            try
            {
                outcome = fuzz.Check();
            }
            catch (Exception thrown)
            {
                return thrown.ToString();
            }

            if (Spent() - began < Most)
                return null;
        }

        return $"More than {Most}, three times.";
    }

    /// <summary>Processor time of this thread where the system tells it (Linux), since the machine may be busy with other things; else the clock's.</summary>
    private static TimeSpan Spent()
    {
        const string OfThread = "/proc/thread-self/schedstat";
        return File.Exists(OfThread)
            ? TimeSpan.FromMicroseconds(long.Parse(File.ReadAllText(OfThread).Split(' ')[0], CultureInfo.InvariantCulture) / 1000)
            : Stopwatch.GetElapsedTime(0);
    }

    private static long? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;
}
