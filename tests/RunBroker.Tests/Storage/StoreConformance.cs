using RunBroker.Storage;

namespace RunBroker.Tests.Storage;

/// <summary>The same tests on both databases: a file per group of stores, a class per database at the end.</summary>
public abstract partial class StoreConformance(PostgresServer server, DbKind kind) : IAsyncLifetime
{
    private static readonly TenantId A = Rows.A;
    private static readonly TenantId B = Rows.B;

    private static DateTimeOffset Now => TestDatabase.Now;

    private ChangesTold? changes;

    private TestDatabase Database { get; set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Database = await TestDatabase.Migrated(kind, server);
        await Rows.Seed(Database);
        if (kind == DbKind.Sqlite)
            changes = await ChangesTold.Watch(Database.Db);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Database.DisposeAsync();
    }

    private async Task<T> Write<T>(Func<Tx, Task<T>> write)
    {
        var result = await Database.Write(write);
        if (changes is not null)
            await changes.Check(Database.Db);
        return result;
    }

    private Task<bool> Write(Func<Tx, Task> write) => Write(async tx =>
    {
        await write(tx);
        return true;
    });

    private Task<T> Read<T>(Func<Tx, Task<T>> read) => Database.Read(read);
}

public sealed class SqliteStoreTests(PostgresServer server) : StoreConformance(server, DbKind.Sqlite);

public sealed class PostgresStoreTests(PostgresServer server) : StoreConformance(server, DbKind.Postgres);
