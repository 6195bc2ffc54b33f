using System.Globalization;

namespace RunBroker.Bench;

/// <summary>The command line.</summary>
internal sealed record Options
{
    public const string Usage = """
        bench/run [limit|micro|http|storm|scale|logout|keys|mix|serve|peers] [options]      without a command: all that fits in five minutes

          --only a,b         scenarios of http, by name (silent) or with their variant ("silent ES256")
          --rounds N         timed runs of each scenario (3)       --seconds S        how long each lasts (1)
          --clients N        side by side (8)                      --users N          people who sign in (1000)
          --gap S            idle between warm-up rounds (2)       --no-limit         no ratio to the limit
          --check            verify every token, not one in fifty
          --postgres CONN    a database is made at that server     --store-pid PID    the server's: its CPU is counted apart
          --broker PATH      another build of it                   --json FILE        appends a line for each scenario and round
          --storm-seconds N  of the cold storm (10)                --logins N         of storm: so many more, memory watched
          --tenants N --rows N     of scale                        --crowd N          of scale: clients at twice the capacity (2048)
          --apps N           of logout                             --minutes N        of mix (20)
          --port N --saml-metadata FILE --oidc-issuer URL    of serve
        """;

    private readonly Dictionary<string, string> given = new(StringComparer.Ordinal);

    private Options(string command) => Command = command;

    /// <summary>"" is all that fits in five minutes.</summary>
    public string Command { get; }

    public IReadOnlyList<string> Only => Text("only", "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    public int Rounds => Number("rounds", 3);
    public TimeSpan Run => TimeSpan.FromSeconds(Real("seconds", Command.Length == 0 ? 0.7 : 1));
    public int Clients => Number("clients", 8);
    public int Users => Number("users", 1000);
    public TimeSpan Gap => TimeSpan.FromSeconds(Real("gap", 2));
    /// <summary>All parts together have five minutes.</summary>
    public TimeSpan Patience => TimeSpan.FromSeconds(Command.Length == 0 ? 40 : 60);
    public bool CheckAll => given.ContainsKey("check");
    public bool WithLimit => !given.ContainsKey("no-limit");
    public string? Postgres => given.GetValueOrDefault("postgres");
    public int? StorePid => given.ContainsKey("store-pid") ? Number("store-pid", 0) : null;
    public string? Json => given.GetValueOrDefault("json");
    public string Broker => Path.GetFullPath(Text("broker", Path.Combine(AppContext.BaseDirectory, "..", "..", "broker", "runbroker.dll")));
    public int StormSeconds => Number("storm-seconds", 10);
    public int? Logins => given.ContainsKey("logins") ? Number("logins", 0) : null;
    public int Tenants => Number("tenants", 10_000);
    public int Rows => Number("rows", 1_000_000);
    /// <summary>Of the overload.</summary>
    public int Crowd => Number("crowd", 2048);
    public int Minutes => Number("minutes", 20);
    public int? Apps => given.ContainsKey("apps") ? Number("apps", 0) : null;
    public int Port => Number("port", 5200);
    public string? SamlMetadata => given.GetValueOrDefault("saml-metadata");
    public string OidcIssuer => Text("oidc-issuer", "http://127.0.0.1:9301");
    public string Urls => Text("urls", "");

    /// <returns>Null when it cannot be understood.</returns>
    public static Options? Read(string[] args)
    {
        var options = new Options(args.Length > 0 && !args[0].StartsWith('-') ? args[0] : "");
        for (var i = options.Command.Length > 0 ? 1 : 0; i < args.Length; i++)
        {
            var name = args[i].TrimStart('-');
            if (!args[i].StartsWith("--", StringComparison.Ordinal) || !Usage.Contains($"--{name} ", StringComparison.Ordinal) && name != "urls")
                return null;
            if (name is "check" or "no-limit")
                options.given[name] = "";
            else if (++i < args.Length)
                options.given[name] = args[i];
            else
                return null;
        }

        return options;
    }

    private string Text(string name, string otherwise) => given.GetValueOrDefault(name, otherwise);

    private int Number(string name, int otherwise) =>
        given.TryGetValue(name, out var text) ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : otherwise;

    private double Real(string name, double otherwise) =>
        given.TryGetValue(name, out var text) ? double.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) : otherwise;
}
