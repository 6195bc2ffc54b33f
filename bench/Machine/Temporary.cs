namespace RunBroker.Bench;

/// <summary>A folder that is gone afterwards.</summary>
internal sealed class Temporary : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("runbroker-bench-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
