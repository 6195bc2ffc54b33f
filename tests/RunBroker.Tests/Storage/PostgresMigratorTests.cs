using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;
using RunBroker.Storage;

namespace RunBroker.Tests.Storage;

public sealed class PostgresMigratorTests(PostgresServer server) : MigratorConformance(server, DbKind.Postgres)
{
    [Fact]
    public async Task A_start_with_nothing_to_do_asks_one_question()
    {
        await Migrator.Apply(Database.Db, TestDatabase.Now, Stop);
        var mine = new NpgsqlConnectionStringBuilder(Database.Target).Database;
        var statements = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                var tags = activity.TagObjects.ToDictionary(t => t.Key, t => t.Value?.ToString());
                if (tags.ContainsValue(mine) && (tags.GetValueOrDefault("db.query.text") ?? tags.GetValueOrDefault("db.statement")) is { } sql)
                    statements.Enqueue(sql);
            },
        };
        ActivitySource.AddActivityListener(listener);

        await Migrator.Apply(Database.Db, TestDatabase.Now, Stop);

        Assert.Equal(["select name, checksum from migration"], statements);
    }

    [Fact]
    public async Task The_lock_is_given_back_with_the_transaction()
    {
        await Migrator.Apply(Database.Db, TestDatabase.Now, Stop);
        Assert.Equal(0, await Database.Read(tx => tx.One<long>(
            "select count(*) from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())")));
    }
}
