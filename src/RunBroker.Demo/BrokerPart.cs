using System.Security.Cryptography;
using RunBroker.Operations;
using RunBroker.Storage;
using RunBroker.Storage.Secrets;

namespace RunBroker.Demo;

/// <summary>The broker itself, started as its own command line does it.</summary>
internal static class BrokerPart
{
    /// <returns>Started, with schema and keys, but without a single tenant if the folder is new.</returns>
    public static async Task<WebApplication> Start(string issuer, string folder, string operatorToken, CancellationToken stop)
    {
        Directory.CreateDirectory(folder);
        var keyFile = Path.Combine(folder, "master.key");
        MasterKey.CreateFile(keyFile);
        var master = MasterKey.Load(keyFile).Match(
            loaded => loaded.Key,
            _ => throw new InvalidDataException($"{keyFile} is gone"),
            refused => throw new InvalidDataException($"{keyFile}: {refused.Says}"));

        // Not the current folder: whatever settings lie there are another installation's.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = Environments.Development, ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders().AddSimpleConsole().SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls(issuer);
#pragma warning disable CA2000 // the application's container disposes it
        var db = Db.Sqlite(Path.Combine(folder, "runbroker.db"));
#pragma warning restore CA2000
        var app = BrokerHost.Build(builder, Settings(issuer, folder, keyFile, operatorToken), db, master);
        await BrokerHost.Prepare(app, stop);
        await app.StartAsync(stop);
        return app;
    }

    public static string NewOperatorToken() => "demo-operator-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));

    private static Settings Settings(string issuer, string folder, string keyFile, string operatorToken) => new()
    {
        Issuer = issuer,
        DataDirectory = folder,
        MasterKeyFile = keyFile,
        BootstrapToken = operatorToken,
        AbsoluteLifetime = TimeSpan.FromDays(7),
        IdleTimeout = TimeSpan.FromDays(3),
        AllowPrivateNetworkUpstreams = true, // the demo's providers are on this machine
        OutboundPorts = [443, 8443],
        TrustedProxies = [],
        AutoMigrate = true,
        Development = true,
        RequestsPerMinute = 600,
    };
}
