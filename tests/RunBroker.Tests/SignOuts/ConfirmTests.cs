using RunBroker.TestIdps;
using RunBroker.Tests.Upstream;

namespace RunBroker.Tests.SignOuts;

/// <summary>The page that asks: it says who wants it, and keeps what the app asked for, which is checked again.</summary>
public sealed class ConfirmTests(SharedScene shared) : IClassFixture<SharedScene>
{
    private string EndSession => shared.Scene.Broker.Url + "/connect/endsession";

    [Fact]
    [Spec("AU-31"), Spec("O-102")]
    public async Task With_client_id_alone_it_names_the_app_and_a_yes_leads_back_there_with_the_state()
    {
        var stage = await Stage.On(shared.Scene);
        var (_, tokens) = await stage.SignIn();

        var asked = await stage.Browser.Get(Ask(stage).AddTo(EndSession));
        Assert.Contains($"App {stage.App.Options.ClientId} asks to sign you out", asked.Text, StringComparison.Ordinal);
        await stage.Browser.Press("Sign out of all apps");
        // Chrome would hold a redirect against the form's page, so a page of ours goes on.
        var page = await stage.Browser.ClickLink("Continue");

        Assert.Equal(stage.App.PostLogoutRedirectUri + "?state=s%20t", page.Url.AbsoluteUri.Replace("+", "%20", StringComparison.Ordinal));
        Assert.Equal(401, (await stage.App.UserInfo(tokens.AccessToken)).Status);
    }

    [Theory]
    [InlineData("post_logout_redirect_uri", "https://evil.example/out")]
    [InlineData("client_id", "nobody")]
    [Spec("O-100")]
    public async Task A_return_that_the_form_was_made_to_say_leads_nowhere(string field, string value)
    {
        var stage = await Stage.On(shared.Scene);
        await stage.SignIn();
        await stage.Browser.Get(Ask(stage).AddTo(EndSession));

        var page = await stage.Browser.Press("Sign out of all apps", (field, value));

        Assert.StartsWith(shared.Scene.Broker.Url + "/sign-out/", page.Url.AbsoluteUri, StringComparison.Ordinal);
        Assert.Contains("You are signed out", page.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a bad hint")]
    [InlineData("an unregistered return")]
    [Spec("O-100"), Spec("AU-31")]
    public async Task With_something_wrong_it_keeps_no_return(string what)
    {
        var stage = await Stage.On(shared.Scene);
        await stage.SignIn();
        var sent = Ask(stage);
        if (what == "a bad hint")
            sent["id_token_hint"] = "not.a.token";
        else
            sent["post_logout_redirect_uri"] = "https://evil.example/out";
        await stage.Browser.Get(sent.AddTo(EndSession));

        var page = await stage.Browser.Press("Sign out of all apps");

        Assert.StartsWith(shared.Scene.Broker.Url + "/sign-out/", page.Url.AbsoluteUri, StringComparison.Ordinal);
    }

    [Fact]
    [Spec("AU-22")]
    public async Task It_keeps_federated_and_the_language()
    {
        var stage = await Stage.On(shared.Scene);
        await stage.SignIn();
        var asked = await stage.Browser.Post(EndSession, new Fields { ["federated"] = "", ["ui_locales"] = "pt-BR" });
        Assert.Contains("Você quer sair?", asked.Text, StringComparison.Ordinal);

        await stage.Browser.Press("Sair de todos os apps");
        var page = await stage.Browser.ClickLink("Continu");

        Assert.False(stage.Op.Keeps(stage.Browser));
        Assert.Contains($"Você também saiu de {stage.Connection.Name}", page.Text, StringComparison.Ordinal);
    }

    private static Fields Ask(Stage stage) => new()
    {
        ["client_id"] = stage.App.Options.ClientId,
        ["post_logout_redirect_uri"] = stage.App.PostLogoutRedirectUri,
        ["state"] = "s t",
    };
}
