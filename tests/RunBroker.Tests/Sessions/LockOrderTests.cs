using RunBroker.Storage;
using RunBroker.Tests.Flows;
using RunBroker.Tests.Storage;
using RunBroker.Tests.Upstream;

namespace RunBroker.Tests.Sessions;

/// <summary>Transactions side by side, as PostgreSQL runs them: none waits for one that waits for it, and none acts on what was.</summary>
public sealed class LockOrderTests(PostgresServer server)
{
    private const string Waiters = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    [Spec("CO-12")]
    public async Task A_disconnection_that_waits_for_a_persons_sign_in_holds_none_of_their_sessions()
    {
        await using var scene = await Scene.Start(new TestBrokerOptions { Postgres = await server.CreateDatabase() });
        var stage = await Stage.On(scene);
        await stage.SignIn();
        var user = Assert.Single(await stage.Users());
        var session = Assert.Single(await scene.Db.Read(tx => SessionStore.PageLive(tx, stage.Tenant.Id, user.Id, scene.Clock.GetUtcNow(), null, 9), Stop));

        await using var held = await Held.Begin(scene.Db, tx => UserStore.FindAndLock(tx, stage.Tenant.Id, user.Id));
        var disconnected = Task.Run(() => scene.Manage("DELETE", $"/tenants/{stage.Tenant.Slug}/connections/{stage.Connection.Id}"), Stop);
        await Waits(scene.Db);
        var free = await scene.Db.Write(tx => tx.Many<string>("select id from sso_session where id = @Id for update skip locked", new { session.Id }), Stop);
        await held.Commit();

        Assert.Equal([session.Id], free);
        Assert.Equal(204, (await disconnected).Status);
        Assert.NotNull((await scene.Db.Read(tx => SessionStore.Find(tx, stage.Tenant.Id, session.Id), Stop))!.EndedAt);
    }

    [Fact]
    [Spec("TG-33")]
    public async Task Whoever_is_made_and_deactivated_while_a_sign_in_of_theirs_is_finished_gets_no_session()
    {
        await using var scene = await Scene.Start(new TestBrokerOptions { Postgres = await server.CreateDatabase() });
        var stage = await Stage.On(scene);
        await stage.SignIn();
        var (alice, bob) = (Assert.Single(await stage.Users()), stage.InAnotherBrowser());
        bob.Op.SignInAs = "bob";
        await bob.SignIn();
        var identity = Assert.Single(await scene.Db.Read(
            async tx => await IdentityStore.OfUser(tx, stage.Tenant.Id, (await stage.Users()).Single(u => u.Id != alice.Id).Id), Stop));
        await scene.Manage("DELETE", $"/tenants/{stage.Tenant.Slug}/users/{identity.UserId}");
        // As another node's sign-in and an admin leave them together.
        await using var held = await Held.Begin(scene.Db, async tx =>
        {
            await UserStore.Insert(tx, alice with { Id = "usr_twice", Email = "bob@acme.example", Active = false });
            await IdentityStore.Insert(tx, identity with { UserId = "usr_twice" });
        });

        var page = Task.Run(() => stage.InAnotherBrowser().Go(), Stop);
        await Waits(scene.Db);
        await held.Commit();
        await page;

        var file = await stage.LastCase();
        Assert.Equal(("failed", "user.Deactivated"), (file.State, file.Error));
        Assert.Empty(await scene.Db.Read(tx => SessionStore.PageLive(tx, stage.Tenant.Id, "usr_twice", scene.Clock.GetUtcNow(), null, 9), Stop));
    }

    private static async Task Waits(Db db)
    {
        while (await db.Read(tx => tx.One<long>(Waiters), Stop) == 0)
            await Task.Delay(20, Stop);
    }

    /// <summary>A transaction that is open until told.</summary>
    private sealed class Held(TaskCompletionSource over) : IAsyncDisposable
    {
        private Task running = Task.CompletedTask;

        public static async Task<Held> Begin(Db db, Func<Tx, Task> statements)
        {
            var (begun, held) = (new TaskCompletionSource(), new Held(new TaskCompletionSource()));
            held.running = Task.Run(
                () => db.Write(
                    async tx =>
                    {
                        await statements(tx);
                        begun.TrySetResult();
                        await held.Over;
                    }, Stop), Stop);
            await Task.WhenAny(begun.Task, held.running);
            return held;
        }

        private Task Over => over.Task;

        public Task Commit()
        {
            over.TrySetResult();
            return running;
        }

        public async ValueTask DisposeAsync() => await Commit();
    }
}
