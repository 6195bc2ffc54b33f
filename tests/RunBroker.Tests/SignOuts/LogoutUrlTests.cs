using RunBroker.Http;
using RunBroker.Storage.Model;
using RunBroker.TestIdps;
using RunBroker.Tests.Upstream;

namespace RunBroker.Tests.SignOuts;

/// <summary>The logout URL as Auth0 has it: a link that counts only from an app of the session, and leads only to that app.</summary>
public sealed class LogoutUrlTests(SharedScene shared) : IClassFixture<SharedScene>
{
    private string Url => shared.Scene.Broker.Url + "/v2/logout";

    [Theory]
    [InlineData("named")]
    [InlineData("the first one")]
    [Spec("AU-21"), Spec("AU-23"), Spec("AU-25")]
    public async Task An_app_of_the_session_ends_it_at_once_and_the_person_is_back_at_its_page(string way)
    {
        var stage = await Stage.On(shared.Scene);
        var (_, tokens) = await stage.SignIn();

        var page = await stage.Browser.Get(Ask(stage, p => p["returnTo"] = way == "named" ? p["returnTo"] : null));

        Assert.Equal(stage.App.PostLogoutRedirectUri, page.Url.AbsoluteUri);
        Assert.Null(stage.Browser.Cookies.Find(Cookies.Sessions));
        Assert.Null(stage.Browser.Cookies.Find(Cookies.SignOuts));
        Assert.Equal("invalid_grant", (await stage.App.Refresh(tokens.RefreshToken)).Error);
        Assert.True(shared.Scene.Op.IsSignedIn("alice"));
        var (logout, _) = await shared.Scene.Receipt(stage.Tenant);
        Assert.Equal(("app", $"client:{stage.App.Options.ClientId}"), (logout.Cause, logout.Actor));
    }

    [Theory]
    [InlineData("an app that the session does not have")]
    [InlineData("an app that nobody knows")]
    [InlineData("no client_id")]
    [InlineData("another returnTo")]
    [InlineData("a query added")]
    [InlineData("a redirect_uri instead")]
    [InlineData("returnTo twice")]
    [Spec("O-100"), Spec("O-101"), Spec("AU-23"), Spec("AU-24")]
    public async Task With_one_thing_wrong_the_person_is_asked_and_nothing_ends(string what)
    {
        var stage = await Stage.On(shared.Scene);
        var (_, tokens) = await stage.SignIn();
        var other = await shared.Scene.AddApp("other-" + stage.Tenant.Slug, tenant: stage.Tenant);

        var page = await stage.Browser.Get(Ask(stage, p =>
        {
            switch (what)
            {
                case "an app that the session does not have":
                    (p["client_id"], p["returnTo"]) = (other.Options.ClientId, other.PostLogoutRedirectUri);
                    break;
                case "an app that nobody knows": p["client_id"] = "nobody"; break;
                case "no client_id": p["client_id"] = null; break;
                case "another returnTo": p["returnTo"] = "https://evil.example/out"; break;
                case "a query added": p["returnTo"] += "?added=1"; break;
                case "a redirect_uri instead": p["returnTo"] = stage.App.RedirectUri; break;
                default: p.And("returnTo", "https://evil.example/out"); break;
            }
        }));

        Assert.Equal("/v2/logout", page.Url.AbsolutePath);
        Assert.Contains("Do you want to sign out?", page.Text, StringComparison.Ordinal);
        Assert.Equal(200, (await stage.App.UserInfo(tokens.AccessToken)).Status);
    }

    [Fact]
    [Spec("AU-21"), Spec("AU-26")]
    public async Task Where_nobody_is_signed_in_there_is_nothing_to_ask()
    {
        var stage = await Stage.On(shared.Scene);
        Assert.Equal(stage.App.PostLogoutRedirectUri, (await stage.Browser.Get(Ask(stage))).Url.AbsoluteUri);
    }

    [Theory]
    [InlineData("&federated")]
    [InlineData("&federated=")]
    [InlineData("&federated=1")]
    [Spec("AU-22")]
    public async Task Federated_with_or_without_a_value_ends_the_session_at_the_provider_as_well(string federated)
    {
        var stage = await Stage.On(shared.Scene);
        await stage.SignIn();

        var page = await stage.Browser.Get(Ask(stage) + federated);

        Assert.Equal(stage.App.PostLogoutRedirectUri, page.Url.AbsoluteUri);
        Assert.False(stage.Op.Keeps(stage.Browser));
        Assert.Equal(LegStates.Delivered, (await shared.Scene.Leg(stage.Tenant, LogoutChannels.Oidc)).State);
    }

    private string Ask(Stage stage, Action<Fields>? edit = null)
    {
        var sent = new Fields { ["client_id"] = stage.App.Options.ClientId, ["returnTo"] = stage.App.PostLogoutRedirectUri };
        edit?.Invoke(sent);
        return sent.AddTo(Url);
    }
}

internal static class AtTheProvider
{
    /// <summary>Whether this browser still has the provider's own session cookie.</summary>
    public static bool Keeps(this TestOp op, TestBrowser browser) => browser.Cookies.All.Any(c => c.Name == $"op_{op.Port}_session");
}
