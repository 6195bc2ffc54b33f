using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Tests.Storage;

namespace RunBroker.Tests.Sessions;

/// <summary>Two nodes on PostgreSQL: one ends a session, and has read whom to tell; at the other an app comes into it.</summary>
public sealed class JoinAtTheEndTests(PostgresServer server)
{
    private const string Blocked = "select count(*) from pg_locks where not granted and transactionid::text = pg_current_xact_id()::text";

    [Fact]
    [Spec("O-039")]
    public async Task An_app_that_comes_too_late_to_be_told_finds_the_session_ended()
    {
        await using var database = await TestDatabase.Migrated(DbKind.Postgres, server);
        await Rows.Seed(database);
        await using var node = database.Again();
        Task<Session?>? late = null;

        await database.Write(async tx =>
        {
            Assert.True(await SessionStore.End(tx, Rows.A, "ses_a", "admin", TestDatabase.Now));
            Assert.Empty(await SessionStore.Participants(tx, "ses_a"));
            late = Task.Run(() => Join(node));
            while (!late.IsCompleted && await tx.One<long>(Blocked) == 0)
                await Task.Yield();
        });

        // What it would redeem its code against.
        Assert.NotNull((await late!)!.EndedAt);
    }

    private static Task<Session?> Join(Db node) => node.Write(
        async tx =>
        {
            await SessionStore.Join(tx, "ses_a", "app_a", "sid", TestDatabase.Now);
            return await SessionStore.Find(tx, Rows.A, "ses_a");
        }, TestContext.Current.CancellationToken);
}
