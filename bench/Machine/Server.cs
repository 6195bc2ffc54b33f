using System.Diagnostics;

namespace RunBroker.Bench;

/// <summary>A program that is measured: alone on core 0, its output in a file. It ends with this process, however that ends.</summary>
internal sealed class Server : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Process process;
    private readonly string log;
    private readonly long began = Stopwatch.GetTimestamp();

    public Server(string log, IReadOnlyDictionary<string, string> environment, params IEnumerable<string> command)
    {
        this.log = log;
        // Each step replaces the one before, so the pid is the program's own.
        var start = new ProcessStartInfo("/bin/bash") { ArgumentList = { "-c", $"exec {Cores.PinServer}\"$@\" >\"$0\" 2>&1 </dev/null", log } };
        foreach (var word in command)
            start.ArgumentList.Add(word);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        process = Process.Start(start) ?? throw new BenchFault("bash does not start");
        AppDomain.CurrentDomain.ProcessExit += Abandon;
    }

    public int Pid => process.Id;

    public bool HasExited => process.HasExited;

    /// <summary>Since it was started.</summary>
    public TimeSpan Age => Stopwatch.GetElapsedTime(began);

    public string Output => File.ReadAllText(log);

    /// <summary>Asks it to end, and waits.</summary>
    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= Abandon;
        if (!process.HasExited)
        {
            using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]))
                kill.WaitForExit();
            if (!process.WaitForExit(Patience))
                process.Kill();
        }

        process.Dispose();
    }

    private void Abandon(object? sender, EventArgs e) => process.Kill();
}
