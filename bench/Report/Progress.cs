namespace RunBroker.Bench;

/// <summary>What is going on, for whoever waits; apart from the tables, which go to standard output.</summary>
internal static class Progress
{
    public static void Say(string text) => Console.Error.WriteLine($"  … {text}");
}
