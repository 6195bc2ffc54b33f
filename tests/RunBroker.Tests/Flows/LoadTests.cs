using System.Diagnostics;
using RunBroker.Storage;
using RunBroker.TestIdps;
using RunBroker.Tests.Storage;

namespace RunBroker.Tests.Flows;

/// <summary>Many people at once: each gets in, and each has a session and a case file of their own.</summary>
public sealed class LoadTests(PostgresServer postgres)
{
    private const int People = 64;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Spec("requirements-4")]
    public async Task Sixty_four_people_sign_in_at_once(bool onPostgres)
    {
        var folder = new TestBrokerOptions();
        await using var scene = await Scene.Start(folder with { Postgres = onPostgres ? await postgres.CreateDatabase() : null });
        for (var person = 0; person < People; person++)
            scene.Op.Users.Add(TestUser.Person($"p{person}", $"P{person}", "Load", $"p{person}@acme.example"));
        var watch = Stopwatch.StartNew();

        var subjects = await Task.WhenAll(Enumerable.Range(0, People).Select(person => One(scene, person)));

        TestContext.Current.TestOutputHelper?.WriteLine($"{People} whole sign-ins at once on {scene.Db.Kind}: {watch.Elapsed.TotalSeconds:0.00} s");
        Assert.Equal(People, subjects.Distinct().Count());
        var (sessions, cases) = await scene.Db.Read(async tx => (
            await SessionStore.PageLive(tx, scene.Tenant.Id, null, scene.Clock.GetUtcNow(), null, 200),
            await SignInStore.PageCases(tx, scene.Tenant.Id, null, 200)), CancellationToken.None);
        Assert.Equal(People, sessions.Length);
        Assert.Equal(People, sessions.Select(s => s.UserId).Distinct().Count());
        Assert.Equal(People, cases.Length);
        Assert.All(cases, c => Assert.Equal("succeeded", c.State));
        var log = scene.Broker.Options.Log.All;
        Assert.DoesNotContain("locked", log, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("request_failed", log, StringComparison.Ordinal);
    }

    private static async Task<string?> One(Scene scene, int person)
    {
        using var browser = new TestBrowser(new() { Clock = scene.Clock });
        var begun = scene.App.Begin(p => p["login_hint"] = $"p{person}@acme.example");
        await browser.Get(begun.Url);
        var callback = scene.App.Callbacks.Single(c => c.Fields["state"] == begun.State);
        var (claims, _) = await scene.App.Finish(callback);
        Assert.Equal($"p{person}@acme.example", (string?)claims["email"]);
        return (string?)claims["sub"];
    }
}
