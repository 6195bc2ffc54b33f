using System.CommandLine;

namespace RunBroker.Operations.Commands;

/// <summary>The command line (contract section 2). Options are configuration by another name, so that every command sees the
/// same.</summary>
internal static class BrokerCommands
{
    private static readonly (string Option, string Key, string Says)[] Options =
    [
        ("--urls", "urls", "Addresses to listen on."),
        ("--issuer", "RunBroker:Issuer", "The URL at which apps and browsers reach the broker."),
        ("--data", "RunBroker:DataDirectory", "Folder of the SQLite file and of generated secrets."),
        ("--postgres", "ConnectionStrings:Postgres", "PostgreSQL instead of SQLite: its connection string."),
    ];

    /// <param name="serve">Starts the broker with these arguments of ASP.NET Core's configuration, and answers the exit code.</param>
    public static Task<int> Run(string[] args, Func<string[], Task<int>> serve, TextWriter output, TextWriter error, CancellationToken stop)
    {
        var root = new RootCommand("RunBroker: an OpenID Provider that brokers apps to their tenants' identity providers.");
        var options = Options.Select(o => new Option<string>(o.Option) { Description = o.Says, Recursive = true }).ToArray();
        foreach (var option in options)
            root.Options.Add(option);
        root.Subcommands.Add(Serve(options, serve));
        root.Subcommands.Add(Migrate(options));
        root.Subcommands.Add(Token(options));
        root.Subcommands.Add(Doctor(options));
        return root.Parse(args).InvokeAsync(new InvocationConfiguration { Output = output, Error = error }, stop);
    }

    private static Command Serve(Option<string>[] options, Func<string[], Task<int>> serve)
    {
        // Whatever else stands there is ASP.NET Core's: --Logging:LogLevel:Default=Debug.
        var command = new Command("serve", "Starts the broker.") { TreatUnmatchedTokensAsErrors = false };
        command.SetAction((parsed, _) => serve([.. Given(options, parsed), .. parsed.UnmatchedTokens]));
        return command;
    }

    private static Command Migrate(Option<string>[] options)
    {
        var check = new Option<bool>("--check") { Description = "Only says what is missing; exit code 1 if anything is." };
        var command = new Command("migrate", "Brings the database's schema up to date.") { check };
        command.SetAction((parsed, stop) => CommandHost.Run(
            Given(options, parsed), parsed.InvocationConfiguration, host =>
                MigrateCommand.Run(host, parsed.GetValue(check), stop)));
        return command;
    }

    private static Command Token(Option<string>[] options)
    {
        var scope = new Option<string>("--scope") { Description = "operator, or tenant:write and tenant:read, separated by spaces or commas.", Required = true };
        var tenant = new Option<string>("--tenant") { Description = "Slug of the tenant, for tenant scopes." };
        var days = new Option<int?>("--expires") { Description = "Days until it ends; without it, never." };
        var create = new Command("create", "Prints a new management API token.") { scope, tenant, days };
        create.SetAction((parsed, stop) => CommandHost.Run(
            Given(options, parsed), parsed.InvocationConfiguration,
            host => TokenCommand.Run(host, parsed.GetValue(scope)!, parsed.GetValue(tenant), parsed.GetValue(days), stop)));
        return new Command("token", "Management API tokens.") { create };
    }

    private static Command Doctor(Option<string>[] options)
    {
        var command = new Command("doctor", "Checks the installation: a line each, exit code 1 on a fault.");
        command.SetAction((parsed, stop) => CommandHost.Run(
            Given(options, parsed), parsed.InvocationConfiguration, host => DoctorCommand.Run(host, stop)));
        return command;
    }

    private static string[] Given(Option<string>[] options, ParseResult parsed) =>
    [
        .. options.Zip(Options)
            .Select(pair => (pair.Second.Key, Value: parsed.GetValue(pair.First)))
            .Where(pair => pair.Value is not null)
            .Select(pair => $"--{pair.Key}={pair.Value}"),
    ];
}
