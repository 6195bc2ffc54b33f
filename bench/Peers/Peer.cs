using Npgsql;

namespace RunBroker.Bench;

/// <summary>A program of others, in Node, with the host script that makes a server of it.</summary>
internal sealed class Peer : IDisposable
{
    private readonly Temporary folder = new();
    private readonly Server server;

    /// <param name="script">In <c>bench/Peers/hosts</c>.</param>
    /// <param name="probe">Answers 200 when it is ready.</param>
    public Peer(string script, string probe, params IEnumerable<(string Name, string Value)> settings)
    {
        Port = BrokerProcess.FreePort();
        var hosts = Path.Combine("bench", "Peers", "hosts");
        if (!Directory.Exists(Path.Combine(hosts, "node_modules")))
            throw new BenchFault($"npm ci --prefix {hosts} comes first; bench/run does it");
        var environment = settings.Append(("PORT", $"{Port}")).ToDictionary(static s => s.Item1, static s => s.Item2);
        environment["NODE_ENV"] = "production";
        server = new(Path.Combine(folder.Path, "peer.log"), environment, ["node", Path.Combine(hosts, script)]);
        server.WaitFor(Port, probe);
    }

    public int Port { get; }

    public int Pid => server.Pid;

    /// <summary>As Node's drivers take it.</summary>
    public static string PostgresUrl(string connectionString)
    {
        var its = new NpgsqlConnectionStringBuilder(connectionString);
        return $"postgres://{Uri.EscapeDataString(its.Username ?? "")}:{Uri.EscapeDataString(its.Password ?? "")}@{its.Host}:{its.Port}/{its.Database}";
    }

    public void Dispose()
    {
        server.Dispose();
        folder.Dispose();
    }
}
