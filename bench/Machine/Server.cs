using System.Diagnostics;
using System.Net.Sockets;

namespace RunBroker.Bench;

/// <summary>A program that is measured: alone on core 0, its output in a file. It ends with this process, however that ends.</summary>
internal sealed class Server : IDisposable
{
    private static readonly TimeSpan ToStart = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ToEnd = TimeSpan.FromSeconds(20);

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
        // What bench/run says of the load's compiler is not the server's.
        start.Environment.Remove("DOTNET_TieredCompilation");
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        process = Process.Start(start) ?? throw new BenchFault("bash does not start");
        AppDomain.CurrentDomain.ProcessExit += Abandon;
    }

    public int Pid => process.Id;

    /// <returns>How long after its start the path answered 200 for the first time.</returns>
    public TimeSpan WaitFor(int port, string path)
    {
        using var http = new HttpConnection(port);
        while (true)
        {
            try
            {
                if (http.Get(path).Status == 200)
                    return Stopwatch.GetElapsedTime(began);
            }
            catch (Exception e) when (e is SocketException or EndOfStreamException)
            {
                // It does not listen yet.
            }

            if (process.HasExited || Stopwatch.GetElapsedTime(began) > ToStart)
                throw new BenchFault($"a server does not start:\n{File.ReadAllText(log)}");
            Thread.Sleep(1);
        }
    }

    /// <summary>Asks it to end, and waits.</summary>
    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= Abandon;
        if (!process.HasExited)
        {
            using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]))
                kill.WaitForExit();
            if (!process.WaitForExit(ToEnd))
                process.Kill();
        }

        process.Dispose();
    }

    private void Abandon(object? sender, EventArgs e) => process.Kill();
}
