using Microsoft.Extensions.Logging.Console;
using RunBroker.Http;
using RunBroker.Operations.WarmUp;
using RunBroker.Storage;
using RunBroker.Storage.Secrets;

namespace RunBroker.Operations.Commands;

/// <summary>Starts the broker and runs it until it is told to stop.</summary>
internal static class ServeCommand
{
    /// <summary>Where it listens when nothing is said: ASP.NET Core's own default.</summary>
    public const string DefaultUrl = "http://localhost:5000";

    /// <param name="args">Arguments of ASP.NET Core's configuration.</param>
    /// <returns>0 after an orderly stop, 1 when it could not start; every problem is on standard error.</returns>
    public static async Task<int> Run(string[] args)
    {
        // What a broker needs of ASP.NET Core's defaults, and no HTTP/3, IIS or static files.
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.WebHost.UseKestrelHttpsConfiguration();
        // The slim defaults set it over the configuration's.
        builder.Services.PostConfigure<ConsoleLoggerOptions>(console => console.FormatterName = builder.Configuration["Logging:Console:FormatterName"] ?? console.FormatterName);
        var (settings, problems) = Settings.Read(builder.Configuration, builder.Environment.IsDevelopment(), builder.Configuration["urls"] ?? DefaultUrl);
        if (settings is null)
            return await Refuse([.. problems.Select(problem => $"configuration: {problem}")]);
        if (!TryLoadKey(settings, out var key, out var why))
            return await Refuse([why]);
        OneCore.Prepare(settings);
#pragma warning disable CA2000 // the application's container disposes it
        var app = BrokerHost.Build(builder, settings, OpenDb.From(settings), key);
#pragma warning restore CA2000
        await using (app)
        {
            try
            {
                await BrokerHost.Prepare(app, CancellationToken.None);
            }
            catch (Exception e) when (e is StorageUnavailableException or SchemaException or InvalidDataException)
            {
                return await Refuse([e.Message]);
            }

            await SayFirst(app, settings);
            if (OneCore.IsOn)
                OneCore.Say(app.Logger);
            var rehearsal = settings.Rehearse ? Rehearse(app.Services, app.Lifetime) : Task.CompletedTask;
            await app.RunAsync();
            // It leaves no folder behind.
            await rehearsal;
        }

        return 0;
    }

    /// <summary>In Development the key is made on first start; in Production it must be there, so that no node ever invents one (contract section 3).</summary>
    private static bool TryLoadKey(Settings settings, out MasterKey key, out string why)
    {
        if (settings.Development)
        {
            if (Path.GetDirectoryName(Path.GetFullPath(settings.MasterKeyFile)) is { } folder)
                Directory.CreateDirectory(folder);
            MasterKey.CreateFile(settings.MasterKeyFile);
        }

        (var loaded, why) = MasterKey.Load(settings.MasterKeyFile).Match<(MasterKey?, string)>(
            file => (file.Key, ""),
            _ => (null, $"RunBroker:MasterKeyFile: {settings.MasterKeyFile} does not exist. Put the installation's key there, or make one for a new installation: echo \"mk_1 $(openssl rand -base64 32)\" > {settings.MasterKeyFile}"),
            refused => (null, $"RunBroker:MasterKeyFile: {settings.MasterKeyFile}: {refused.Says}"));
        key = loaded!;
        return loaded is not null;
    }

    /// <summary>Beside the requests that come already: only readiness waits for it.</summary>
    private static async Task Rehearse(IServiceProvider services, IHostApplicationLifetime lifetime)
    {
        var rehearsal = services.GetRequiredService<Rehearsal>();
        services.GetRequiredService<Warmth>().Begin();
        var (started, stopping) = (lifetime.ApplicationStarted, lifetime.ApplicationStopping);
        await Task.Delay(Timeout.Infinite, started).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await rehearsal.Run(stopping);
    }

    private static async Task SayFirst(WebApplication app, Settings settings)
    {
        if (settings.BootstrapToken is not null && !settings.Development)
            await Console.Error.WriteLineAsync("warning: RunBroker:BootstrapToken is set in Production; make API tokens and take it out");
        if (await app.Services.GetRequiredService<Setup>().Begin(CancellationToken.None) is { } link)
            Console.WriteLine($"first start: open {link} once within 24 hours to get the operator's token");
    }

    private static async Task<int> Refuse(string[] lines)
    {
        foreach (var line in lines)
            await Console.Error.WriteLineAsync(line);
        return 1;
    }
}
