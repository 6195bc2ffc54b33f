using Npgsql;

namespace RunBroker.Storage;

/// <summary>
/// Hears what other nodes have changed, over a connection of its own. While there is none, and when a new one begins, changes may have been
/// missed: then it says <see cref="ConfigChange.All"/>.
/// </summary>
internal sealed class PostgresListener : IAsyncDisposable
{
    public const string Channel = "runbroker_config";

    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource stopping = new();
    private readonly string connectionString;
    private readonly Action<IReadOnlyCollection<ConfigChange>> heard;
    private readonly Task listening;
    private volatile bool listens;

    public PostgresListener(string connectionString, Action<IReadOnlyCollection<ConfigChange>> heard)
    {
        // A connection that broke without a word is found out by the driver's own question every ten seconds.
        this.connectionString = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, KeepAlive = 10 }.ConnectionString;
        this.heard = heard;
        listening = Task.Run(Run);
    }

    /// <summary>False: what is in memory may be older than the database.</summary>
    public bool Listens => listens;

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await listening;
        stopping.Dispose();
    }

    private async Task Run()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await Listen();
            }
            catch (Exception e) when (e is OperationCanceledException or NpgsqlException or System.Net.Sockets.SocketException)
            {
                // The next attempt, below.
            }

            listens = false;
            await Task.Delay(Again, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task Listen()
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(stopping.Token);
        connection.Notification += (_, said) => heard(ConfigChange.Read(said.Payload));
        await using (var command = new NpgsqlCommand($"listen {Channel}", connection))
            await command.ExecuteNonQueryAsync(stopping.Token);
        heard([ConfigChange.All]);
        listens = true;
        while (true)
            await connection.WaitAsync(stopping.Token);
    }
}
