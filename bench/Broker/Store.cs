using Npgsql;
using RunBroker.Storage;
using RunBroker.Storage.Secrets;

namespace RunBroker.Bench;

/// <summary>An installation's own place: a folder with the master key, and a database that is gone afterwards.</summary>
internal sealed class Store : IAsyncDisposable
{
    /// <summary>A file system without a disk.</summary>
    public const string InMemory = "/dev/shm";

    private readonly Temporary folder;
    private readonly string? server;
    private readonly string name = $"runbroker_bench_{Environment.ProcessId}_{Environment.TickCount64:x}";

    /// <param name="server">Connection string of a PostgreSQL server, in which a database is made; null: SQLite.</param>
    /// <param name="inMemory">SQLite's file, too, is lost with the machine's power.</param>
    private Store(string? server, bool inMemory)
    {
        this.server = server;
        folder = new(inMemory ? InMemory : null);
        KeyFile = Path.Combine(Folder, "master.key");
        MasterKey.CreateFile(KeyFile);
        Postgres = server is null ? null : new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
    }

    public string Folder => folder.Path;

    public string KeyFile { get; }

    /// <summary>Null: SQLite.</summary>
    public string? Postgres { get; }

    public static async Task<Store> Make(string? server, bool inMemory = false)
    {
        var made = new Store(server, inMemory);
        await made.OnServer($"create database {made.name}");
        return made;
    }

    public Db Open() => Postgres is { } there ? Db.Postgres(there) : Db.Sqlite(Path.Combine(Folder, "runbroker.db"));

    public SecretBox Box() => MasterKey.Load(KeyFile) is MasterKeyFile.Loaded loaded ? new(loaded.Key) : throw new BenchFault("the master key does not load");

    public async ValueTask DisposeAsync()
    {
        await OnServer($"drop database if exists {name} with (force)");
        folder.Dispose();
    }

    private async Task OnServer(string sql)
    {
        if (server is null)
            return;
        await using var source = NpgsqlDataSource.Create(server);
        // The name is ours, and SQL takes none as a parameter.
#pragma warning disable CA2100
        await using var command = source.CreateCommand(sql);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
