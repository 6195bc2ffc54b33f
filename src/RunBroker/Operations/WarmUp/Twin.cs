using System.Net;
using System.Net.Sockets;
using RunBroker.Http;
using RunBroker.Storage;
using RunBroker.Storage.Secrets;

namespace RunBroker.Operations.WarmUp;

/// <summary>
/// A second broker in this process, on a loopback port and a database of its own that nobody knows and that is gone with it: what it does
/// compiles the code that the real one runs, and touches nothing of the real one's.
/// </summary>
internal sealed class Twin : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly string folder;

    private Twin(WebApplication app, Settings settings, string folder)
    {
        (this.app, Settings) = (app, settings);
        this.folder = folder;
    }

    public Settings Settings { get; }

    public Db Db => Service<Db>();

    public T Service<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    public static async Task<Twin> Start(Settings real, CancellationToken stop)
    {
        var folder = Directory.CreateTempSubdirectory("runbroker-rehearsal-").FullName;
        WebApplication? app = null;
        try
        {
            var settings = Of(real, folder);
            app = Build(settings);
            await BrokerHost.Prepare(app, stop);
            await app.StartAsync(stop);
            return new Twin(app, settings, folder);
        }
        catch
        {
            if (app is not null)
                await app.DisposeAsync();
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Threads are waited for, and the database is closed.
        await OneCore.Leave();
        // Nobody else's requests are under way here.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            await app.StopAsync(patience.Token);
        }
        finally
        {
            try
            {
                await app.DisposeAsync();
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static Settings Of(Settings real, string folder) => real with
    {
        Issuer = $"http://127.0.0.1:{FreePort()}",
        DataDirectory = folder,
        Postgres = null,
        MasterKeyFile = Path.Combine(folder, "master.key"),
        BootstrapToken = RandomToken.Create("rehearsal_", 32),
        // It is its own provider.
        AllowPrivateNetworkUpstreams = true,
        TrustedProxies = [],
        AutoMigrate = true,
        DnsServer = null,
        RequestsPerMinute = 0,
        SignInsAtOnce = 0,
    };

    private static WebApplication Build(Settings settings)
    {
        MasterKey.CreateFile(settings.MasterKeyFile);
        var master = MasterKey.Load(settings.MasterKeyFile).Match(
            loaded => loaded.Key, _ => throw new InvalidDataException(settings.MasterKeyFile), refused => throw new InvalidDataException(refused.Says));
        var builder = WebApplication.CreateSlimBuilder();
        // Where the real one listens is not for this one: an endpoint in its configuration would go before the address below.
        ((IConfigurationBuilder)builder.Configuration).Sources.Clear();
        builder.Configuration.AddInMemoryCollection();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(settings.Issuer);
#pragma warning disable CA2000 // the application's container disposes it
        return BrokerHost.Build(builder, settings, Db.Sqlite(Path.Combine(settings.DataDirectory, "rehearsal.db")), master);
#pragma warning restore CA2000
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
