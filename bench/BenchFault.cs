namespace RunBroker.Bench;

/// <summary>Something that must not happen in a run: it is told, and the exit code is 1.</summary>
internal sealed class BenchFault(string message) : Exception(message);
