using System.Text.Json.Nodes;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.Conformance;

/// <summary>
/// The modules of the OpenID Foundation's Basic OP plan, each by its name, in one response mode. Where a module's point is a review of what
/// is shown, the page is ours and nothing went to the app.
/// </summary>
public abstract partial class BasicOpModules(Certification stage, string? mode)
{
    private static readonly string[] NotLoggedIn = ["login_required", "interaction_required", "consent_required", "account_selection_required"];

    private Scene Scene => stage.Scene;

    private TestApp Client => stage.Client;

    /// <summary>Walks with the browser until the app has its answer, by the method that the response mode says.</summary>
    private async Task<AppCallback> Ask(TestBrowser browser, TestApp app, Action<Fields>? edit = null, bool post = false)
    {
        var before = app.Callbacks.Length;
        var begun = Certification.Begin(app, mode, edit);
        await (post ? browser.Post(Scene.Broker.Url + "/connect/authorize", begun.Sent, app.Origin) : browser.Get(begun.Url));
        Assert.True(app.Callbacks.Length == before + 1, $"{browser.Page.Status} {browser.Page.Url}: {browser.Page.Text}");
        var callback = app.LastCallback;
        Assert.Equal(mode == "form_post" ? "POST" : "GET", callback.Method);
        Assert.Equal(Scene.Broker.Url, callback.Fields["iss"]);
        Assert.Equal(begun.Sent["state"], callback.Fields["state"]);
        return callback;
    }

    private async Task<(JsonObject Claims, AppAnswer Tokens)> SignIn(TestBrowser browser, Action<Fields>? edit = null, TestApp? app = null, bool post = false) =>
        await Certification.Redeem(app ?? Client, await Ask(browser, app ?? Client, edit, post));

    private async Task<string?> Refused(Action<Fields> edit)
    {
        var callback = await Ask(Scene.NewBrowser(), Client, edit);
        Assert.Null(callback.Code);
        return callback.Error;
    }

    private async Task<JsonObject> UserInfo(AppAnswer tokens)
    {
        var info = await Client.UserInfo(tokens.AccessToken);
        Assert.Equal(200, info.Status);
        return info.Json;
    }

    /// <summary>For review: an error page of ours, and nothing sent anywhere.</summary>
    private async Task AssertOurPage(string url)
    {
        var before = Client.Callbacks.Length;
        var page = await Scene.NewBrowser().Get(url);
        Assert.Equal((400, Scene.Broker.Url), (page.Status, page.Url.GetLeftPart(UriPartial.Authority)));
        Assert.Null(page.Header("Location"));
        Assert.Single(page.Hops);
        Assert.Empty(page.Forms);
        Assert.NotEqual("", page.Text);
        Assert.Equal(before, Client.Callbacks.Length);
    }

    private static long AuthTime(JsonObject claims) => (long)claims["auth_time"]!;
}

public sealed class BasicOpTests(Certification stage) : BasicOpModules(stage, null), IClassFixture<Certification>;

public sealed class FormPostBasicOpTests(Certification stage) : BasicOpModules(stage, "form_post"), IClassFixture<Certification>;
