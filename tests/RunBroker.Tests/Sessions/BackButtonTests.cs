using RunBroker.Http;
using RunBroker.Storage;
using RunBroker.TestIdps;
using RunBroker.Tests.Upstream;
using RunBroker.Tests.Upstream.Saml;

namespace RunBroker.Tests.Sessions;

/// <summary>
/// After a sign-out somebody presses back, and the browser asks again for what it asked for when it signed in: each step of the way, of
/// either protocol. None of them signs anybody in.
/// </summary>
public sealed class BackButtonTests(SharedScene shared) : IClassFixture<SharedScene>
{
    [Theory]
    [InlineData("the callback, by GET")]
    [InlineData("the callback, by POST")]
    [Spec("FusionAuth/fusionauth-issues#3254"), Spec("O-083")]
    public async Task An_OIDC_providers_answer_is_worth_nothing_again(string what)
    {
        var stage = await Stage.On(shared.Scene);
        if (what == "the callback, by POST")
            stage.Op.Break(TestOpFaults.AnswersByMode("form_post"));
        var answer = await stage.GoUpToTheAnswer();
        var (url, posted) = (answer.Url.AbsoluteUri, answer.Posted);
        Task<TestPage> Send() => posted.Pairs.Count > 0 ? stage.Browser.Post(url, posted, stage.Op.Origin) : stage.Browser.Get(url);
        Assert.Equal(what == "the callback, by POST", posted.Pairs.Count > 0);
        await Send();
        await SignedOut(stage);

        await SignsNobodyIn(stage, await Send());
    }

    [Theory]
    [InlineData("the assertion, posted")]
    [InlineData("the last step")]
    [Spec("FusionAuth/fusionauth-issues#3254"), Spec("S-073")]
    public async Task A_SAML_providers_answer_is_worth_nothing_again(string what)
    {
        await using var stage = await SamlStage.On(shared.Scene);
        var held = await stage.Held();
        var parked = await stage.Parked(held);
        await stage.Browser.Get(parked);
        await SignedOut(stage);

        await SignsNobodyIn(stage, what == "the last step" ? await stage.Browser.Get(parked) : await stage.Answer(held));
    }

    [Theory]
    [InlineData("oidc")]
    [InlineData("saml")]
    [Spec("O-006"), Spec("O-012")]
    public async Task The_apps_own_request_and_its_answer_are_worth_nothing_again(string protocol)
    {
        TenantStage stage = protocol == "saml" ? await SamlStage.On(shared.Scene) : await Stage.On(shared.Scene);
        await using var _ = stage as SamlStage;
        await stage.Go();
        var (begun, callback) = (stage.Begun, stage.App.LastCallback);
        await stage.App.Finish();
        // The same request, answered from the session; its answer is redeemed only after the end.
        await stage.Go();
        var (late, unspent) = (stage.Begun, stage.App.LastCallback);
        await stage.Browser.Get($"{shared.Scene.Broker.Url}/v2/logout?client_id={stage.App.Options.ClientId}");

        Assert.Equal("invalid_grant", (await stage.App.Exchange(callback, begun)).Error);
        Assert.Equal("invalid_grant", (await stage.App.Exchange(unspent, late)).Error);
        // Both requests once more: nobody is signed in, so the provider has to say who is there.
        stage.Browser.StopAt = protocol == "saml" ? ((SamlStage)stage).Idp.Origin : ((Stage)stage).Op.Origin;
        Assert.True((await stage.Browser.Get(late.Url)).Stopped);
        stage.Browser.StopAt = null;
        await stage.Go(p => p["prompt"] = "none");
        Assert.Equal("login_required", stage.App.LastCallback.Error);
    }

    [Theory]
    [InlineData("oidc")]
    [InlineData("saml")]
    [Spec("FusionAuth/fusionauth-issues#3254"), Spec("O-039")]
    public async Task Codes_and_refresh_tokens_of_a_session_that_the_provider_ended_are_worth_nothing(string protocol)
    {
        TenantStage stage = protocol == "saml" ? await SamlStage.On(shared.Scene) : await Stage.On(shared.Scene);
        await using var _ = stage as SamlStage;
        var (claims, tokens) = await stage.SignIn();
        await stage.Go();
        var (begun, callback) = (stage.Begun, stage.App.LastCallback);
        Assert.NotNull(callback.Code);

        if (stage is SamlStage saml)
            await saml.InAnotherBrowser().Send(saml.Logout(), SamlUris.Redirect);
        else
            Assert.Equal(200, (await ((Stage)stage).LogoutToken(((Stage)stage).Subject(), null)).Status);

        Assert.Equal("upstream", await stage.CauseOf(await stage.SessionOf(claims)));
        Assert.Equal("invalid_grant", (await stage.App.Exchange(callback, begun)).Error);
        await stage.IsDead(tokens);
    }

    private static async Task SignedOut(TenantStage stage)
    {
        var (_, tokens) = await stage.App.Finish();
        await stage.Browser.Get(stage.App.EndSessionUrl(tokens.IdToken));
        Assert.Null(stage.Browser.Cookies.Find(Cookies.Sessions));
    }

    private static async Task SignsNobodyIn(TenantStage stage, TestPage page)
    {
        Assert.True(page.Status is 400 or 403, $"{page.Status} {page.Url} {page.Text}");
        Assert.Contains("no-store", page.Header("Cache-Control"), StringComparison.Ordinal);
        Assert.Null(stage.Browser.Cookies.Find(Cookies.Sessions));
        Assert.Empty(await stage.Db.Read(tx => SessionStore.LiveOfTenant(tx, stage.Tenant.Id), CancellationToken.None));
        Assert.Single(stage.App.Callbacks);
        await stage.Go(p => p["prompt"] = "none");
        Assert.Equal("login_required", stage.App.LastCallback.Error);
    }
}
