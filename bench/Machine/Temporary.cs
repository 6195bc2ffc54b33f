namespace RunBroker.Bench;

/// <summary>A folder that is gone afterwards, also when this process is told to end.</summary>
internal sealed class Temporary : IDisposable
{
    /// <param name="parent">Null: the system's.</param>
    public Temporary(string? parent = null)
    {
        Path = parent is null ? Directory.CreateTempSubdirectory("runbroker-bench-").FullName
            : Directory.CreateDirectory(System.IO.Path.Combine(parent, $"runbroker-bench-{Environment.ProcessId}-{Environment.TickCount64:x}")).FullName;
        AppDomain.CurrentDomain.ProcessExit += Abandon;
    }

    public string Path { get; }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= Abandon;
        Directory.Delete(Path, recursive: true);
    }

    private void Abandon(object? sender, EventArgs e) => Directory.Delete(Path, recursive: true);
}
