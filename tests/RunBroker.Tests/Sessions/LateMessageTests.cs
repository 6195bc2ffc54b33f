using RunBroker.Http;
using RunBroker.TestIdps;
using RunBroker.Tests.Upstream;

namespace RunBroker.Tests.Sessions;

/// <summary>What belongs to an ended session, or was begun before a sign-out, comes too late: the person reads a sentence and begins anew.</summary>
[Spec("FusionAuth/fusionauth-issues#3254")]
public sealed class LateMessageTests(SharedScene shared) : IClassFixture<SharedScene>
{
    [Fact]
    public async Task A_sign_in_of_this_browser_begun_before_its_sign_out_becomes_no_session()
    {
        var stage = await Stage.On(shared.Scene);
        var (_, tokens) = await stage.SignIn();
        var held = await stage.GoUpToTheCallback(p => p["prompt"] = "login");
        await stage.Browser.Get(stage.App.EndSessionUrl(tokens.IdToken));

        var page = await stage.Browser.Get(held);

        Assert.Null(stage.Browser.Cookies.Find(Cookies.Sessions));
        var file = await stage.CaseOn(page);
        Assert.Equal(("failed", "sign_in.SignedOut"), (file.State, file.Error));
        Assert.Empty(await Live(stage));
        // Beginning anew is one press.
        var again = page.Html.Links.First(a => a.GetAttribute("href")!.StartsWith("/connect/authorize", StringComparison.Ordinal));
        var after = await stage.Browser.Get(stage.Scene.Broker.Url + again.GetAttribute("href"));
        Assert.StartsWith(stage.App.RedirectUri, after.Url.AbsoluteUri, StringComparison.Ordinal);
        Assert.Single(await Live(stage));
    }

    [Fact]
    public async Task A_sign_in_of_another_browser_goes_on()
    {
        var stage = await Stage.On(shared.Scene);
        var (_, tokens) = await stage.SignIn();
        var other = stage.InAnotherBrowser();
        var held = await other.GoUpToTheCallback();
        await stage.Browser.Get(stage.App.EndSessionUrl(tokens.IdToken));
        Assert.StartsWith(stage.App.RedirectUri, (await other.Browser.Get(held)).Url.AbsoluteUri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_nobody_could_prove_stops_no_sign_in()
    {
        var stage = await Stage.On(shared.Scene);
        var held = await stage.GoUpToTheCallback();
        await stage.Browser.Get(stage.Scene.Broker.Url + "/connect/endsession");
        Assert.StartsWith(stage.App.RedirectUri, (await stage.Browser.Get(held)).Url.AbsoluteUri, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v2/logout")]
    [InlineData("/connect/endsession")]
    [Spec("O-101")]
    public async Task A_frame_or_picture_on_another_sites_page_stops_no_sign_in(string path)
    {
        var stage = await Stage.On(shared.Scene);
        // The hint is good: the page's owner signed in somewhere else. The browser is not theirs.
        var (_, tokens) = await stage.InAnotherBrowser().SignIn();
        var held = await stage.GoUpToTheCallback();

        await stage.Browser.GetInFrame(path == "/v2/logout"
            ? new Fields { ["client_id"] = stage.App.Options.ClientId }.AddTo(stage.Scene.Broker.Url + path)
            : stage.App.EndSessionUrl(tokens.IdToken), "http://localhost:1/");

        Assert.StartsWith(stage.App.RedirectUri, (await stage.Browser.Get(held)).Url.AbsoluteUri, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [Spec("O-092")]
    public async Task An_answer_that_was_asked_for_before_the_providers_sign_out_is_refused_after_it(bool bySubject, bool bySid)
    {
        var stage = await Stage.On(shared.Scene);
        var (session, _) = await stage.Session();
        // The same session of the provider, and another browser's sign-in by it is under way here.
        var held = await stage.GoUpToTheCallback(p => p["prompt"] = "select_account");
        stage.Scene.Clock.Advance(TimeSpan.FromMilliseconds(5));
        Assert.Equal(200, (await stage.LogoutToken(bySubject ? stage.Subject() : null, bySid ? session.UpstreamSid : null)).Status);

        var page = await stage.Browser.Get(held);

        var file = await stage.CaseOn(page);
        Assert.Equal(("failed", "upstream.SignedOut"), (file.State, file.Error));
        Assert.Empty(await Live(stage));
        Assert.Contains(page.Html.Links, a => a.GetAttribute("href")!.StartsWith("/connect/authorize", StringComparison.Ordinal));
        // One begun after it is none of its business.
        stage.Scene.Clock.Advance(TimeSpan.FromMilliseconds(5));
        await stage.SignIn();
    }

    [Fact]
    public async Task Codes_and_refresh_tokens_of_an_ended_session_are_worth_nothing()
    {
        var stage = await Stage.On(shared.Scene);
        var (session, tokens) = await stage.Session();
        await stage.Go();
        var (callback, begun) = (stage.App.LastCallback, stage.Begun);
        Assert.NotNull(callback.Code);
        Assert.Equal(200, (await stage.LogoutToken(null, session.UpstreamSid)).Status);
        Assert.Equal("invalid_grant", (await stage.App.Exchange(callback, begun)).Error);
        Assert.Equal("invalid_grant", (await stage.App.Refresh(tokens.RefreshToken)).Error);
    }

    [Fact]
    public async Task The_back_button_after_a_sign_out_signs_nobody_in()
    {
        var stage = await Stage.On(shared.Scene);
        var held = await stage.GoUpToTheCallback();
        await stage.Browser.Get(held);
        var (_, tokens) = await stage.App.Finish();
        await stage.Browser.Get(stage.App.EndSessionUrl(tokens.IdToken));

        var page = await stage.Browser.Get(held);

        Assert.Equal(400, page.Status);
        Assert.Contains("no-store", page.Header("Cache-Control"), StringComparison.Ordinal);
        Assert.Null(stage.Browser.Cookies.Find(Cookies.Sessions));
        Assert.Empty(await Live(stage));
    }

    private static async Task<IEnumerable<RunBroker.Storage.Model.Session>> Live(Stage stage) =>
        await stage.Db.Read(tx => RunBroker.Storage.SessionStore.LiveOfConnection(tx, stage.Tenant.Id, stage.Connection.Id), CancellationToken.None);
}
