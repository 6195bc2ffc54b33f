using RunBroker.Http;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;
using RunBroker.Tests.MySessions;
using RunBroker.Tests.Upstream;
using RunBroker.Tests.Upstream.Saml;

namespace RunBroker.Tests.SignOuts;

/// <summary>A sign-out at a tenant's second host: its cookies are there, while providers and apps answer to the issuer's.</summary>
public sealed class SecondHostTests(SharedScene shared) : IClassFixture<SharedScene>
{
    private string Issuer => new Uri(shared.Scene.Broker.Url).Authority;

    private string Second => $"localhost:{new Uri(shared.Scene.Broker.Url).Port}";

    [Fact]
    [Spec("TG-31"), Spec("OIDCFC-3"), Spec("OIDCRP-2"), Spec("AU-22")]
    public async Task Frames_provider_and_return_to_the_app_all_keep_to_the_host_where_the_cookies_are()
    {
        var stage = await Stage.On(shared.Scene, app: AppsTold.Front);
        var tokens = await SignIn(stage);

        await stage.Browser.Get(There(stage.App.EndSessionUrl(tokens.IdToken, p => (p["state"], p["federated"]) = ("abc", "1"))));
        Assert.Equal(Second, stage.Browser.Page.Url.Authority);
        Assert.Null(stage.Browser.Cookies.Find(Cookies.Sessions));
        Assert.Equal("localhost", stage.Browser.Cookies.Find(Cookies.SignOuts)!.Host);
        stage.Op.ForgetRequests();
        var end = await stage.Browser.FramesLoaded();

        Assert.Equal(stage.App.PostLogoutRedirectUri + "?state=abc", end.Url.AbsoluteUri);
        var asked = Assert.Single(stage.Op.Requests, r => r.Query.Has("post_logout_redirect_uri")).Query;
        Assert.StartsWith($"http://{Second}/federation/oidc/", asked["post_logout_redirect_uri"], StringComparison.Ordinal);
        Assert.DoesNotContain(end.Hops, h => h.Url.Authority == Issuer);
        Assert.False(stage.Op.Keeps(stage.Browser));
        Assert.All((await shared.Scene.Receipt(stage.Tenant)).Legs, l => Assert.Equal(LegStates.Delivered, l.State));
    }

    [Fact]
    [Spec("TG-31"), Spec("S-114")]
    public async Task A_SAML_providers_answer_comes_to_the_issuers_host_and_the_browser_goes_on_at_its_own()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        var tokens = await SignIn(stage);
        stage.Idp.Sps.Add(TestSamlSp.FromMetadata((await Wire.Get(stage.EntityId)).Body));

        var page = await stage.Browser.Get(There(stage.App.EndSessionUrl(tokens.IdToken, p => (p["post_logout_redirect_uri"], p["federated"]) = (null, "1"))));

        Assert.Contains(page.Hops, h => h.Url.Authority == Issuer && h.Url.AbsolutePath.EndsWith("/slo", StringComparison.Ordinal));
        Assert.Equal(Second, page.Url.Authority);
        Assert.Contains($"You are signed out at {stage.Connection.Name} as well", page.Text, StringComparison.Ordinal);
        Assert.Equal(LegStates.Delivered, (await shared.Scene.Leg(stage.Tenant, LogoutChannels.Saml)).State);
    }

    [Fact]
    [Spec("TG-31"), Spec("AU-21"), Spec("AU-23")]
    public async Task The_logout_URL_and_the_page_that_asks_work_there_too()
    {
        var stage = await Stage.On(shared.Scene, app: AppsTold.Back);
        await SignIn(stage);
        var sent = new Fields { ["client_id"] = stage.App.Options.ClientId, ["returnTo"] = stage.App.PostLogoutRedirectUri };
        Assert.Equal(stage.App.PostLogoutRedirectUri, (await stage.Browser.Get(sent.AddTo($"http://{Second}/v2/logout"))).Url.AbsoluteUri);
        Assert.Null(stage.Browser.Cookies.Find(Cookies.Sessions));

        await SignIn(stage);
        await stage.Browser.Get($"http://{Second}/connect/endsession");
        var page = await stage.Browser.Press("Sign out of all apps");

        Assert.Equal(Second, page.Url.Authority);
        Assert.Contains("every app you used knows it", page.Text, StringComparison.Ordinal);
        Assert.Null(stage.Browser.Cookies.Find(Cookies.Sessions));
    }

    [Fact]
    [Spec("TG-31"), Spec("O-100")]
    public async Task An_app_that_knows_the_issuers_host_alone_ends_the_session_of_the_other_all_the_same()
    {
        var stage = await Stage.On(shared.Scene, app: a => AppsTold.Front(AppsTold.Back(a)));
        var tokens = await SignIn(stage);

        var frames = await stage.Browser.Get(stage.App.EndSessionUrl(tokens.IdToken));
        Assert.Equal(Issuer, frames.Url.Authority);
        var end = await stage.Browser.FramesLoaded();

        Assert.Equal(stage.App.PostLogoutRedirectUri, end.Url.GetLeftPart(UriPartial.Path));
        Assert.Equal("invalid_grant", (await stage.App.Refresh(tokens.RefreshToken)).Error);
        await stage.Browser.Get(There(stage.App.Begin(p => p["prompt"] = "none").Url));
        Assert.Equal("login_required", stage.App.LastCallback.Error);
        Assert.Contains("You are not signed in here", (await stage.Browser.Get($"http://{Second}/sessions")).Text, StringComparison.Ordinal);
    }

    [Fact]
    [Spec("TG-31")]
    public async Task A_persons_own_page_there_ends_what_they_hold_there()
    {
        var stage = await Stage.On(shared.Scene);
        await SignIn(stage.At(PersonsBrowsers.Desk));
        var page = await stage.Browser.Get($"http://{Second}/sessions");
        Assert.Single(page.Cards());
        Assert.Contains("You are not signed in here", (await stage.Sessions()).Text, StringComparison.Ordinal);

        await stage.Browser.Get($"http://{Second}/sessions");
        page = await stage.Browser.Press("Sign out of this app");

        Assert.Equal(Second, page.Url.Authority);
        Assert.Contains("You are signed out", page.Text, StringComparison.Ordinal);
    }

    private async Task<AppAnswer> SignIn(TenantStage stage)
    {
        // One host is one tenant's: the tests of the class take turns.
        foreach (var tenant in await shared.Scene.Db.Read(tx => TenantStore.Page(tx, "", 100), CancellationToken.None))
            await shared.Scene.Db.Write(tx => HostStore.Replace(tx, tenant.Id, []), CancellationToken.None);
        Assert.Null(await shared.Scene.Db.Write(tx => HostStore.Replace(tx, stage.Tenant.Id, [Second]), CancellationToken.None));
        // Whose host it is may be remembered for a few seconds.
        shared.Scene.Clock.Advance(TimeSpan.FromSeconds(6));
        await stage.Browser.Get(There(stage.App.Begin().Url));
        return (await stage.App.Finish()).Tokens;
    }

    private string There(string url) => url.Replace(Issuer, Second, StringComparison.Ordinal);
}
