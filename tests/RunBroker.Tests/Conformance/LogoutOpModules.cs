using System.Text.Json.Nodes;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.Conformance;

/// <summary>What every module of the logout plans does: signs in, sends the browser to end_session, asks silently who is signed in.</summary>
public abstract class LogoutOpModules(Certification stage)
{
    private protected Scene Scene => stage.Scene;

    private protected TestApp Client { get; set; } = stage.Client;

    private protected string State { get; } = "suite-state-" + Guid.NewGuid().ToString("N");

    private protected async Task<(JsonObject Claims, AppAnswer Tokens)> SignIn()
    {
        Scene.NewBrowser();
        await Scene.Browser.Get(Certification.Begin(Client, null).Url);
        return await Certification.Redeem(Client, Client.LastCallback);
    }

    /// <summary>With id_token_hint, post_logout_redirect_uri and state, of which a module changes one.</summary>
    private protected Task<TestPage> EndSession(AppAnswer tokens, Action<Fields>? edit = null) =>
        Scene.Browser.Get(Client.EndSessionUrl(tokens.IdToken, sent =>
        {
            sent["state"] = State;
            edit?.Invoke(sent);
        }));

    private protected void IsBackAtTheApp(TestPage page, string? state) =>
        Assert.Equal((Client.PostLogoutRedirectUri, state), (page.Url.GetLeftPart(UriPartial.Path), page.Query["state"]));

    /// <summary>For review: a page of ours, from which nothing went to the app.</summary>
    private protected void IsOurPage(TestPage page, string text)
    {
        Assert.Equal((200, Scene.Broker.Url), (page.Status, page.Url.GetLeftPart(UriPartial.Authority)));
        Assert.Contains(text, page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(page.Hops, h => h.Url.AbsoluteUri.StartsWith(Client.Origin, StringComparison.Ordinal));
    }

    private protected async Task<string?> Silently()
    {
        await Scene.Browser.Get(Certification.Begin(Client, null, p => p["prompt"] = "none").Url);
        return Client.LastCallback.Error;
    }

    /// <summary>What the discovery modules of all logout plans look at.</summary>
    private protected void AnnouncesEndSession()
    {
        var endpoint = (string?)Client.Provider["end_session_endpoint"];
        Assert.StartsWith(Scene.Broker.Url + "/", endpoint, StringComparison.Ordinal);
        Assert.Equal(Scene.Broker.Url, (string?)Client.Provider["issuer"]);
    }
}
