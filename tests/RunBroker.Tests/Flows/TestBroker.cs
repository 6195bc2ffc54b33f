using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RunBroker.Operations;
using RunBroker.Storage;
using RunBroker.Storage.Secrets;
using RunBroker.TestIdps;
using RunBroker.Tests.Processes;

namespace RunBroker.Tests.Flows;

/// <summary>The broker itself on 127.0.0.1, over real HTTP, with a clock that tests move. Its data folder outlives it, for restarts.</summary>
internal sealed class TestBroker : IAsyncDisposable
{
    public const string BootstrapToken = "bootstrap-token-of-the-tests-0123456789";

    private readonly WebApplication app;

    private TestBroker(WebApplication app, string url, TestBrokerOptions options) => (this.app, Url, Options) = (app, url, options);

    public string Url { get; }

    public TestBrokerOptions Options { get; }

    public IServiceProvider Services => app.Services;

    public Db Db => Services.GetRequiredService<Db>();

    public SecretBox Box => Services.GetRequiredService<SecretBox>();

    public static async Task<TestBroker> Start(TestBrokerOptions? given = null)
    {
        var options = given ?? new TestBrokerOptions();
        Directory.CreateDirectory(options.Folder);
        var keyFile = Path.Combine(options.Folder, "master.key");
        MasterKey.CreateFile(keyFile);
        var master = ((MasterKeyFile.Loaded)MasterKey.Load(keyFile)).Key;
        var port = options.Port ?? FreePort.Take();
        var url = $"http://127.0.0.1:{port}";
        var settings = options.Settings(options.Issuer ?? url, keyFile);
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Logging.AddProvider(options.Log);
        builder.WebHost.UseSetting("urls", url);
        var db = options.Postgres is { } postgres ? Db.Postgres(postgres) : Db.Sqlite(Path.Combine(options.Folder, "runbroker.db"));
        builder.Services.AddSingleton<TimeProvider>(options.Clock);
        var app = BrokerHost.Build(builder, settings, db, master);
        await BrokerHost.Prepare(app, CancellationToken.None);
        await app.StartAsync();
        return new TestBroker(app, url, options with { Port = port });
    }

    /// <summary>Stops and starts on the same port and data: nothing that matters may live in the process.</summary>
    public async Task<TestBroker> Restart()
    {
        await DisposeAsync();
        return await Start(Options);
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }
}

internal sealed record TestBrokerOptions
{
    public string Folder { get; init; } = Path.Combine(Path.GetTempPath(), "runbroker-tests", Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)));
    public TestClock Clock { get; init; } = new();
    public string? Postgres { get; init; }
    public int? Port { get; init; }
    public string? Issuer { get; init; }
    public TimeSpan Absolute { get; init; } = TimeSpan.FromDays(7);
    public TimeSpan Idle { get; init; } = TimeSpan.FromDays(3);
    public bool AllowPrivate { get; init; } = true;
    public int RequestsPerMinute { get; init; }
    public int SignInsAtOnce { get; init; }
    public bool Development { get; init; } = true;
    public string? DnsServer { get; init; }
    public System.Collections.Immutable.ImmutableArray<System.Net.IPNetwork> TrustedProxies { get; init; } = [];
    public TestLog Log { get; init; } = new();

    public Settings Settings(string issuer, string keyFile) => new()
    {
        Issuer = issuer,
        DataDirectory = Folder,
        Postgres = Postgres,
        MasterKeyFile = keyFile,
        BootstrapToken = TestBroker.BootstrapToken,
        AbsoluteLifetime = Absolute,
        IdleTimeout = Idle,
        AllowPrivateNetworkUpstreams = AllowPrivate,
        OutboundPorts = [443, 8443],
        TrustedProxies = TrustedProxies,
        AutoMigrate = true,
        Development = Development,
        RequestsPerMinute = RequestsPerMinute,
        DnsServer = DnsServer,
        SignInsAtOnce = SignInsAtOnce,
    };
}
