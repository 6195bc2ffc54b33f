using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using RunBroker.Interop.Tests.Harness;

namespace RunBroker.Interop.Tests.Broker;

/// <summary>The modules of the OpenID Foundation's logout plans that need a real browser, each by its name, in headless Chromium.</summary>
public sealed class LogoutModulesTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    [Spec("OIDCFC-2"), Spec("OIDCFC-3")]
    public async Task oidcc_frontchannel_rp_initiated_logout()
    {
        await using var scene = await Scene.Start();
        var app = await scene.AddApp(frames: true);
        var page = await chromium.NewPage();
        await page.GotoAsync(app.At("/login").ToString());
        await page.GetByLabel("Login").FillAsync(People.Alice.Login);
        await page.GetByLabel("Password").FillAsync(People.Alice.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await page.WaitForURLAsync(new Regex("/me$"));
        var claims = (await Shown(page))["claims"]!;

        await page.GotoAsync(app.At("/logout?state=suite").ToString(), new() { WaitUntil = WaitUntilState.Commit });
        await page.WaitForURLAsync(app.At("/bye") + "*");

        Assert.Equal("?state=suite", new Uri(page.Url).Query);
        using var http = Wire.Client();
        var events = JsonNode.Parse(await http.GetStringAsync(app.At("/events"), TestContext.Current.CancellationToken))!.AsArray();
        var told = Assert.Single(events, e => (string?)e!["event"] == "frontchannel_logout")!;
        Assert.Equal(((string?)claims["iss"], (string?)claims["sid"]), ((string?)told["iss"], (string?)told["sid"]));
        await page.GotoAsync(app.At("/login?prompt=none").ToString());
        Assert.Equal("login_required", (string?)(await Shown(page))["error"]);
        await page.Context.CloseAsync();
    }

    [Fact]
    [Spec("OIDCSession-2"), Spec("OIDCSession-3.2")]
    public async Task oidcc_session_management_rp_initiated_logout()
    {
        await using var scene = await Scene.Start();
        var peer = await scene.AddSinglePageApp();
        var page = await chromium.NewPage();
        var app = new SinglePageApp(peer, page);
        var user = (await app.SignIn(People.Alice)).GetProperty("user");
        // From the authorization response; the library keeps it as it came.
        var state = user.GetProperty("session_state").GetString()!;
        var message = $"{user.GetProperty("profile").GetProperty("aud").GetString()} {state}";
        Task<string> Says() => page.EvaluateAsync<string>(CheckSessionTests.Ask, new object[] { CheckSessionTests.Frame(scene), message, "" });
        Assert.Equal("unchanged", await Says());

        // The same app in another tab, with its id_token_hint; the page with the frame stays open.
        var tab = await page.Context.NewPageAsync();
        await tab.GotoAsync(peer.At("/logout").ToString(), new() { WaitUntil = WaitUntilState.Commit });
        await tab.WaitForURLAsync(peer.At("/bye") + "**");

        Assert.Equal("changed", await Says());
        Assert.Equal("login_required", await app.Silent());
        await page.Context.CloseAsync();
    }

    [Fact]
    public void Every_module_that_needs_a_browser_has_its_test() => Assert.Equal(
        ["oidcc-frontchannel-rp-initiated-logout", "oidcc-session-management-rp-initiated-logout"],
        typeof(LogoutModulesTests).GetMethods().Where(m => m.GetCustomAttribute<FactAttribute>() is { Skip: null })
            .Select(m => m.Name.Replace('_', '-')).Where(n => n.StartsWith("oidcc", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

    /// <summary>The JSON that the app has answered.</summary>
    private static async Task<JsonObject> Shown(IPage page) => JsonNode.Parse(await page.Locator("pre").InnerTextAsync())!.AsObject();
}
