using System.Diagnostics;
using System.Globalization;

namespace RunBroker.Bench;

/// <summary>What is going on and since when, for whoever waits; apart from the tables, which go to standard output.</summary>
internal static class Progress
{
    private static readonly long Began = Stopwatch.GetTimestamp();

    public static void Say(string text) =>
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {Stopwatch.GetElapsedTime(Began).TotalSeconds,5:0} s  {text}"));
}
