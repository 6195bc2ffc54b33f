using RunBroker.Http;
using RunBroker.Storage.Model;
using RunBroker.TestIdps;
using RunBroker.Tests.Upstream;
using RunBroker.Tests.Upstream.Saml;

namespace RunBroker.Tests.SignOuts;

/// <summary>A SAML provider asked, and gets the truth: Success when every app was told, PartialLogout else (SAMLCore-3.7.3.2).</summary>
public sealed class SamlAskerTests(SharedScene shared) : IClassFixture<SharedScene>
{
    private static readonly string[] Whole = [SamlUris.Success];
    private static readonly string[] Partial = [SamlUris.Success, SamlUris.PartialLogout];

    [Theory]
    [InlineData(200, true)]
    [InlineData(503, false)]
    [InlineData(400, false)]
    [Spec("SAMLCore-3.7.3.2"), Spec("S-116")]
    public async Task Its_answer_says_whether_the_apps_were_told(int status, bool whole)
    {
        await using var stage = await SamlStage.On(shared.Scene, app: AppsTold.Back);
        await stage.SignIn();
        stage.App.LogoutStatus = status;

        await stage.Send(stage.Logout(), SamlUris.Redirect, "theirs");

        Assert.Equal(whole ? Whole : Partial, stage.Idp.LastLogoutResponse.Status);
        Assert.Equal("theirs", stage.Idp.LastLogoutResponse.RelayState);
        Assert.DoesNotContain((await shared.Scene.Receipt(stage.Tenant)).Legs, l => l.Channel == LogoutChannels.Saml);
        Assert.DoesNotContain(stage.Idp.Received, r => r.Kind == "LogoutRequest");
    }

    [Fact]
    [Spec("SAMLCore-3.7.3.2")]
    public async Task An_app_that_cannot_be_told_makes_it_partial()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        await stage.SignIn();
        await stage.Send(stage.Logout(), SamlUris.Redirect);
        Assert.Equal(Partial, stage.Idp.LastLogoutResponse.Status);
    }

    [Theory]
    [InlineData(SamlUris.Redirect, true)]
    [InlineData(SamlUris.Post, true)]
    [InlineData(SamlUris.Redirect, false)]
    [Spec("O-104"), Spec("S-115")]
    public async Task Apps_with_frames_are_told_in_this_browser_before_the_provider_is_answered(string binding, bool loaded)
    {
        await using var stage = await SamlStage.On(shared.Scene, app: AppsTold.Front);
        await stage.SignIn();

        var page = await stage.Send(stage.Logout(), binding, "theirs & more");

        Assert.Single(page.Html.QuerySelectorAll("iframe"));
        Assert.Null(stage.Browser.Cookies.Find(Cookies.Sessions));
        Assert.DoesNotContain(stage.Idp.Received, r => r.Kind == "LogoutResponse");
        if (loaded)
            await stage.Browser.FramesLoaded();
        else
            await stage.Browser.ClickLink("Continue");
        var answer = stage.Idp.LastLogoutResponse;
        Assert.Equal(loaded ? Whole : Partial, answer.Status);
        Assert.Equal("theirs & more", answer.RelayState);
    }

    [Fact]
    [Spec("O-104"), Spec("S-116")]
    public async Task Asked_in_a_frame_it_is_answered_at_once()
    {
        await using var stage = await SamlStage.On(shared.Scene, app: AppsTold.Front);
        await stage.SignIn();

        await stage.Browser.GetInFrame($"{stage.SloUrl}?{stage.Logout().WriteQuery("s")}", stage.Idp.Origin);

        Assert.Equal(Partial, stage.Idp.LastLogoutResponse.Status);
        Assert.NotNull((await stage.Session()).EndedAt);
        Assert.Equal(LegStates.NotPossible, (await shared.Scene.Leg(stage.Tenant, LogoutChannels.Frontchannel)).State);
    }

    [Fact]
    [Spec("S-113")]
    public async Task A_browser_without_any_cookie_of_ours_is_enough()
    {
        await using var stage = await SamlStage.On(shared.Scene, app: AppsTold.Back);
        await stage.SignIn();

        await stage.InAnotherBrowser().Send(stage.Logout(), SamlUris.Post);

        Assert.Equal(Whole, stage.Idp.LastLogoutResponse.Status);
        Assert.NotNull((await stage.Session()).EndedAt);
    }

    [Theory]
    [InlineData(SamlUris.Redirect)]
    [InlineData(SamlUris.Post)]
    [Spec("O-107"), Spec("S-113")]
    public async Task Sessions_of_other_tenants_in_this_browser_go_on(string binding)
    {
        await using var stage = await SamlStage.On(shared.Scene, app: AppsTold.Back);
        var other = await Stage.On(shared.Scene) with { Browser = stage.Browser };
        await other.SignIn();
        await stage.SignIn();

        await stage.Send(stage.Logout(), binding);

        await other.Go(p => p["prompt"] = "none");
        Assert.Null(other.App.LastCallback.Error);
        await stage.Go(p => p["prompt"] = "none");
        Assert.Equal("login_required", stage.App.LastCallback.Error);
    }

    [Fact]
    [Spec("S-115")]
    public async Task A_session_that_is_over_already_is_answered_with_success()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        await stage.SignIn();
        await stage.Send(stage.Logout(), SamlUris.Redirect);
        await stage.Send(stage.Logout(), SamlUris.Redirect, "again");
        Assert.Equal(("again", Whole[0]), (stage.Idp.LastLogoutResponse.RelayState, Assert.Single(stage.Idp.LastLogoutResponse.Status)));
    }
}
