using RunBroker.Storage;

namespace RunBroker.Tests.Storage;

/// <summary>The same tests on both databases: a file per group of stores, a class per database at the end.</summary>
public abstract partial class StoreConformance(PostgresServer server, DbKind kind) : IAsyncLifetime
{
    private static readonly TenantId A = Rows.A;
    private static readonly TenantId B = Rows.B;

    private static DateTimeOffset Now => TestDatabase.Now;

    private TestDatabase Database { get; set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Database = await TestDatabase.Migrated(kind, server);
        await Rows.Seed(Database);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Database.DisposeAsync();
    }

    private Task<T> Write<T>(Func<Tx, Task<T>> write) => Database.Write(write);

    private Task Write(Func<Tx, Task> write) => Database.Write(write);

    private Task<T> Read<T>(Func<Tx, Task<T>> read) => Database.Read(read);
}

public sealed class SqliteStoreTests(PostgresServer server) : StoreConformance(server, DbKind.Sqlite);

public sealed class PostgresStoreTests(PostgresServer server) : StoreConformance(server, DbKind.Postgres);
