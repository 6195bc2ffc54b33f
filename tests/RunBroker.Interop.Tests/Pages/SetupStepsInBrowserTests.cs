using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using RunBroker.Interop.Tests.Harness;

namespace RunBroker.Interop.Tests.Pages;

/// <summary>A setup link's steps in a real browser, with endless texts in every place that takes one.</summary>
public sealed class SetupStepsInBrowserTests(Chromium chromium, SetupSteps steps) : IClassFixture<Chromium>, IClassFixture<SetupSteps>
{
    public static TheoryData<string> Views =>
        ["", "/provider", "/connect", "/domain", "/test", "/finish"];

    [Theory, MemberData(nameof(Views))]
    public async Task Axe_finds_nothing_in_either_theme_and_language_with_everything_unfolded(string view)
    {
        foreach (var protocol in (string[])["oidc", "saml"])
        {
            var setup = await steps.Open(chromium, protocol);
            var page = setup.Page;
            foreach (var (theme, language, width) in new[] { (ColorScheme.Light, "en", 1280), (ColorScheme.Dark, "pt-BR", 390) })
            {
                await page.EmulateMediaAsync(new() { ColorScheme = theme });
                await page.SetViewportSizeAsync(width, 900);
                await page.GotoAsync(setup.Url(view) + "?ui_locales=" + language);
                await page.EvaluateAsync("document.querySelectorAll('details').forEach(d => d.open = true)");
                var found = await page.RunAxe();
                Assert.Empty(found.Violations.Select(v => $"{protocol} {theme} {v.Id}: {string.Join("; ", v.Nodes.Select(n => n.Html))}"));
            }

            await page.Context.CloseAsync();
        }
    }

    [Theory, MemberData(nameof(Views))]
    public async Task Nothing_needs_sideways_scrolling_at_320_pixels_and_no_policy_is_broken(string view)
    {
        foreach (var protocol in (string[])["oidc", "saml"])
        {
            var setup = await steps.Open(chromium, protocol);
            var page = setup.Page;
            var complaints = new List<string>();
            page.Console += (_, message) => complaints.Add(message.Text);
            await page.SetViewportSizeAsync(320, 800);
            await page.GotoAsync(setup.Url(view) + "?ui_locales=pt-BR");
            await page.EvaluateAsync("document.querySelectorAll('details').forEach(d => d.open = true)");
            Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= 320, protocol);
            Assert.DoesNotContain(complaints, text => text.Contains("Content Security Policy", StringComparison.Ordinal));
            await page.Context.CloseAsync();
        }
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task By_the_keyboard_alone_a_link_is_opened_filled_in_and_handed_over(bool script)
    {
        var page = await chromium.NewPage(script);
        await page.GotoAsync(await steps.NewLink("sso"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Begin" }).PressAsync("Enter");
        await page.GetByRole(AriaRole.Button, new() { Name = "Keycloak by OIDC" }).PressAsync("Enter");
        await page.Locator("#client_id").FillAsync("typed");
        await page.Locator("#client_id").PressAsync("Enter");
        await Assertions.Expect(page.Locator("#client_id")).ToHaveValueAsync("typed");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await page.Locator(".steps a[href$='/finish']").PressAsync("Enter");
        await page.GetByRole(AriaRole.Button, new() { Name = "Hand over" }).PressAsync("Enter");
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("handed over");
        await page.Context.CloseAsync();
    }
}

public sealed record OpenedSetup(IPage Page, string Link)
{
    /// <summary>Of a step; of none: the link itself.</summary>
    public string Url(string view) => view.Length == 0 ? Link : Link[..Link.LastIndexOf('.')] + view;
}

/// <summary>A broker with a tenant, and links as they are needed.</summary>
public sealed class SetupSteps : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("runbroker-interop-").FullName;
    private int domains;
    private BrokerProcess? broker;

    private BrokerProcess Broker => broker ?? throw new InvalidOperationException("not started");

    /// <summary>A page of a browser in which a link is open, its provider chosen and all that can be filled in filled in.</summary>
    public async Task<OpenedSetup> Open(Chromium chromium, string protocol)
    {
        var page = await chromium.NewPage();
        var link = await NewLink("sso", "domain", "enable");
        await page.GotoAsync(link);
        await page.GetByRole(AriaRole.Button, new() { Name = "Begin" }).ClickAsync();
        await page.Locator($"[name=choice][value='adfs {protocol}']").ClickAsync();
        await page.Locator("#name").FillAsync("\"><b>" + new string('W', 150));
        await page.Locator("#settings button.go").ClickAsync();
        var opened = new OpenedSetup(page, link);
        await page.GotoAsync(opened.Url("/domain"));
        await page.Locator("#domain").FillAsync($"{protocol}{Interlocked.Increment(ref domains)}{new string('w', 50)}.{new string('w', 60)}.example");
        await page.Locator("#domain").PressAsync("Enter");
        return opened;
    }

    public async Task<string> NewLink(params string[] intents)
    {
        using var http = Api();
        return await Made(http, "tenants/acme/setup-links", new JsonObject
        {
            ["intents"] = new JsonArray([.. intents.Select(i => JsonValue.Create(i))]),
            ["recipient_note"] = "\"><b>" + new string('N', 300),
        });
    }

    public async ValueTask InitializeAsync()
    {
        broker = await BrokerProcess.Start(new BrokerPlace(folder, NodePeer.TakeAddress()));
        using var http = Api();
        await Made(http, "tenants", new() { ["slug"] = "acme", ["name"] = "Acme " + new string('T', 100), ["plan"] = "scale" });
    }

    public async ValueTask DisposeAsync()
    {
        if (broker is not null)
            await broker.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private HttpClient Api()
    {
        var http = Wire.Client();
        http.BaseAddress = new Uri(Broker.Address, "/api/v1/");
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", BrokerProcess.BootstrapToken);
        return http;
    }

    private static async Task<string> Made(HttpClient http, string path, JsonObject body)
    {
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri(path, UriKind.Relative), content);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return (string?)JsonNode.Parse(text)!["url"] ?? "";
    }
}
