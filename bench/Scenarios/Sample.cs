namespace RunBroker.Bench;

/// <summary>What one timed run of a scenario came to. Times are microseconds of processor time for one operation.</summary>
internal sealed record Sample
{
    public required int Operations { get; init; }
    public required int Errors { get; init; }
    public required double PerSecond { get; init; }
    public required double Cpu { get; init; }
    public required double Kernel { get; init; }
    /// <summary>Of the database server; 0 when there is none.</summary>
    public required double StoreCpu { get; init; }
    /// <summary>Bytes for one operation; null: the broker does not count them.</summary>
    public required double? Allocated { get; init; }
    public required double? Signatures { get; init; }
    /// <summary>Milliseconds.</summary>
    public required double P50 { get; init; }
    public required double P99 { get; init; }
    public required double ResidentMiB { get; init; }
    /// <summary>Shares of a core.</summary>
    public required double ServerUse { get; init; }
    public required double LoadUse { get; init; }

    public double User => Cpu - Kernel;
}
