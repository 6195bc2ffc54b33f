namespace RunBroker.Http;

/// <summary>
/// On a node with one core, requests of sign-ins are worked at by the thread that hears of them: to hand each to another thread takes two switches
/// and wins nothing. That thread hears of all sockets, so nothing on it may wait for one without giving it back, and whatever can take long is
/// left to the pool: requests of admins from their beginning and again once their body is there, and what comes of asking others.
/// </summary>
internal static partial class OneCore
{
    /// <summary>The runtime's own switch; it is read when the first socket is opened.</summary>
    private const string Variable = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    private static readonly string[] Short = ["/connect", "/federation", "/.well-known", "/health/live"];

    /// <summary>Whether this process works so; before <see cref="Prepare"/> it does not.</summary>
    public static bool IsOn { get; private set; }

    /// <summary>Before the first socket. Who has set the switch is obeyed.</summary>
    public static void Prepare(Settings settings)
    {
        if (IsBetter(Environment.ProcessorCount, settings.Postgres is not null) && Environment.GetEnvironmentVariable(Variable) is null)
            Environment.SetEnvironmentVariable(Variable, "1");
        IsOn = Environment.GetEnvironmentVariable(Variable) == "1";
    }

    /// <param name="postgres">The driver may wait for its sockets where it stands.</param>
    public static bool IsBetter(int cores, bool postgres) => cores == 1 && !postgres;

    public static bool IsShort(PathString path) => Array.Exists(Short, first => path.StartsWithSegments(first, StringComparison.OrdinalIgnoreCase));

    /// <summary>Middleware.</summary>
    public static Task HandOn(HttpContext http, RequestDelegate next)
    {
        return IsShort(http.Request.Path) ? next(http) : Elsewhere();

        async Task Elsewhere()
        {
            await Yield();
            await next(http);
        }
    }

    /// <summary>What follows is done by a thread of the pool, where this process works so.</summary>
    public static Task Leave() => IsOn ? Yield() : Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Information, Message = "one_core: requests of sign-ins are worked at by the thread of the sockets")]
    public static partial void Say(ILogger log);

    private static async Task Yield() => await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
}
