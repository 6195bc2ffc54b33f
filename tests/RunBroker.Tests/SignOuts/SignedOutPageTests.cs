using RunBroker.Storage.Model;
using RunBroker.TestIdps;
using RunBroker.Tests.Upstream;

namespace RunBroker.Tests.SignOuts;

/// <summary>The page at the end: what each app and provider is known to have done, without script, as of now.</summary>
public sealed class SignedOutPageTests(SharedScene shared) : IClassFixture<SharedScene>
{
    [Fact]
    [Spec("AU-21")]
    public async Task It_says_which_apps_confirmed_and_which_is_being_retried_and_a_reload_says_what_is_new()
    {
        var stage = await Stage.On(shared.Scene, app: AppsTold.Back);
        var slow = await shared.Scene.AddApp("slow-" + stage.Tenant.Slug, AppsTold.Back, tenant: stage.Tenant);
        slow.LogoutStatus = 503;
        var (_, tokens) = await stage.SignIn();
        await stage.Browser.Get(slow.Begin().Url);
        await slow.Finish();

        var page = await stage.Browser.Get(stage.App.EndSessionUrl(tokens.IdToken, p => p["post_logout_redirect_uri"] = null));

        Assert.Contains("Apps that have confirmed it so far: 1 of 2.", page.Text, StringComparison.Ordinal);
        Assert.Contains($"App {stage.App.Options.ClientId} Signed out", page.Text, StringComparison.Ordinal);
        Assert.Matches($@"App {slow.Options.ClientId} ?Next try (within a minute|in \d+ minutes)\. Retrying", page.Text);
        Assert.Empty(page.Html.Scripts);
        Assert.Contains((await shared.Scene.Receipt(stage.Tenant)).Logout.ReceiptId, page.Text, StringComparison.Ordinal);

        slow.LogoutStatus = 200;
        shared.Scene.Clock.Advance(TimeSpan.FromMinutes(5));
        for (var look = 0; look < 100 && !page.Text.Contains("every app you used knows it", StringComparison.Ordinal); look++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
            page = await stage.Browser.Get(page.Url.AbsoluteUri);
        }

        Assert.Contains("every app you used knows it", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    [Spec("AU-26")]
    public async Task An_app_without_any_way_to_be_told_is_named_as_such_and_the_asking_app_is_one_link_away()
    {
        var stage = await Stage.On(shared.Scene, app: AppsTold.WithHome);
        var deaf = await shared.Scene.AddApp("deaf-" + stage.Tenant.Slug, tenant: stage.Tenant);
        var (_, tokens) = await stage.SignIn();
        await stage.Browser.Get(deaf.Begin().Url);
        await deaf.Finish();

        var page = await stage.Browser.Get(stage.App.EndSessionUrl(tokens.IdToken, p => p["post_logout_redirect_uri"] = null));

        // The app that asked knows, told or not.
        Assert.Contains("Apps that have confirmed it so far: 1 of 2.", page.Text, StringComparison.Ordinal);
        Assert.Contains($"App {deaf.Options.ClientId} Cannot be told", page.Text, StringComparison.Ordinal);
        Assert.Contains($"App {stage.App.Options.ClientId} Signed you out", page.Text, StringComparison.Ordinal);
        var legs = (await shared.Scene.Receipt(stage.Tenant)).Legs;
        Assert.All(legs, l => Assert.Equal(LegStates.NotPossible, l.State));
        Assert.StartsWith("the app asked for this itself", legs.Single(l => l.Target == stage.App.Options.ClientId).LastError, StringComparison.Ordinal);
        var again = page.Html.QuerySelector("a.btn.go")!;
        Assert.Equal($"{stage.App.InitiateLoginUri}?iss={Uri.EscapeDataString(stage.App.Issuer)}", again.GetAttribute("href"));
    }

    [Fact]
    [Spec("AU-22")]
    public async Task It_says_that_the_provider_still_knows_the_person_and_one_press_signs_out_there_once()
    {
        var stage = await Stage.On(shared.Scene);
        var (_, tokens) = await stage.SignIn();
        var page = await stage.Browser.Get(stage.App.EndSessionUrl(tokens.IdToken, p => p["post_logout_redirect_uri"] = null));
        Assert.Contains($"You are still signed in at {stage.Connection.Name}", page.Text, StringComparison.Ordinal);
        var there = page.Html.QuerySelectorAll("a").Single(a => a.TextContent.Contains("Sign out there too", StringComparison.Ordinal)).GetAttribute("href")!;
        stage.Op.ForgetRequests();

        page = await stage.Browser.ClickLink("Sign out there too");

        Assert.Contains($"You are signed out at {stage.Connection.Name} as well", page.Text, StringComparison.Ordinal);
        Assert.False(stage.Op.Keeps(stage.Browser));
        var asked = Assert.Single(stage.Op.Requests, r => r.Query.Has("post_logout_redirect_uri"));
        Assert.NotNull(asked.Query["id_token_hint"]);
        await stage.Browser.Get(shared.Scene.Broker.Url + there);
        Assert.Single(stage.Op.Requests, r => r.Query.Has("post_logout_redirect_uri"));
        Assert.Equal(LegStates.Delivered, (await shared.Scene.Leg(stage.Tenant, LogoutChannels.Oidc)).State);
    }

    [Fact]
    [Spec("AU-22")]
    public async Task Of_a_provider_that_cannot_it_offers_nothing()
    {
        await using var op = await TestOp.Start(new() { AcceptAnyClient = true, Clock = shared.Scene.Clock });
        op.EditDiscovery = d => d.Remove("end_session_endpoint");
        op.Users.Add(TestUser.Person("alice", "Alice", "Liddell", "alice@acme.example"));
        var stage = await Stage.On(shared.Scene, op: op);
        var (_, tokens) = await stage.SignIn();

        var page = await stage.Browser.Get(stage.App.EndSessionUrl(tokens.IdToken, p => p["post_logout_redirect_uri"] = null));

        Assert.Contains($"You are still signed in at {stage.Connection.Name}", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Sign out there too", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    [Spec("O-109")]
    public async Task Another_browser_is_told_nothing_and_one_that_is_signed_in_is_not_told_that_it_is_not()
    {
        var stage = await Stage.On(shared.Scene, app: AppsTold.Back);
        var (_, tokens) = await stage.SignIn();
        var page = await stage.Browser.Get(stage.App.EndSessionUrl(tokens.IdToken, p => p["post_logout_redirect_uri"] = null));

        var other = stage.InAnotherBrowser();
        var seen = await other.Browser.Get(page.Url.AbsoluteUri);
        Assert.Contains("You are signed out", seen.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("SO-", seen.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(stage.App.Options.ClientId, seen.Text, StringComparison.Ordinal);

        await other.SignIn();
        foreach (var path in new[] { page.Url.AbsolutePath, "/sign-out/sot_nobody", $"/federation/oidc/{stage.Connection.Id}/signed-out?state=guess" })
        {
            seen = await other.Browser.Get(shared.Scene.Broker.Url + path);
            Assert.Equal(404, seen.Status);
            Assert.DoesNotContain("You are signed out", seen.Text, StringComparison.Ordinal);
        }
    }
}
