using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace RunBroker.Bench;

/// <summary>A broker of its own, as it runs in production: Release, on core 0, its log in a file.</summary>
internal sealed class BrokerProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly string log;
    private readonly long began;

    private BrokerProcess(Process process, string log, int port, long began) =>
        (this.process, this.log, Port, this.began) = (process, log, port, began);

    public int Port { get; }

    public int Pid => process.Id;

    public string Origin => $"http://127.0.0.1:{Port}";

    /// <param name="broker">The program, runbroker or runbroker.dll.</param>
    public static BrokerProcess Start(string broker, Store store, int port, params IEnumerable<(string Name, string Value)> more)
    {
        var log = Path.Combine(store.Folder, "broker.log");
        var environment = new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["RunBroker__BootstrapToken"] = Site.BootstrapToken,
            ["RunBroker__AllowPrivateNetworkUpstreams"] = "true",
            ["RunBroker__MasterKeyFile"] = store.KeyFile,
            ["RunBroker__DataDirectory"] = store.Folder,
            ["DOTNET_NOLOGO"] = "1",
        };
        if (store.Postgres is { } postgres)
            environment["ConnectionStrings__Postgres"] = postgres;
        foreach (var (name, value) in more)
            environment[name] = value;
        string[] program = broker.EndsWith(".dll", StringComparison.Ordinal) ? ["dotnet", broker] : [broker];
        var start = Stopwatch.GetTimestamp();
        return new(Cores.StartServer(log, environment, [.. program, "serve", "--urls", $"http://127.0.0.1:{port}"]), log, port, start);
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Since the program was started.</summary>
    public TimeSpan Age => Stopwatch.GetElapsedTime(began);

    /// <returns>How long after its start the path answered 200 for the first time.</returns>
    public TimeSpan WaitFor(string path)
    {
        using var http = new HttpConnection(Port);
        while (true)
        {
            try
            {
                if (http.Get(path).Status == 200)
                    return Age;
            }
            catch (Exception e) when (e is SocketException or EndOfStreamException)
            {
                // It does not listen yet.
            }

            if (process.HasExited || Age > Patience)
                throw new BenchFault($"the broker does not start:\n{File.ReadAllText(log)}");
            Thread.Sleep(1);
        }
    }

    public TimeSpan WaitUntilReady() => WaitFor("/health/ready");

    public void Dispose()
    {
        Cores.Stop(process);
        process.Dispose();
    }
}
