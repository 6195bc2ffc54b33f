using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RunBroker.Operations;
using RunBroker.Storage;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;
using RunBroker.Tokens;

namespace RunBroker.Tests.Tokens;

/// <summary>The signing keys roll, by call and by schedule, and what apps and people notice of it: nothing, but in an emergency.</summary>
[Spec("P-006"), Spec("O-070")]
public sealed class KeyRolloverTests
{
    private static readonly JsonObject AtOnce = new() { ["active_after_seconds"] = 0 };
    private static readonly JsonObject Emergency = new() { ["active_after_seconds"] = 0, ["retire_after_seconds"] = 0 };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_a_roll_the_next_token_has_the_new_key_and_the_old_ones_go_on_counting()
    {
        await using var scene = await Scene.Start();
        var (_, before) = await scene.SignIn();

        var rolled = await scene.RollKeys(AtOnce);

        Assert.Equal(200, rolled.Status);
        Assert.Equal(["ES256 current", "ES256 previous", "RS256 current", "RS256 previous"], States(rolled));
        // Who fetched the set an hour ago does not know the new key, and who fetches it anew knows both.
        var (callback, begun) = await Code(scene);
        var after = await scene.App.Exchange(callback, begun);
        Assert.Throws<TestAppException>(() => scene.App.Verify(after.IdToken, begun.Nonce, after.AccessToken));
        await scene.App.ReadKeys();
        scene.App.Verify(after.IdToken, begun.Nonce, after.AccessToken);
        scene.App.Verify(before.IdToken, (string?)TestJws.Claims(before.IdToken)["nonce"], before.AccessToken);
        Assert.NotEqual(Kid(before.IdToken), Kid(after.IdToken));
        Assert.Equal(Kid(after.IdToken), Kid(after.AccessToken));

        foreach (var tokens in new[] { before, after })
        {
            Assert.Equal(200, (await scene.App.UserInfo(tokens.AccessToken)).Status);
            Assert.Equal("true", (await scene.App.Introspect(tokens.AccessToken))["active"]);
        }

        var page = await scene.Browser.Get(scene.App.EndSessionUrl(before.IdToken));
        Assert.Equal(scene.App.PostLogoutRedirectUri, page.Url.GetLeftPart(UriPartial.Path));
        Assert.Equal("login_required", await scene.Silent());
    }

    [Fact]
    public async Task By_the_clock_the_next_is_published_two_weeks_before_it_signs_and_the_one_before_two_weeks_after()
    {
        await using var scene = await Scene.Start();
        var first = Signing(scene);
        var seen = new Dictionary<int, (int Published, int Stored, bool First)>();
        var today = 0;
        foreach (var day in new[] { 0, 75, 76, 89, 90, 103, 104, 106 })
        {
            scene.Clock.Advance(TimeSpan.FromDays(day - today));
            today = day;
            await Round(scene);
            seen[day] = (scene.Broker.Ring().Keys.Length, (await scene.Db.Read(KeyStore.All, Stop)).Length, Signing(scene) == first);
            // Who reads the set on the last day before the switch needs no other until long after it.
            if (day == 89)
                await scene.App.ReadKeys();
            if (day is 89 or 90 or 103)
            {
                scene.NewBrowser();
                await scene.SignIn();
            }
        }

        // Two algorithms; a change is seen on the day itself.
        Assert.Equal((2, 2, true), seen[75]);
        Assert.Equal((4, 4, true), seen[76]);
        Assert.Equal((4, 4, true), seen[89]);
        Assert.Equal((4, 4, false), seen[90]);
        Assert.Equal((4, 4, false), seen[103]);
        Assert.Equal((2, 4, false), seen[104]);
        Assert.Equal((2, 2, false), seen[106]);
        var told = await Wire.Get(scene.Broker.Url + "/api/v1/events?type=signing_key.rolled", Wire.Bearer(TestBroker.BootstrapToken));
        Assert.Equal(["broker ES256", "broker RS256"], told.Json["items"]!.AsArray().Select(e => $"{e!["actor"]} {e["data"]!["alg"]}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task In_an_emergency_the_old_key_is_gone_at_once_and_so_is_what_it_signed_however_well_known()
    {
        await using var scene = await Scene.Start();
        var (_, tokens) = await scene.SignIn();
        var old = scene.Broker.Ring().Keys.Select(k => k.Row.Kid).ToArray();
        Assert.Equal(200, (await scene.App.UserInfo(tokens.AccessToken)).Status);

        var rolled = await scene.RollKeys(Emergency);

        Assert.Equal(["ES256 current", "RS256 current"], States(rolled));
        await scene.App.ReadKeys();
        Assert.Empty(Kids(scene).Intersect(old));
        Assert.Equal(2, (await scene.Db.Read(KeyStore.All, Stop)).Length);
        Assert.Equal(401, (await scene.App.UserInfo(tokens.AccessToken)).Status);
        Assert.Equal("{\"active\":false}", (await scene.App.Introspect(tokens.AccessToken)).Body);
        // The session lives, and its app gets new tokens.
        var fresh = await scene.App.Refresh(tokens.RefreshToken);
        Assert.Equal(200, (await scene.App.UserInfo(fresh.AccessToken)).Status);
        Assert.Contains(Kid(fresh.AccessToken), Kids(scene));
        Assert.Null(await scene.Silent());
        Assert.Throws<TestAppException>(() => scene.App.Verify(tokens.IdToken, (string?)TestJws.Claims(tokens.IdToken)["nonce"]));
    }

    [Fact, Spec("P-020")]
    public async Task A_clock_that_is_moved_back_takes_no_key_away_and_one_still_signs()
    {
        await using var scene = await Scene.Start();
        await scene.RollKeys(Emergency);
        scene.Clock.Advance(TimeSpan.FromDays(-400));
        await Round(scene);
        Assert.Equal(2, scene.Broker.Ring().Keys.Length);
        Assert.All(SigningKeys.Algorithms, alg => Assert.NotNull(scene.Broker.Ring().For(alg, scene.Clock.GetUtcNow())));
        scene.Clock.Advance(TimeSpan.FromDays(800));
        await Round(scene);
        await Round(scene);
        Assert.Equal(4, scene.Broker.Ring().Keys.Length);
        Assert.All(SigningKeys.Algorithms, alg => Assert.NotNull(scene.Broker.Ring().For(alg, scene.Clock.GetUtcNow())));
    }

    [Fact]
    public async Task What_is_remembered_of_good_tokens_outlives_a_roll_and_not_the_end_of_a_key()
    {
        await using var scene = await Scene.Start();
        var remembered = scene.Broker.Ring().Signed;
        await scene.RollKeys(AtOnce);
        Assert.Same(remembered, scene.Broker.Ring().Signed);
        await scene.RollKeys(Emergency);
        Assert.NotSame(remembered, scene.Broker.Ring().Signed);
    }

    [Fact]
    public async Task The_count_of_signatures_never_falls()
    {
        await using var scene = await Scene.Start();
        await scene.SignIn();
        var before = await Signatures(scene);
        Assert.True(before >= 2);
        await scene.RollKeys(Emergency);
        Assert.Equal(before, await Signatures(scene));
        await scene.App.ReadKeys();
        await scene.SignIn();
        Assert.True(await Signatures(scene) >= before + 2);
    }

    private static async Task<long> Signatures(Scene scene) =>
        (long)(await Wire.Get(scene.Broker.Url + "/api/v1/health", Wire.Bearer(TestBroker.BootstrapToken))).Json["process"]!["signatures"]!;

    /// <summary>What the workers do within an hour, and a node's reading of its keys.</summary>
    private static async Task Round(Scene scene)
    {
        var workers = scene.Broker.Services.GetServices<IHostedService>().ToArray();
        await workers.OfType<KeyWorker>().Single().Run(Stop);
        await workers.OfType<CleanupWorker>().Single().Run(Stop);
        await scene.Broker.Services.GetRequiredService<SigningKeys>().Load(Stop);
    }

    private static async Task<(AppCallback Callback, AppSignIn Begun)> Code(Scene scene)
    {
        var begun = scene.App.Begin();
        await scene.Browser.Get(begun.Url);
        return (scene.App.LastCallback, begun);
    }

    private static string Signing(Scene scene) => scene.Broker.Ring().For("RS256", scene.Clock.GetUtcNow()).Kid;

    private static string Kid(string jwt) => (string)TestJws.Header(jwt)["kid"]!;

    private static IEnumerable<string> Kids(Scene scene) => scene.App.ProviderKeys["keys"]!.AsArray().Select(k => (string)k!["kid"]!);

    private static IEnumerable<string> States(AppAnswer answer) =>
        answer.Json["items"]!.AsArray().Select(k => $"{k!["alg"]} {k["state"]}").Order(StringComparer.Ordinal);
}
