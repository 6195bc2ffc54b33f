using System.Net;
using RunBroker.Http;
using RunBroker.Storage;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;
using RunBroker.Tests.Upstream;

namespace RunBroker.Tests.Attacks;

/// <summary>Cheap requests by the thousand: limits that cannot be stepped around, and what one such request may cause.</summary>
public sealed class FloodTests(SharedScene shared) : IClassFixture<SharedScene>
{
    [Fact]
    [Spec("O-126")]
    public async Task Another_spelling_of_the_path_does_not_escape_the_limit()
    {
        var broker = await TestBroker.Start(new TestBrokerOptions { RequestsPerMinute = 40 });
        try
        {
            var answers = 0;
            while ((await Wire.Get(broker.Url + "/setup/guess")).Status != 429 && answers < 50)
                answers++;
            Assert.InRange(answers, 1, 49);
            Assert.Equal(429, (await Wire.Get(broker.Url + "/SETUP/guess")).Status);
            Assert.Equal(429, (await Wire.Get(broker.Url + "/%73etup/guess")).Status);
            // Nobody else's road is closed by it.
            Assert.NotEqual(429, (await Wire.Get(broker.Url + "/login/guess")).Status);
        }
        finally
        {
            await broker.DisposeAsync();
            Directory.Delete(broker.Options.Folder, recursive: true);
        }
    }

    [Theory]
    [Spec("O-126")]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("203.0.113.7", "::ffff:203.0.113.7", true)]
    [InlineData("203.0.113.7", "203.0.113.8", false)]
    public void A_whole_network_of_one_caller_has_one_limit(string one, string other, bool same) =>
        Assert.Equal(same, RateLimits.Place(IPAddress.Parse(one)) == RateLimits.Place(IPAddress.Parse(other)));

    [Fact]
    [Spec("O-126")]
    public async Task The_logout_url_has_its_limit_too()
    {
        var broker = await TestBroker.Start(new TestBrokerOptions { RequestsPerMinute = 4 });
        try
        {
            for (var i = 0; i < 4; i++)
                Assert.Equal(200, (await Wire.Get(broker.Url + "/v2/logout")).Status);
            Assert.Equal(429, (await Wire.Get(broker.Url + "/v2/logout")).Status);
            Assert.Equal(429, (await Wire.Get(broker.Url + "/V2/logout")).Status);
        }
        finally
        {
            await broker.DisposeAsync();
            Directory.Delete(broker.Options.Folder, recursive: true);
        }
    }

    [Fact]
    [Spec("O-126")]
    public async Task A_sign_out_of_sign_ins_that_never_were_leaves_nothing_behind()
    {
        var stage = await Stage.On(shared.Scene);
        var url = new Fields { ["client_id"] = stage.App.Options.ClientId }.AddTo(shared.Scene.Broker.Url + "/v2/logout");
        var made = string.Join("; ", Enumerable.Range(0, Limits.SignInCookies).Select(i => $"{Cookies.SignInPrefix}sin_made{i}=up"));

        Assert.Equal(302, (await Wire.Get(url, ("Cookie", made))).Status);

        Assert.Equal(0, await stage.Db.Read(tx => tx.One<long>("select count(*) from used_once where value like 'sin_made%'"), CancellationToken.None));
    }

    [Fact]
    [Spec("O-126")]
    public async Task Requests_without_a_sign_in_are_no_events()
    {
        var stage = await Stage.On(shared.Scene);
        await stage.Go(p => p["prompt"] = "none");
        Assert.Equal("login_required", stage.App.LastCallback.Error);
        await stage.Go(p => p["response_type"] = "token");
        Assert.Equal("unsupported_response_type", stage.App.LastCallback.Error);
        Assert.Equal(400, (await stage.Go(p => p["redirect_uri"] = "https://evil.example/")).Status);
        Assert.Equal(400, (await stage.Browser.Get(stage.CallbackUrl + "?code=x&state=y")).Status);

        Assert.Empty(await stage.Events("sign_in.failed"));
        var cases = await stage.Db.Read(tx => SignInStore.PageCases(tx, stage.Tenant.Id, null, 10), CancellationToken.None);
        Assert.Equal(4, cases.Length);
    }

    [Fact]
    [Spec("O-108")]
    public async Task Forty_parked_sign_ins_do_not_fill_the_browser()
    {
        var stage = await Stage.On(shared.Scene);
        stage.Browser.StopAt = stage.Op.Origin;
        for (var i = 0; i < 40; i++)
            await stage.Go();
        Assert.InRange(stage.Browser.Cookies.All.Count(c => c.Name.StartsWith(Cookies.SignInPrefix, StringComparison.Ordinal)), 1, 10);
        Assert.InRange(stage.Browser.Cookies.All.Sum(c => c.Name.Length + c.Value.Length), 1, 4096);
    }

    [Fact]
    [Spec("O-125")]
    public async Task A_huge_form_and_a_thousand_fields_are_refused_quickly()
    {
        var token = shared.Scene.Broker.Url + "/connect/token";
        var many = new Fields(Enumerable.Range(0, 1000).Select(i => KeyValuePair.Create("f" + i, "x")));
        Assert.Equal(400, (await Wire.Post(token, many)).Status);
        Assert.Equal(400, (await Wire.Post(token, new Fields { ["code"] = new string('x', 100_000) })).Status);
        Assert.InRange((await Wire.Get(shared.Scene.Broker.Url + "/connect/authorize?state=" + new string('x', 40_000))).Status, 400, 431);
    }
}
