using RunBroker.Storage;
using RunBroker.TestIdps;

namespace RunBroker.Tests.Upstream;

/// <summary>Who may bring back an answer of the upstream: the browser that was sent, to the connection that was asked, once, in time.</summary>
public sealed class CallbackTests(SharedScene shared) : IClassFixture<SharedScene>
{
    [Fact]
    [Spec("O-085")]
    public async Task An_answer_in_another_browser_signs_nobody_in_and_the_first_browser_still_can()
    {
        var stage = await Stage.On(shared.Scene);
        var callback = await stage.GoUpToTheCallback();
        var other = stage.InAnotherBrowser();
        stage.Op.ForgetRequests();

        var page = await other.Browser.Get(callback);

        await other.RefusedOnAPage(page, "sign_in.OtherBrowser", 400);
        Assert.Empty(stage.Op.RequestsTo("/token"));
        await stage.Browser.Get(callback);
        await stage.App.Finish();
    }

    [Fact]
    [Spec("O-085")]
    public async Task After_cookies_were_cleared_the_page_offers_to_start_again_and_that_works()
    {
        var stage = await Stage.On(shared.Scene);
        var callback = await stage.GoUpToTheCallback();
        stage.Browser.Cookies.Clear();

        await stage.RefusedOnAPage(await stage.Browser.Get(callback), "sign_in.OtherBrowser", 400);
        await stage.Browser.ClickLink("Start again");

        var (claims, _) = await stage.App.Finish();
        Assert.Equal("alice@acme.example", (string?)claims["email"]);
    }

    [Fact]
    [Spec("O-083")]
    public async Task After_half_an_hour_the_page_offers_to_start_again_and_that_works()
    {
        var stage = await Stage.On(shared.Scene);
        var callback = await stage.GoUpToTheCallback();
        shared.Scene.Clock.Advance(TimeSpan.FromMinutes(30));
        stage.Op.ForgetRequests();

        await stage.RefusedOnAPage(await stage.Browser.Get(callback), "sign_in.Expired", 400);
        Assert.Empty(stage.Op.RequestsTo("/token"));
        await stage.Browser.ClickLink("Start again");

        await stage.App.Finish();
    }

    [Fact]
    [Spec("O-084")]
    public async Task The_answer_of_one_connection_is_nothing_at_another()
    {
        var stage = await Stage.On(shared.Scene);
        var second = await shared.Scene.AddConnection(stage.Tenant, stage.Op, enabled: false);
        var callback = await stage.GoUpToTheCallback();
        stage.Op.ForgetRequests();

        var page = await stage.Browser.Get(callback.Replace(stage.Connection.Id, second.Id, StringComparison.Ordinal));

        await stage.RefusedOnAPage(page, "sign_in.WrongState", 400);
        Assert.Empty(stage.Op.RequestsTo("/token"));
        // And it spoils nothing.
        await stage.Browser.Get(callback);
        await stage.App.Finish();
    }

    [Fact]
    [Spec("O-083")]
    public async Task A_state_that_was_changed_spoils_nothing()
    {
        var stage = await Stage.On(shared.Scene);
        var callback = await stage.GoUpToTheCallback();
        var state = Fields.Parse(new Uri(callback).Query)["state"]!;

        foreach (var wrong in new[] { state[..^1] + (state[^1] == 'A' ? 'B' : 'A'), "x", "", state + "&state=" + state })
        {
            var page = await stage.Browser.Get(callback.Replace("state=" + Uri.EscapeDataString(state), "state=" + wrong, StringComparison.Ordinal));
            Assert.Equal(400, page.Status);
            Assert.Contains("can no longer be finished", page.Text, StringComparison.Ordinal);
        }

        await stage.Browser.Get(callback);
        await stage.App.Finish();
    }

    [Fact]
    [Spec("O-083")]
    public async Task A_replayed_answer_is_refused_and_the_code_is_spent_once()
    {
        var stage = await Stage.On(shared.Scene);
        stage.Op.ForgetRequests();
        var callback = await stage.GoUpToTheCallback();
        await stage.Browser.Get(callback);
        var (claims, tokens) = await stage.App.Finish();

        var page = await stage.Browser.Get(callback);

        Assert.Equal(400, page.Status);
        Assert.Contains("can no longer be finished", page.Text, StringComparison.Ordinal);
        Assert.Single(stage.Op.RequestsTo("/token"));
        Assert.Equal((string?)claims["sub"], (await stage.App.UserInfo(tokens.AccessToken))["sub"]);
    }

    [Fact]
    [Spec("O-083")]
    public async Task Of_eight_answers_at_once_one_goes_on()
    {
        var stage = await Stage.On(shared.Scene);
        stage.Op.ForgetRequests();
        var callback = await stage.GoUpToTheCallback();
        var twins = Enumerable.Range(0, 8).Select(_ => stage.InAnotherBrowser().Browser).ToArray();
        foreach (var twin in twins)
            twin.Cookies.CopyFrom(stage.Browser.Cookies);

        var pages = await Task.WhenAll(twins.Select(twin => twin.Get(callback)));

        Assert.Single(pages, p => p.Status == 200);
        Assert.Equal(7, pages.Count(p => p.Status == 400));
        Assert.Single(stage.Op.RequestsTo("/token"));
        Assert.Single(await stage.Events("session.created"));
    }

    [Fact]
    [Spec("S-065")]
    public async Task Two_tabs_at_once_both_arrive()
    {
        var stage = await Stage.On(shared.Scene);
        var first = await stage.GoUpToTheCallback();
        var second = await stage.GoUpToTheCallback();

        await stage.Browser.Get(second);
        var (one, _) = await stage.App.Finish();
        await stage.Browser.Get(first);
        var (two, _) = await stage.App.Finish();

        Assert.Equal((string?)one["sub"], (string?)two["sub"]);
        Assert.Single(await stage.Users());
    }

    [Theory]
    [InlineData("?error=access_denied")]
    [InlineData("?code=x&state=sin_0000.aaaa")]
    [InlineData("")]
    public async Task An_answer_that_nobody_waits_for_gets_a_page_wherever_it_comes(string query)
    {
        var stage = await Stage.On(shared.Scene);
        foreach (var url in new[] { stage.CallbackUrl, stage.CallbackUrl.Replace(stage.Connection.Id, "con_nobody", StringComparison.Ordinal) })
        {
            var page = await stage.Browser.Get(url + query);
            Assert.Equal(400, page.Status);
            Assert.Contains("SI-", page.Text, StringComparison.Ordinal);
            Assert.Empty(page.Html.QuerySelectorAll("a[href^='http']"));
        }
    }

    [Fact]
    [Spec("S-067")]
    public async Task A_connection_disabled_meanwhile_lets_nobody_in()
    {
        var stage = await Stage.On(shared.Scene);
        var callback = await stage.GoUpToTheCallback();
        await stage.Db.Write(tx => ConnectionStore.Update(tx, stage.Connection with { Enabled = false, Version = 2 }, 1), CancellationToken.None);
        stage.Op.ForgetRequests();

        await stage.Refused(await stage.Browser.Get(callback), "connection.Disabled", "access_denied");

        Assert.Empty(stage.Op.RequestsTo("/token"));
        Assert.Empty(await stage.Users());
    }

    [Fact]
    [Spec("S-067")]
    public async Task A_connection_deleted_meanwhile_lets_nobody_in()
    {
        var stage = await Stage.On(shared.Scene);
        var callback = await stage.GoUpToTheCallback();
        var gone = stage.Connection with { Enabled = false, DeletedAt = shared.Scene.Clock.GetUtcNow(), Version = 2 };
        await stage.Db.Write(tx => ConnectionStore.Update(tx, gone, 1), CancellationToken.None);

        await stage.Refused(await stage.Browser.Get(callback), "connection.Disabled", "access_denied");
    }

    [Fact]
    [Spec("S-067")]
    public async Task A_plan_that_ended_meanwhile_lets_nobody_in()
    {
        var stage = await Stage.On(shared.Scene);
        var callback = await stage.GoUpToTheCallback();
        await stage.Db.Write(tx => TenantStore.Update(tx, stage.Tenant with { Plan = "starter", Version = 2 }, 1), CancellationToken.None);

        await stage.Refused(await stage.Browser.Get(callback), "tenant.PlanWithoutSso", "access_denied");

        Assert.Empty(await stage.Users());
    }

    [Fact]
    [Spec("S-067")]
    public async Task An_app_deleted_meanwhile_gets_nothing()
    {
        var stage = await Stage.On(shared.Scene);
        var callback = await stage.GoUpToTheCallback();
        await stage.Db.Write(tx => ClientStore.Delete(tx, stage.App.Options.ClientId), CancellationToken.None);
        var seen = stage.App.Callbacks.Length;

        var page = await stage.Browser.Get(callback);

        await stage.RefusedOnAPage(page, "request.AppChanged", 400);
        Assert.DoesNotContain(stage.App.Origin, page.Body, StringComparison.Ordinal);
        Assert.Equal(seen, stage.App.Callbacks.Length);
    }

    [Fact]
    [Spec("S-067")]
    public async Task A_shared_app_that_lost_the_tenant_meanwhile_gets_nothing()
    {
        var stage = await Stage.On(shared.Scene);
        var app = await shared.Scene.AddApp("shared-" + stage.Tenant.Slug, allowed: [stage.Tenant.Id]);
        var common = stage with { App = app };
        var callback = await common.GoUpToTheCallback(p => p["organization"] = stage.Tenant.Slug);
        await stage.Db.Write(async tx =>
        {
            var row = (await ClientStore.Find(tx, app.Options.ClientId))!.Client;
            await ClientStore.Update(tx, row with { Version = 2 }, [], 1);
        }, CancellationToken.None);

        await common.RefusedOnAPage(await common.Browser.Get(callback), "tenant.Gone", 400);
    }
}
