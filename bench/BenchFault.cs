namespace RunBroker.Bench;

#pragma warning disable CA1032 // made here and caught here; none has a cause but the text

/// <summary>Something that must not happen in a run: it is told, and the exit code is 1.</summary>
internal sealed class BenchFault(string message) : Exception(message);

/// <summary>Thrown by an operation that was told to come again (503 with Retry-After).</summary>
internal sealed class RefusedForNow() : Exception("refused for now");

#pragma warning restore CA1032
