using RunBroker.TestIdps;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.Upstream;

/// <summary>Key sets and discovery documents that change, lie, or do not come.</summary>
public sealed class KeysAndDiscoveryTests(SharedScene shared) : IClassFixture<SharedScene>
{
    [Fact]
    [Spec("O-089")]
    public async Task An_unknown_kid_makes_us_look_once_a_minute_at_most()
    {
        var stage = await Stage.On(shared.Scene);
        await stage.SignIn();
        stage.Op.ForgetRequests();
        stage.Op.Break(TestOpFaults.KeyIdUnknown);

        for (var i = 0; i < 5; i++)
        {
            var again = stage.InAnotherBrowser();
            var step = await again.Refused(await again.Go(), "upstream.UnknownKey", "server_error");
            Assert.Equal("no-such-key", step.Got);
        }

        Assert.Single(stage.Op.RequestsTo("/jwks"));
        shared.Scene.Clock.Advance(TimeSpan.FromSeconds(61));
        var later = stage.InAnotherBrowser();
        await later.Refused(await later.Go(), "upstream.UnknownKey", "server_error");
        Assert.Equal(2, stage.Op.RequestsTo("/jwks").Length);
    }

    [Fact]
    [Spec("O-089")]
    public async Task A_new_key_under_a_known_name_is_looked_for_once_a_minute_and_whenever_an_admin_checks()
    {
        await using var op = await TestOp.Start(new TestOpOptions { AcceptAnyClient = true, Clock = shared.Scene.Clock });
        op.Users.Add(TestUser.Person("alice", "Alice", "Liddell", "alice@acme.example"));
        var stage = await Stage.On(shared.Scene, op: op);
        await stage.SignIn();
        op.LoseKeys();
        await stage.InAnotherBrowser().SignIn();

        op.LoseKeys();
        var again = stage.InAnotherBrowser();
        await again.Refused(await again.Go(), "upstream.BadSignature", "server_error");
        op.ForgetRequests();
        var check = await Wire.PostJson(
            $"{stage.Scene.Broker.Url}/api/v1/tenants/{stage.Tenant.Slug}/connections/{stage.Connection.Id}/refresh", "{}", Wire.Bearer(TestBroker.BootstrapToken));
        Assert.True(check.Status == 200, check.Body);
        Assert.NotEmpty(op.RequestsTo("/jwks"));
        await stage.InAnotherBrowser().SignIn();
    }

    [Fact]
    [Spec("O-089")]
    public async Task Keys_once_read_serve_for_a_day_while_the_key_set_is_away()
    {
        var stage = await Stage.On(shared.Scene);
        await stage.SignIn();
        stage.Op.Break(TestOpFaults.Fails(OpPlace.Jwks));

        shared.Scene.Clock.Advance(TimeSpan.FromHours(2));
        await stage.InAnotherBrowser().SignIn();
        shared.Scene.Clock.Advance(TimeSpan.FromHours(23));
        var tooOld = stage.InAnotherBrowser();
        await tooOld.Refused(await tooOld.Go(), "upstream.JwksUnreachable", "temporarily_unavailable", 424);

        stage.Op.Mend();
        shared.Scene.Clock.Advance(TimeSpan.FromMinutes(2));
        await stage.InAnotherBrowser().SignIn();
    }

    [Fact]
    [Spec("O-090")]
    public async Task Odd_and_double_keys_beside_the_good_one_do_no_harm()
    {
        var stage = await Stage.On(shared.Scene);
        stage.Op.Break(TestOpFaults.OddKeysToo, TestOpFaults.KeyIdDuplicated);
        await stage.SignIn();
    }

    [Theory]
    [Spec("O-090")]
    [InlineData("empty")]
    [InlineData("many")]
    [InlineData("huge")]
    [InlineData("html")]
    [InlineData("500")]
    public async Task A_key_set_without_use_lets_nobody_in(string how)
    {
        var stage = await Stage.On(shared.Scene);
        stage.Op.Break(how switch
        {
            "empty" => TestOpFaults.NoKeys,
            "many" => TestOpFaults.ManyKeys(),
            "huge" => TestOpFaults.Huge(OpPlace.Jwks),
            "html" => TestOpFaults.NotJson(OpPlace.Jwks),
            _ => TestOpFaults.Fails(OpPlace.Jwks),
        });

        var page = await stage.Go();

        if (how == "empty")
            await stage.Refused(page, "upstream.UnknownKey", "server_error");
        else
            await stage.Refused(page, "upstream.JwksUnreachable", "temporarily_unavailable", 424);
    }

    [Theory]
    [Spec("TG-05")]
    [InlineData("", "")]
    [InlineData("/", "")]
    [InlineData("", "/")]
    [InlineData("/", "/")]
    [InlineData("/.well-known/openid-configuration", "")]
    [InlineData("/.well-known/openid-configuration", "/")]
    public async Task Every_spelling_of_an_issuer_that_people_copy_leads_to_it(string typed, string named)
    {
        var stage = await Stage.On(shared.Scene, s => s with { IssuerUrl = s.IssuerUrl + typed });
        var issuer = stage.Op.Issuer + named;
        stage.Op.Break(
            TestOpFaults.Member(OpPlace.Discovery, "issuer", issuer), TestOpFaults.Claim("iss", issuer), TestOpFaults.Callback(c => c.Fields["iss"] = issuer));

        await stage.SignIn();
    }

    [Fact]
    [Spec("O-080")]
    public async Task A_token_of_the_other_spelling_is_of_another_issuer()
    {
        var stage = await Stage.On(shared.Scene);
        stage.Op.Break(TestOpFaults.Claim("iss", stage.Op.Issuer + "/"));
        var step = await stage.Refused(await stage.Go(), "upstream.WrongIssuer", "server_error");
        Assert.Equal((stage.Op.Issuer, stage.Op.Issuer + "/"), (step.Wanted, step.Got));
    }

    [Theory]
    [Spec("OIDCD-4.3")]
    [InlineData("500", "upstream.DiscoveryStatus")]
    [InlineData("404", "upstream.DiscoveryStatus")]
    [InlineData("html", "upstream.discovery.WrongContentType")]
    [InlineData("huge", "upstream.discovery.TooLarge")]
    [InlineData("redirect", "upstream.discovery.RedirectNotAllowed")]
    public async Task Discovery_that_does_not_come_is_told_as_an_outage(string how, string code)
    {
        var stage = await Stage.On(shared.Scene);
        stage.Op.Break(how switch
        {
            "html" => TestOpFaults.NotJson(OpPlace.Discovery),
            "huge" => TestOpFaults.Huge(OpPlace.Discovery),
            "redirect" => TestOpFaults.RedirectsTo(OpPlace.Discovery, "http://169.254.169.254/latest/meta-data"),
            _ => TestOpFaults.Fails(OpPlace.Discovery, int.Parse(how, System.Globalization.CultureInfo.InvariantCulture)),
        });

        await stage.Refused(await stage.Go(), code, "temporarily_unavailable", 424);
    }

    [Fact]
    [Spec("O-163")]
    public async Task A_provider_that_is_down_is_told_as_such_and_starting_again_works_when_it_is_back()
    {
        await using var op = await TestOp.Start(new TestOpOptions { AcceptAnyClient = true, Clock = shared.Scene.Clock });
        op.Users.Add(TestUser.Person("alice", "Alice", "Liddell", "alice@acme.example"));
        op.SignInAs = "alice";
        var stage = await Stage.On(shared.Scene, op: op);
        await op.Stop();

        var page = await stage.Go();
        await stage.RefusedOnAPage(page, "upstream.discovery.ConnectFailed", 424);

        await op.StartAgain();
        await stage.Browser.ClickLink("Start again");
        await stage.App.Finish();
    }

    [Fact]
    [Spec("OIDCD-4.3")]
    public async Task A_document_once_read_serves_while_discovery_is_away()
    {
        var stage = await Stage.On(shared.Scene);
        await stage.SignIn();
        stage.Op.Break(TestOpFaults.Fails(OpPlace.Discovery));
        shared.Scene.Clock.Advance(TimeSpan.FromHours(2));
        await stage.InAnotherBrowser().SignIn();
        shared.Scene.Clock.Advance(TimeSpan.FromHours(23));
        var tooOld = stage.InAnotherBrowser();
        await tooOld.Refused(await tooOld.Go(), "upstream.DiscoveryStatus", "temporarily_unavailable", 424);
    }

    [Theory]
    [Spec("OIDCD-3")]
    [InlineData("authorization_endpoint")]
    [InlineData("token_endpoint")]
    [InlineData("jwks_uri")]
    public async Task A_document_that_lacks_an_endpoint_names_it(string member)
    {
        var stage = await Stage.On(shared.Scene);
        stage.Op.Break(TestOpFaults.DiscoveryWithout(member));
        var step = await stage.Refused(await stage.Go(), "discovery.MemberMissing", "server_error");
        Assert.Null(step.Got);
        Assert.Contains(member, (await stage.LastCase()).Steps, StringComparison.Ordinal);
    }
}
