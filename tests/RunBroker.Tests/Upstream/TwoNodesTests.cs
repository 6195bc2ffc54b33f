using RunBroker.Storage;
using RunBroker.Storage.Secrets;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;
using RunBroker.Tests.Processes;
using RunBroker.Tests.Storage;
using RunBroker.Tests.Upstream.Saml;

namespace RunBroker.Tests.Upstream;

/// <summary>Two brokers on one PostgreSQL database and one master key, behind one issuer: it never matters which of them answers.</summary>
public sealed class TwoNodesTests(PostgresServer postgres) : IAsyncLifetime
{
    private Scene scene = null!;
    private TestBroker second = null!;

    public async ValueTask InitializeAsync()
    {
        var port = FreePort.Take();
        var options = new TestBrokerOptions { Postgres = await postgres.CreateDatabase(), Port = port, Issuer = $"http://127.0.0.1:{port}" };
        Directory.CreateDirectory(options.Folder);
        MasterKey.CreateFile(Path.Combine(options.Folder, "master.key"));
        // At once, on an empty database: migrations and first keys must not collide.
        var other = TestBroker.Start(options with { Port = null });
        scene = await Scene.Start(options);
        second = await other;
    }

    public async ValueTask DisposeAsync()
    {
        await second.DisposeAsync();
        await scene.DisposeAsync();
    }

    [Fact]
    [Spec("O-070")]
    public async Task Signing_keys_are_made_once_and_both_publish_them()
    {
        var keys = await scene.Db.Read(KeyStore.All, CancellationToken.None);
        Assert.Equal(["ES256", "RS256"], keys.Select(k => k.Alg).Order(StringComparer.Ordinal));

        var (first, other) = (await Jwks(0), await Jwks(1));
        Assert.Equal(first, other);
        Assert.All(keys, key => Assert.Contains(key.Kid, first, StringComparison.Ordinal));
    }

    [Fact]
    [Spec("P-006")]
    public async Task A_stolen_key_that_is_replaced_at_one_node_is_worth_nothing_at_the_other()
    {
        var (stage, app, _) = await Balanced(0);
        await stage.Browser.Get(app.Begin().Url);
        var (_, tokens) = await app.Finish();
        for (var i = 0; i < 2; i++)
            Assert.Equal(200, (await app.UserInfo(tokens.AccessToken)).Status);
        var old = second.Ring().ETag;

        Assert.Equal(200, (await scene.RollKeys(new() { ["active_after_seconds"] = 0, ["retire_after_seconds"] = 0 })).Status);

        var began = TimeProvider.System.GetTimestamp();
        while (second.Ring().ETag == old)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(20), "it was not heard of in 20 s");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        Assert.Equal(await Jwks(0), await Jwks(1));
        for (var i = 0; i < 2; i++)
            Assert.Equal(401, (await app.UserInfo(tokens.AccessToken)).Status);
        var fresh = await app.Refresh(tokens.RefreshToken);
        for (var i = 0; i < 2; i++)
            Assert.Equal(200, (await app.UserInfo(fresh.AccessToken)).Status);
        await app.DisposeAsync();
    }

    [Theory]
    [Spec("O-083")]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Every_leg_of_a_sign_in_may_meet_another_node(int first)
    {
        var (stage, app, legs) = await Balanced(first);

        // authorize at one, the callback at the other, the code redeemed at the first again
        await stage.Browser.Get(app.Begin().Url);
        var (claims, tokens) = await app.Finish();
        Assert.Equal([1, 1], legs.Served);
        var user = await stage.Db.Read(tx => UserStore.Find(tx, stage.Tenant.Id, (string)claims["sub"]!), CancellationToken.None);
        Assert.Equal("alice@acme.example", user!.Email);

        // the session at either, silently
        await Silently(stage, app);
        await app.Finish();
        await Silently(stage, app);
        await app.Finish();
        Assert.Equal([2, 2], legs.Served);

        // refresh and userinfo at either
        for (var i = 0; i < 3; i++)
        {
            tokens = await app.Refresh(tokens.RefreshToken);
            Assert.Equal(200, tokens.Status);
            Assert.Equal(200, (await app.UserInfo(tokens.AccessToken)).Status);
            Assert.Equal(200, (await app.UserInfo(tokens.AccessToken)).Status);
        }

        await app.DisposeAsync();
    }

    [Fact]
    [Spec("RFC9700-4.14.2")]
    public async Task A_refresh_token_used_twice_is_seen_whichever_node_it_comes_to()
    {
        var (stage, app, _) = await Balanced(0);
        await stage.Browser.Get(app.Begin().Url);
        var (_, tokens) = await app.Finish();

        var fresh = await app.Refresh(tokens.RefreshToken);
        var replayed = await app.Refresh(tokens.RefreshToken);

        Assert.Equal((200, "invalid_grant"), (fresh.Status, replayed.Error));
        Assert.Equal("invalid_grant", (await app.Refresh(fresh.RefreshToken)).Error);
        Assert.Equal(401, (await app.UserInfo(fresh.AccessToken)).Status);
        await app.DisposeAsync();
    }

    [Fact]
    [Spec("O-006")]
    public async Task A_code_that_both_nodes_get_at_once_is_redeemed_once()
    {
        var (stage, app, _) = await Balanced(0);
        var begun = app.Begin();
        await stage.Browser.Get(begun.Url);
        var callback = app.LastCallback;

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => app.Exchange(callback, begun)));

        Assert.True(answers.Count(a => a.Status == 200) <= 1);
        Assert.True(answers.Count(a => a.Error == "invalid_grant") >= 7);
        await app.DisposeAsync();
    }

    [Fact]
    [Spec("O-083")]
    public async Task An_answer_that_both_nodes_get_at_once_is_taken_once()
    {
        var (stage, app, _) = await Balanced(0);
        stage.Op.ForgetRequests();
        stage.Browser.StopAt = stage.CallbackUrl;
        var callback = (await stage.Browser.Get(app.Begin().Url)).Url.AbsoluteUri;
        var twins = Enumerable.Range(0, 8).Select(i => scene.NewBrowser(o => o with { Handler = Nodes(i % 2) })).ToArray();
        foreach (var twin in twins)
            twin.Cookies.CopyFrom(stage.Browser.Cookies);

        var pages = await Task.WhenAll(twins.Select(twin => twin.Get(callback)));

        Assert.Single(pages, p => p.Status == 200);
        Assert.Equal(7, pages.Count(p => p.Status == 400));
        Assert.Single(stage.Op.RequestsTo("/token"));
        await app.DisposeAsync();
    }

    [Theory]
    [Spec("S-064")]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Every_leg_of_a_SAML_sign_in_may_meet_another_node(int first)
    {
        var legs = Nodes(first);
        await using var made = await SamlStage.On(scene);
        var stage = made with { Browser = scene.NewBrowser(o => o with { Handler = legs }) };

        stage.HoldsAnOldSession();

        // authorize at one, the answer at the other, the last step at the first again
        var (claims, _) = await stage.SignIn();

        Assert.Equal("maria@acme.example", (string?)claims["email"]);
        Assert.Equal(first == 0 ? [2, 1] : [1, 2], legs.Served);
        Assert.Equal(32, (await stage.Session()).UpstreamNameHash!.Length);
        await stage.Send(stage.Logout(), SamlUris.Redirect);
        Assert.Equal("upstream", (await stage.Session()).EndCause);
    }

    [Fact]
    [Spec("S-073")]
    public async Task An_assertion_that_both_nodes_get_at_once_is_taken_once()
    {
        await using var stage = await SamlStage.On(scene);
        stage.Idp.Break(d => d with { AssertionId = "_the-same" });
        var tabs = new List<(SamlStage Tab, Fields Held)>();
        for (var i = 0; i < 8; i++)
        {
            var tab = stage with { Browser = scene.NewBrowser(o => o with { Handler = Nodes(i % 2) }) };
            tabs.Add((tab, await tab.Held()));
        }

        var pages = await Task.WhenAll(tabs.Select(t => t.Tab.Answer(t.Held)));

        Assert.Single(pages, p => p.Status == 200);
        Assert.Equal(7, pages.Count(p => p.Status == 403));
        Assert.Single(await stage.Events("session.created"));
    }

    [Fact]
    [Spec("S-067")]
    public async Task What_is_disabled_at_one_node_is_disabled_at_the_other_at_once()
    {
        var (stage, app, legs) = await Balanced(0);
        await stage.Browser.Get(app.Begin().Url);
        await app.Finish();
        await second.Db.Write(tx => ConnectionStore.Update(tx, stage.Connection with { Enabled = false, Version = 2 }, 1), CancellationToken.None);

        for (var i = 0; i < 2; i++)
        {
            await Silently(stage, app);
            Assert.Equal("login_required", app.LastCallback.Error);
        }

        Assert.Equal([2, 2], legs.Served);
        await app.DisposeAsync();
    }

    private InTurn Nodes(int first) => new(scene.Broker.Url, first, scene.Broker.Url, second.Url);

    /// <summary>A stage whose browser and app meet the nodes in turn; the app begins with the node that the browser begins with.</summary>
    private async Task<(Stage Stage, TestApp App, InTurn Legs)> Balanced(int first)
    {
        var port = FreePort.Take();
        var stage = await Stage.On(scene, app: a => a with { RedirectUris = [.. a.RedirectUris, $"http://127.0.0.1:{port}/callback"] });
        var legs = Nodes(first);
        // Discovery and keys take two requests, so that the code goes where the sign-in began and not where it was issued.
        var app = await TestApp.Start(stage.App.Options with { Port = port, Handler = Nodes(first) });
        await app.Discover(scene.Broker.Url);
        return (stage with { Browser = scene.NewBrowser(o => o with { Handler = legs }) }, app, legs);
    }

    private static async Task Silently(Stage stage, TestApp app)
    {
        var page = await stage.Browser.Get(app.Begin(p => p["prompt"] = "none").Url);
        Assert.True(page.Url.AbsoluteUri.StartsWith(app.RedirectUri, StringComparison.Ordinal), $"{page.Status} {page.Url} {page.Text}");
    }

    private async Task<string> Jwks(int node)
    {
        using var browser = scene.NewBrowser(o => o with { Handler = Nodes(node) });
        return (await browser.Get(scene.Broker.Url + "/.well-known/openid-configuration/jwks")).Body;
    }
}
