using System.CommandLine;
using RunBroker.Storage;

namespace RunBroker.Operations.Commands;

/// <summary>What the commands besides `serve` work with: the same configuration, the same database, no web server.</summary>
internal sealed record CommandHost(Settings Settings, Db Db, TimeProvider Time, TextWriter Output, TextWriter Error)
{
    public static async Task<int> Run(string[] given, InvocationConfiguration console, Func<CommandHost,
        Task<int>> command)
    {
        var environment = Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT")
            ?? Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT")
            ?? "Production";
        var configuration = new ConfigurationBuilder()
            .SetBasePath(Directory.GetCurrentDirectory())
            .AddJsonFile("appsettings.json", optional: true)
            .AddJsonFile($"appsettings.{environment}.json", optional: true)
            .AddEnvironmentVariables("ASPNETCORE_")
            .AddEnvironmentVariables()
            .AddCommandLine(given)
            .Build();
        var urls = configuration["urls"] ?? ServeCommand.DefaultUrl;
        var (settings, problems) = Settings.Read(configuration, environment == "Development", urls);
        if (settings is null)
        {
            foreach (var problem in problems)
                await console.Error.WriteLineAsync($"configuration: {problem}");
            return 1;
        }

        await using var db = OpenDb.From(settings);
        return await command(new(settings, db, TimeProvider.System, console.Output, console.Error));
    }
}
