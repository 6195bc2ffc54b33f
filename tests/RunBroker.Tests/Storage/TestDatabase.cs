using RunBroker.Storage;

namespace RunBroker.Tests.Storage;

/// <summary>A database of its own for one test, under a random name, and removed after it.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly string? folder;

    private TestDatabase(Db db, string target, string? folder)
    {
        (Db, Target) = (db, target);
        this.folder = folder;
    }

    public static DateTimeOffset Now { get; } = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);

    public Db Db { get; }

    /// <summary>Path of the SQLite file, or PostgreSQL's connection string.</summary>
    public string Target { get; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<TestDatabase> Empty(DbKind kind, PostgresServer server)
    {
        if (kind == DbKind.Postgres)
        {
            var target = await server.CreateDatabase();
            return new TestDatabase(Db.Postgres(target), target, null);
        }

        var folder = Directory.CreateTempSubdirectory("runbroker-storage-").FullName;
        var file = Path.Combine(folder, "broker.db");
        return new TestDatabase(Db.Sqlite(file), file, folder);
    }

    public static async Task<TestDatabase> Migrated(DbKind kind, PostgresServer server)
    {
        var made = await Empty(kind, server);
        await Migrator.Apply(made.Db, Now, Stop);
        return made;
    }

    /// <summary>Another node on the same database.</summary>
    public Db Again() => Db.Kind == DbKind.Sqlite ? Db.Sqlite(Target) : Db.Postgres(Target);

    public Task<T> Write<T>(Func<Tx, Task<T>> write) => Db.Write(write, Stop);

    public Task Write(Func<Tx, Task> write) => Db.Write(write, Stop);

    public Task<T> Read<T>(Func<Tx, Task<T>> read) => Db.Read(read, Stop);

    /// <summary>Runs the same write 16 times at once; answers how many won.</summary>
    public async Task<int> WinnersOf16(Func<Tx, int, Task<bool>> write)
    {
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var all = Enumerable.Range(0, 16).Select(async i =>
        {
            await start.Task;
            return await Db.Write(tx => write(tx, i), Stop);
        }).ToArray();
        start.SetResult();
        return (await Task.WhenAll(all)).Count(won => won);
    }

    public async ValueTask DisposeAsync()
    {
        await Db.DisposeAsync();
        if (folder is not null)
            Directory.Delete(folder, recursive: true);
    }
}
