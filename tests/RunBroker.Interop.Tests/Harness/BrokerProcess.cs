using System.Globalization;
using System.Net;
using RunBroker.Tests.Processes;

namespace RunBroker.Interop.Tests.Harness;

/// <summary>Where and how a broker runs; a restarted one takes the same again.</summary>
/// <param name="Folder">Data directory and master key; two brokers on one database share it.</param>
/// <param name="Address">Where it listens.</param>
/// <param name="Postgres">Connection string; null: SQLite in the folder.</param>
/// <param name="Issuer">Null: the address.</param>
/// <param name="Settings">Further configuration, such as <c>Session:IdleTimeout</c>, without the leading <c>RunBroker:</c>.</param>
public sealed record BrokerPlace(string Folder, Uri Address, string? Postgres = null, Uri? Issuer = null, IReadOnlyDictionary<string, string>? Settings = null)
{
    /// <summary>Nobody gave it a token: it prints the link for its first operator.</summary>
    public bool IsFirstStart { get; init; }

    /// <summary>As on the smallest of machines, where requests are worked at by the thread of the sockets.</summary>
    public bool OneCore { get; init; }
}

/// <summary>The broker as built, as a process of its own that can be killed and started again in the same place.</summary>
public sealed class BrokerProcess : IAsyncDisposable
{
    /// <summary>The operator's token, for the management API of every broker here.</summary>
    public const string BootstrapToken = "interop-bootstrap-token-of-well-over-32-characters";

    private readonly BrokerPlace place;
    private readonly List<string> formerLogs = [];
    private ChildProcess process;

    private BrokerProcess(BrokerPlace place, ChildProcess process) => (this.place, this.process) = (place, process);

    public Uri Address => place.Address;

    /// <summary>Of every run so far.</summary>
    public string Log => string.Join("\n--- restarted ---\n", [.. formerLogs, process.Log]);

    /// <summary>Answers when <c>/health/ready</c> does.</summary>
    public static async Task<BrokerProcess> Start(BrokerPlace place)
    {
        var broker = new BrokerProcess(place, await Run(place));
        await broker.IsReady();
        return broker;
    }

    /// <summary>SIGKILL: nothing is flushed, nothing said goodbye to.</summary>
    public Task Kill() => process.End("KILL");

    /// <summary>Starts it again after its end, in the same place; answers when it is ready.</summary>
    public async Task Restart()
    {
        if (!process.HasExited)
            throw new InvalidOperationException("it still runs");
        formerLogs.Add(process.Log);
        await process.DisposeAsync();
        process = await Run(place);
        await IsReady();
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();

    private static Task<ChildProcess> Run(BrokerPlace place)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "runbroker.dll");
        string[] postgres = place.Postgres is null ? [] : ["--postgres", place.Postgres];
        var environment = new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["RunBroker__AllowPrivateNetworkUpstreams"] = "true",
            ["RunBroker__MasterKeyFile"] = Path.Combine(place.Folder, "master.key"),
            ["RunBroker__Issuer"] = (place.Issuer ?? place.Address).GetLeftPart(UriPartial.Authority),
        };
        if (place.OneCore)
            environment["DOTNET_PROCESSOR_COUNT"] = "1";
        if (!place.IsFirstStart)
            environment["RunBroker__BootstrapToken"] = BootstrapToken;
        foreach (var (name, value) in place.Settings ?? new Dictionary<string, string>())
            environment["RunBroker__" + name.Replace(":", "__", StringComparison.Ordinal)] = value;
        return ChildProcess.Start(
            ["dotnet", program, "serve", "--urls", place.Address.GetLeftPart(UriPartial.Authority), "--data", place.Folder, .. postgres],
            environment, AppContext.BaseDirectory);
    }

    private async Task IsReady()
    {
        using var http = Wire.Client();
        var end = TimeProvider.System.GetUtcNow().AddSeconds(60);
        string? last = null;
        while (TimeProvider.System.GetUtcNow() < end && !process.HasExited)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri(Address, "/health/ready"));
                if (answer.StatusCode == HttpStatusCode.OK)
                    return;
                last = ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture);
                if (answer.StatusCode != HttpStatusCode.ServiceUnavailable)
                    break; // not "not yet": waiting on would only hide it for a minute
            }
            catch (HttpRequestException e)
            {
                last = e.Message;
            }

            await Task.Delay(50);
        }

        var log = process.Log;
        await DisposeAsync();
        throw new InvalidOperationException($"the broker is not ready ({last}):\n{log}");
    }
}
