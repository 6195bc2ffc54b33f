using System.Collections.Immutable;
using RunBroker.Storage;

namespace RunBroker.Tests.Storage;

public abstract class MigratorConformance(PostgresServer server, DbKind kind) : IAsyncLifetime
{
    private static readonly Migration First = new("0001_first.sql", "create table first (a bigint);\ncreate table second (b bigint);\n");
    private static readonly Migration Broken = new("0002_broken.sql", "create table third (c bigint);\ncreate table fourth (d bigint;\n");

    protected TestDatabase Database { get; private set; } = null!;

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static ImmutableArray<string> Known(DbKind kind) => [.. Migration.All(kind).Select(m => m.Name)];

    public async ValueTask InitializeAsync() => Database = await TestDatabase.Empty(kind, server);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Database.DisposeAsync();
    }

    [Fact]
    public async Task All_files_are_applied_once_and_in_order()
    {
        Assert.NotEmpty(Known(kind));
        Assert.Equal(Known(kind), await Migrator.Missing(Database.Db, Stop));
        Assert.Equal(Known(kind), await Migrator.Apply(Database.Db, TestDatabase.Now, Stop));
        Assert.Empty(await Migrator.Missing(Database.Db, Stop));
        Assert.Empty(await Migrator.Apply(Database.Db, TestDatabase.Now, Stop));
    }

    [Fact]
    public async Task Of_8_nodes_that_start_at_once_one_applies_each_file()
    {
        var nodes = Enumerable.Range(0, 8).Select(_ => Database.Again()).ToArray();
        var applied = await Task.WhenAll(nodes.Select(n => Task.Run(() => Migrator.Apply(n, TestDatabase.Now, Stop), Stop)));
        Assert.Equal(Known(kind), applied.SelectMany(names => names).Order(StringComparer.Ordinal));
        foreach (var node in nodes)
            await node.DisposeAsync();
    }

    [Fact]
    public async Task A_failing_file_is_named_and_leaves_nothing_behind()
    {
        await Migrator.Apply(Database.Db, [First], TestDatabase.Now, Stop);
        var more = new Migration("0002_good.sql", "create table more (e bigint);");
        var failed = await Assert.ThrowsAsync<SchemaException>(
            () => Migrator.Apply(Database.Db, [First, more, Broken], TestDatabase.Now, Stop));
        Assert.Contains("0002_broken.sql", failed.Message, StringComparison.Ordinal);

        Assert.Equal(["0002_good.sql", "0002_broken.sql"], await Migrator.Missing(Database.Db, [First, more, Broken], Stop));
        var mended = Broken with { Sql = "create table third (c bigint); create table fourth (d bigint);" };
        Assert.Equal(["0002_good.sql", "0002_mended.sql"],
            await Migrator.Apply(Database.Db, [First, more, new("0002_mended.sql", mended.Sql)], TestDatabase.Now, Stop));
    }

    [Fact]
    public async Task A_database_that_a_newer_program_has_used_is_refused()
    {
        await Migrator.Apply(Database.Db, [First, new("0009_newer.sql", "create table newer (a bigint)")], TestDatabase.Now, Stop);
        foreach (var refused in new[]
                 {
                     await Assert.ThrowsAsync<SchemaException>(() => Migrator.Apply(Database.Db, [First], TestDatabase.Now, Stop)),
                     await Assert.ThrowsAsync<SchemaException>(() => Migrator.Missing(Database.Db, [First], Stop)),
                 })
        {
            Assert.Contains("0009_newer.sql", refused.Message, StringComparison.Ordinal);
            Assert.Contains("newer version", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_applied_file_that_was_edited_is_refused_but_line_ends_do_not_matter()
    {
        await Migrator.Apply(Database.Db, [First], TestDatabase.Now, Stop);
        var windows = new Migration(First.Name, First.Sql.Replace("\n", "\r\n", StringComparison.Ordinal));
        Assert.Empty(await Migrator.Missing(Database.Db, [windows], Stop));

        var edited = new Migration(First.Name, First.Sql + "-- edited");
        var refused = await Assert.ThrowsAsync<SchemaException>(() => Migrator.Apply(Database.Db, [edited], TestDatabase.Now, Stop));
        Assert.Contains("0001_first.sql was edited", refused.Message, StringComparison.Ordinal);
    }
}

public sealed class SqliteMigratorTests(PostgresServer server) : MigratorConformance(server, DbKind.Sqlite);
