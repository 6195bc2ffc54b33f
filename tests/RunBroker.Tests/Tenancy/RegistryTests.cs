using RunBroker.Storage;
using RunBroker.Tenancy;
using RunBroker.Tests.Storage;

namespace RunBroker.Tests.Tenancy;

/// <summary>What a node keeps in memory is never older than what was answered: here, at another node, and when the nodes cannot hear each other.</summary>
public sealed class RegistryTests(PostgresServer server)
{
    private static readonly TenantId A = Rows.A;

    private static DateTimeOffset Now => TestDatabase.Now;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, InlineData(DbKind.Sqlite), InlineData(DbKind.Postgres)]
    public async Task A_change_counts_as_soon_as_it_is_answered(DbKind kind)
    {
        await using var database = await Seeded(kind);
        var registry = new Registry(database.Db, TimeProvider.System);
        await Hearing(database.Db);
        Assert.Equal("Name", (await View(registry, database.Db))!.Tenant.Name);
        for (var version = 1; version <= 50; version++)
        {
            var named = Rows.Tenant(A) with { Name = $"Name {version}", Version = version + 1 };
            Assert.True(await database.Write(tx => TenantStore.Update(tx, named, version)));
            Assert.Equal(named.Name, (await View(registry, database.Db))!.Tenant.Name);
        }

        await database.Write(tx => ConnectionStore.Insert(tx, Rows.Connection(A, "con_a")));
        Assert.False((await View(registry, database.Db))!.IsEnabled("con_a"));
        await database.Write(tx => ConnectionStore.Update(tx, Rows.Connection(A, "con_a") with { Enabled = true, Version = 2 }, 1));
        Assert.True((await View(registry, database.Db))!.IsEnabled("con_a"));
        await database.Write(tx => ConnectionStore.DisableOthers(tx, A, "con_other", Now));
        Assert.False((await View(registry, database.Db))!.IsEnabled("con_a"));
        await database.Write(tx => TenantStore.Delete(tx, A));
        Assert.Null(await View(registry, database.Db));
        Assert.Null(await registry.App("app_a", Now, Stop));
    }

    [Fact]
    public async Task What_a_transaction_has_changed_and_takes_back_is_never_kept()
    {
        await using var database = await Seeded(DbKind.Sqlite);
        var registry = new Registry(database.Db, TimeProvider.System);
        await Assert.ThrowsAsync<InvalidOperationException>(() => database.Write(async tx =>
        {
            await TenantStore.Update(tx, Rows.Tenant(A) with { Name = "Never", Version = 2 }, 1);
            Assert.Equal("Never", (await registry.Tenant(tx, A))!.Tenant.Name);
            throw new InvalidOperationException("taken back");
        }));
        Assert.Equal("Name", (await View(registry, database.Db))!.Tenant.Name);
    }

    [Fact]
    public async Task A_secret_that_ends_is_read_again()
    {
        await using var database = await Seeded(DbKind.Sqlite);
        var registry = new Registry(database.Db, TimeProvider.System);
        await database.Write(tx => ClientStore.AddSecret(tx, "app_a", new() { Id = "sec_x", SecretHash = [1], CreatedAt = Now, ExpiresAt = Now.AddHours(1) }));
        var before = (await registry.App("app_a", Now, Stop))!.Trust.SecretHashes.Length;
        Assert.Equal(before - 1, (await registry.App("app_a", Now.AddHours(1), Stop))!.Trust.SecretHashes.Length);
    }

    [Fact]
    public async Task Another_node_hears_of_it()
    {
        await using var database = await Seeded(DbKind.Postgres);
        await using var other = database.Again();
        var registry = new Registry(other, TimeProvider.System);
        await Hearing(other);
        Assert.Equal("Name", (await View(registry, other))!.Tenant.Name);
        await database.Write(tx => TenantStore.Update(tx, Rows.Tenant(A) with { Name = "Changed", Version = 2 }, 1));
        await Until(async () => (await View(registry, other))!.Tenant.Name == "Changed");
    }

    [Fact]
    public async Task While_nothing_is_heard_nothing_is_kept()
    {
        await using var database = await Seeded(DbKind.Postgres);
        await using var other = database.Again();
        var registry = new Registry(other, TimeProvider.System);
        await Hearing(other);
        Assert.Equal("Name", (await View(registry, other))!.Tenant.Name);
        for (var version = 1; version <= 3; version++)
        {
            await database.Read(tx => tx.Many<bool>(
                "select pg_terminate_backend(pid) from pg_stat_activity where query = 'listen runbroker_config' and datname = current_database()"));
            await Until(() => Task.FromResult(!other.HearsChanges));
            var named = Rows.Tenant(A) with { Name = $"Deaf {version}", Version = version + 1 };
            await database.Write(tx => TenantStore.Update(tx, named, version));
            Assert.Equal(named.Name, (await View(registry, other))!.Tenant.Name);
            await Hearing(other);
            Assert.Equal(named.Name, (await View(registry, other))!.Tenant.Name);
        }
    }

    [Fact]
    public async Task Who_does_not_hear_himself_does_not_listen()
    {
        // As behind a pooler that hands connections around: the LISTEN is gone with the first of them.
        await using var database = await Seeded(DbKind.Postgres);
        var tries = 0;
        await using var deaf = new PostgresListener(
            database.Target, _ => { }, (_, _) => Task.FromResult(++tries), TimeSpan.FromMilliseconds(50));
        await Until(() => Task.FromResult(tries >= 2));
        Assert.False(deaf.Listens);
    }

    private static async Task<TenantView?> View(Registry registry, Db db) => await db.Read(async tx => await registry.Tenant(tx, A), Stop);

    private static Task Hearing(Db db) => Until(() => Task.FromResult(db.HearsChanges));

    private static async Task Until(Func<Task<bool>> holds)
    {
        var end = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(end) < TimeSpan.FromSeconds(20), "it has not come about in 20 s");
            await Task.Yield();
        }
    }

    private async Task<TestDatabase> Seeded(DbKind kind)
    {
        var database = await TestDatabase.Migrated(kind, server);
        await Rows.Seed(database);
        return database;
    }
}
