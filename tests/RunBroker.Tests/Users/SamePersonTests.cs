using RunBroker.Storage;
using RunBroker.Tests.Flows;
using RunBroker.Tests.Storage;
using RunBroker.Tests.Upstream;

namespace RunBroker.Tests.Users;

/// <summary>One person stays one user: at many first sign-ins at once, and over a disconnect.</summary>
public sealed class SamePersonTests(SharedScene shared, PostgresServer postgres) : IClassFixture<SharedScene>
{
    [Fact]
    [Spec("TG-17")]
    public async Task Sixteen_first_sign_ins_at_once_make_one_user() => await SixteenAtOnce(await Stage.On(shared.Scene));

    [Fact]
    [Spec("TG-17")]
    public async Task Sixteen_first_sign_ins_at_once_make_one_user_on_postgresql()
    {
        await using var scene = await Scene.Start(new TestBrokerOptions { Postgres = await postgres.CreateDatabase() });
        await SixteenAtOnce(await Stage.On(scene));
    }

    [Fact]
    [Spec("contract-1")]
    public async Task After_a_disconnect_a_new_connection_to_the_same_provider_takes_the_users_over()
    {
        var stage = await Stage.On(shared.Scene);
        stage.Newcomer();
        var (before, _) = await stage.SignIn();
        await stage.Db.Write(
            async tx =>
            {
                await ConnectionStore.Update(tx, stage.Connection with { Enabled = false, DeletedAt = shared.Scene.Clock.GetUtcNow(), Version = 2 }, 1);
                await IdentityStore.Deactivate(tx, stage.Tenant.Id, stage.Connection.Id);
            },
            CancellationToken.None);
        var next = await shared.Scene.AddConnection(stage.Tenant, stage.Op);
        var again = stage.InAnotherBrowser() with { Connection = next };

        var (after, _) = await again.SignIn();
        var (third, _) = await again.InAnotherBrowser().SignIn();

        Assert.Equal(((string?)before["sub"], next.Id), ((string?)after["sub"], (string?)after["idp"]));
        Assert.Equal((string?)before["sub"], (string?)third["sub"]);
        Assert.Single(await stage.Users());
        var identities = await stage.Db.Read(tx => IdentityStore.OfUser(tx, stage.Tenant.Id, (string)before["sub"]!), CancellationToken.None);
        Assert.Equal([(stage.Connection.Id, false), (next.Id, true)], identities.Select(i => (i.ConnectionId, i.Active)));
    }

    [Fact]
    [Spec("contract-1")]
    public async Task While_the_first_connection_is_there_a_second_one_takes_over_nobody()
    {
        var stage = await Stage.On(shared.Scene);
        stage.Newcomer();
        var (before, _) = await stage.SignIn();
        var next = await shared.Scene.AddConnection(stage.Tenant, stage.Op);
        var again = stage.InAnotherBrowser() with { Connection = next };

        var (after, _) = await again.SignIn(p => p["connection"] = next.Id);

        Assert.NotEqual((string?)before["sub"], (string?)after["sub"]);
    }

    private static async Task SixteenAtOnce(Stage stage)
    {
        var person = stage.Newcomer();
        var browsers = Enumerable.Range(0, 16).Select(_ => stage.InAnotherBrowser()).ToArray();
        // Everybody is sent off and authenticated before anybody comes back, so that all sixteen finish at once.
        var callbacks = new List<string>();
        foreach (var browser in browsers)
            callbacks.Add(await browser.GoUpToTheCallback());

        var pages = await Task.WhenAll(browsers.Zip(callbacks, (browser, callback) => browser.Browser.Get(callback)));

        Assert.All(pages, page => Assert.StartsWith(stage.App.RedirectUri, page.Url.AbsoluteUri, StringComparison.Ordinal));
        var user = await stage.OnlyUser();
        Assert.Equal(person.Login + "@acme.example", user.Email);
        Assert.Single(await stage.Events("user.created"));
        Assert.Equal(16, (await stage.Events("session.created")).Length);
        var subjects = new HashSet<string?>();
        foreach (var answer in stage.App.Callbacks.TakeLast(16))
            subjects.Add((string?)(await stage.App.Finish(answer)).Claims["sub"]);
        Assert.Equal(user.Id, Assert.Single(subjects));
    }
}
