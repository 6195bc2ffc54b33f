using System.Net;
using System.Net.Sockets;

namespace RunBroker.Bench;

/// <summary>A broker of its own, as it runs in production: Release, on core 0, its log in a file.</summary>
internal sealed class BrokerProcess : IDisposable
{
    private readonly Server server;

    private BrokerProcess(Server server, int port) => (this.server, Port) = (server, port);

    public int Port { get; }

    public int Pid => server.Pid;

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
#pragma warning disable CA2000 // the process owns it
        return new(new Server(log, environment, [.. program, "serve", "--urls", $"http://127.0.0.1:{port}"]), port);
#pragma warning restore CA2000
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <returns>How long after its start the path answered 200 for the first time.</returns>
    public TimeSpan WaitFor(string path) => server.WaitFor(Port, path);

    public TimeSpan WaitUntilReady() => WaitFor("/health/ready");

    public void Dispose() => server.Dispose();
}
