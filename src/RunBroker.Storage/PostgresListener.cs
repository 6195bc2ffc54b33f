using Npgsql;

namespace RunBroker.Storage;

/// <summary>
/// Hears what other nodes have changed, over a connection of its own. It believes that it hears only while it hears itself: a word sent through the
/// pool must come back here, at the beginning and again every few seconds. So a dead connection, or a pooler that hands connections around and
/// loses the LISTEN, costs speed and nothing else. While nothing is heard, changes may be missed: then it says <see cref="ConfigChange.All"/>.
/// </summary>
internal sealed class PostgresListener : IAsyncDisposable
{
    public const string Channel = "runbroker_config";

    private const string Probe = "probe:";
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource stopping = new();
    private readonly string connectionString;
    private readonly Action<IReadOnlyCollection<ConfigChange>> heard;
    private readonly Func<string, CancellationToken, Task> say;
    private readonly TimeSpan patience;
    private readonly Task listening;
    private volatile bool listens;
    private volatile string? echo;

    /// <param name="say">Sends a word to the channel, through the pool.</param>
    /// <param name="patience">How long a word of our own may take to come back.</param>
    public PostgresListener(
        string connectionString, Action<IReadOnlyCollection<ConfigChange>> heard, Func<string, CancellationToken, Task> say, TimeSpan patience)
    {
        this.connectionString = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, Multiplexing = false }.ConnectionString;
        (this.heard, this.say, this.patience) = (heard, say, patience);
        // Whoever came first has nothing to do with what is done for all.
        using (ExecutionContext.SuppressFlow())
            listening = Task.Run(Run);
    }

    /// <summary>False: what is in memory may be older than the database.</summary>
    public bool Listens => listens;

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await listening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.Dispose();
    }

    private async Task Run()
    {
        var pause = TimeSpan.FromSeconds(1);
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await Listen(() => pause = TimeSpan.FromSeconds(1));
            }
#pragma warning disable CA1031 // whatever broke it, it is tried again; till then nothing is kept in memory
            catch (Exception)
#pragma warning restore CA1031
            {
                // Readiness tells of the database.
            }
            finally
            {
                listens = false;
            }

            await Task.Delay(pause, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task Listen(Action heardMyself)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(stopping.Token);
        connection.Notification += (_, said) =>
        {
            if (said.Payload.StartsWith(Probe, StringComparison.Ordinal))
                echo = said.Payload;
            else
                heard(ConfigChange.Read(said.Payload));
        };
        await using (var command = new NpgsqlCommand($"listen {Channel}", connection))
            await command.ExecuteNonQueryAsync(stopping.Token);
        while (true)
        {
            await HearMyself(connection);
            if (!listens)
            {
                heard([ConfigChange.All]);
                listens = true;
                heardMyself();
            }

            await WaitUntil(connection, Between, () => false);
        }
    }

    private async Task HearMyself(NpgsqlConnection connection)
    {
        var word = Probe + Guid.NewGuid().ToString("N");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
        limit.CancelAfter(patience);
        await say(word, limit.Token);
        if (!await WaitUntil(connection, patience, () => echo == word))
            throw new TimeoutException("What was said through the pool was not heard.");
    }

    /// <returns>False when the time is over first.</returns>
    private async Task<bool> WaitUntil(NpgsqlConnection connection, TimeSpan time, Func<bool> holds)
    {
        var end = Environment.TickCount64 + (long)time.TotalMilliseconds;
        while (!holds())
        {
            var left = end - Environment.TickCount64;
            if (left <= 0)
                return false;
            await connection.WaitAsync((int)left, stopping.Token);
        }

        return true;
    }
}
