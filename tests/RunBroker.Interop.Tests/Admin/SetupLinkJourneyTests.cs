using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using RunBroker.Interop.Tests.Harness;

namespace RunBroker.Interop.Tests.Admin;

/// <summary>Somebody of the tenant's IT with nothing but a link: from the message they got to people who sign in.</summary>
public sealed class SetupLinkJourneyTests(Chromium chromium, ITestOutputHelper output) : IClassFixture<Chromium>
{
    [Theory, InlineData(true), InlineData(false)]
    public async Task From_the_link_to_a_sign_in(bool script)
    {
        await using var scene = await Scene.Start();
        var app = await scene.AddApp();
        await scene.Management.Act($"tenants/{Scene.Tenant}/connections/{(string)scene.Connection["id"]!}/disable");
        var link = await MakeLink(scene, script);

        var steps = new Steps(await chromium.NewPage(script));
        var page = steps.Page;
        var began = TimeProvider.System.GetTimestamp();
        await page.GotoAsync(link);
        await steps.Press("Begin");
        await Clean(page, script);
        await steps.Press(page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("Keycloak.*OIDC") }));
        await Clean(page, script);
        var client = await Register(scene, await steps.Copy("callback_urls-0"));
        await steps.Fill("name", "Our Keycloak");
        await steps.Fill("issuer_url", scene.Upstream.Address.GetLeftPart(UriPartial.Authority));
        await steps.Fill("client_id", (string)client["client_id"]!);
        await steps.Fill("client_secret", (string)client["client_secret"]!);
        await steps.Press("Save and check");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Test sign-in" })).ToBeVisibleAsync();
        await Clean(page, script);
        await steps.Press("Test sign-in");
        await steps.Onward("Sign in");
        await steps.SignInThere(People.Alice);
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await steps.Onward("The test sign-in works");
        await Clean(page, script);
        await steps.Follow("Continue");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("It works");
        await steps.Follow("Go on");
        await Clean(page, script);
        await steps.Press("Turn it on and finish");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("handed over");
        output.WriteLine($"setup link to an enabled connection: {steps.Fields} fields, {steps.Presses} presses, "
            + $"{TimeProvider.System.GetElapsedTime(began).TotalSeconds:0} s by a script");
        Assert.True(steps.Fields <= 4, "a newcomer fills in four values at most");

        await page.GotoAsync(link);
        await Assertions.Expect(page.Locator("body")).ToContainTextAsync("handed over");
        await page.Context.CloseAsync();
        using var alice = new ScriptedBrowser(People.Alice);
        Assert.EndsWith("/me", (await alice.Visit(app.At("/login"))).Address.AbsolutePath, StringComparison.Ordinal);
    }

    /// <summary>On the page, as an admin does.</summary>
    private async Task<string> MakeLink(Scene scene, bool script)
    {
        var steps = new Steps(await chromium.NewPage(script));
        var page = steps.Page;
        await page.GotoAsync(new Uri(scene.Issuer, $"/admin/sign-in?to=/admin/tenants/{Scene.Tenant}/setup-links").AbsoluteUri);
        if (!await page.Locator("[name=token]").IsVisibleAsync())
            await page.Locator("details:has([name=token]) > summary").ClickAsync();
        await page.Locator("[name=token]").FillAsync(BrokerProcess.BootstrapToken);
        await page.Locator("[name=token]").PressAsync("Enter");
        await steps.Sees("Setup links");
        foreach (var intent in new[] { "sso", "enable" })
            await page.Locator($"[name=intent][value={intent}]").CheckAsync();
        await steps.Press("Create link");
        await Clean(page, script);
        var link = await steps.Copy("made");
        await page.Context.CloseAsync();
        return link;
    }

    private static async Task Clean(IPage page, bool script)
    {
        await page.WaitForLoadStateAsync();
        if (!script)
            return;
        foreach (var theme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await page.EmulateMediaAsync(new() { ColorScheme = theme });
            Assert.Empty((await page.RunAxe()).Violations.Select(v => $"{page.Url} {theme} {v.Id}: {string.Join("; ", v.Nodes.Select(n => n.Html))}"));
        }

        await page.SetViewportSizeAsync(320, 800);
        Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= 320, page.Url + " scrolls sideways on a phone");
        await page.SetViewportSizeAsync(1280, 900);
    }

    private static async Task<JsonObject> Register(Scene scene, string callback)
    {
        using var http = Wire.Client();
        using var answer = await http.PostAsJsonAsync(scene.Upstream.At("/reg"), new { redirect_uris = new[] { callback }, grant_types = new[] { "authorization_code" } });
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject();
    }
}
