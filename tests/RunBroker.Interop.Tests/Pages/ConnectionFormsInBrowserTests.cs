using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using RunBroker.Interop.Tests.Harness;

namespace RunBroker.Interop.Tests.Pages;

/// <summary>The forms of "SSO OIDC" and "SSO SAML" in a real browser.</summary>
public sealed class ConnectionFormsInBrowserTests(Chromium chromium, ConnectionForms forms) : IClassFixture<Chromium>, IClassFixture<ConnectionForms>
{
    public static TheoryData<string> Views =>
    [
        "", "/new", "/new?protocol=oidc&guide=okta", "/new?protocol=saml", "/{oidc}?guide=auth0&check=now", "/{saml}?guide=adfs", "/{saml}/rules", "/{oidc}/rules",
    ];

    [Theory, MemberData(nameof(Views))]
    public async Task Axe_finds_nothing_in_either_theme_and_language_with_everything_unfolded(string view)
    {
        var page = await forms.Open(chromium, view);
        foreach (var (theme, language, width) in new[] { (ColorScheme.Light, "en", 1280), (ColorScheme.Dark, "pt-BR", 390) })
        {
            await page.EmulateMediaAsync(new() { ColorScheme = theme });
            await page.SetViewportSizeAsync(width, 900);
            await page.GotoAsync(forms.Url(view, "ui_locales=" + language));
            await page.EvaluateAsync("document.querySelectorAll('details').forEach(d => d.open = true)");
            var found = await page.RunAxe();
            Assert.Empty(found.Violations.Select(v => $"{theme} {v.Id}: {string.Join("; ", v.Nodes.Select(n => n.Html))}"));
        }

        await page.Context.CloseAsync();
    }

    [Theory, MemberData(nameof(Views))]
    public async Task Nothing_needs_sideways_scrolling_at_320_pixels_and_no_policy_is_broken(string view)
    {
        var page = await forms.Open(chromium, view);
        var complaints = new List<string>();
        page.Console += (_, message) => complaints.Add(message.Text);
        await page.SetViewportSizeAsync(320, 800);
        await page.GotoAsync(forms.Url(view, "ui_locales=pt-BR"));
        await page.EvaluateAsync("document.querySelectorAll('details').forEach(d => d.open = true)");
        Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= 320);
        Assert.DoesNotContain(complaints, text => text.Contains("Content Security Policy", StringComparison.Ordinal));
        await page.Context.CloseAsync();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Only_the_chosen_kind_of_metadata_shows_with_and_without_script(bool script)
    {
        var page = await forms.Open(chromium, "/new?protocol=saml", script);
        await Assertions.Expect(page.Locator("#metadata_url")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#sso_url")).ToBeHiddenAsync();
        await page.Locator("[name=metadata_source][value=fields]").CheckAsync();
        await Assertions.Expect(page.Locator("#metadata_url")).ToBeHiddenAsync();
        await Assertions.Expect(page.Locator("#sso_url")).ToBeVisibleAsync();
        await page.Locator("[name=metadata_source][value=upload]").CheckAsync();
        await page.Locator("#metadata_file").SetInputFilesAsync(new FilePayload { Name = "page.html", MimeType = "text/html", Buffer = "<html>"u8.ToArray() });
        await page.Locator("#name").FillAsync("By file");
        await page.Locator("button.go").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#metadata_xml")).ToHaveValueAsync("<html>");
        Assert.True(await page.Locator("[name=metadata_source][value=upload]").IsCheckedAsync());
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Enter_saves_and_a_guide_is_shown_without_losing_what_was_typed()
    {
        var page = await forms.Open(chromium, "/new?protocol=oidc", script: false);
        await page.Locator("#name").FillAsync("Typed");
        await page.Locator("#guide").SelectOptionAsync("keycloak");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await Assertions.Expect(page.Locator("#name")).ToHaveValueAsync("Typed");
        await Assertions.Expect(page.Locator("aside")).ToContainTextAsync("Valid redirect URIs");
        await page.Locator("#name").PressAsync("Enter");
        await Assertions.Expect(page.Locator("main [role=status]").First).ToContainTextAsync("Saved");
        await Assertions.Expect(page.Locator("aside")).ToContainTextAsync("Valid redirect URIs");
        await page.Context.CloseAsync();
    }
}

/// <summary>A broker with a tenant whose connections hold endless and hostile texts.</summary>
public sealed class ConnectionForms : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("runbroker-interop-").FullName;
    private BrokerProcess? broker;
    private string oidc = "", saml = "";

    private BrokerProcess Broker => broker ?? throw new InvalidOperationException("not started");

    public string Url(string view, string query = "")
    {
        var path = view.Replace("{oidc}", oidc, StringComparison.Ordinal).Replace("{saml}", saml, StringComparison.Ordinal);
        return new Uri(Broker.Address, $"/admin/tenants/acme/connections{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{query}").AbsoluteUri;
    }

    public async Task<IPage> Open(Chromium chromium, string view, bool script = true)
    {
        var page = await chromium.NewPage(script);
        await page.GotoAsync(new Uri(Broker.Address, "/admin/sign-in").AbsoluteUri);
        var token = page.Locator("[name=token]");
        if (!await token.IsVisibleAsync())
            await page.Locator("details:has([name=token]) > summary").ClickAsync();
        await token.FillAsync(BrokerProcess.BootstrapToken);
        await token.PressAsync("Enter");
        await Assertions.Expect(page.Locator("h1")).ToBeVisibleAsync();
        await page.GotoAsync(Url(view));
        return page;
    }

    public async ValueTask InitializeAsync()
    {
        broker = await BrokerProcess.Start(new BrokerPlace(folder, NodePeer.TakeAddress()));
        using var http = Wire.Client();
        http.BaseAddress = new Uri(broker.Address, "/api/v1/");
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", BrokerProcess.BootstrapToken);
        await Made(http, "tenants", new { slug = "acme", name = "Acme", plan = "scale" });
        var endless = "\"><b>" + new string('W', 150);
        object[] rules = [new { claim = endless, @operator = "contains", value = endless, role = new string('r', 90) }];
        oidc = await Made(http, "tenants/acme/connections", new
        {
            name = endless,
            protocol = "oidc",
            issuer_url = broker.Address.GetLeftPart(UriPartial.Authority) + "/" + new string('w', 200),
            client_id = endless,
            token_endpoint_auth_method = "private_key_jwt",
            other_claim_mappings = new[] { new { claim = endless, tag = new string('t', 90) } },
            role_rules = rules,
        });
        saml = await Made(http, "tenants/acme/connections", new
        {
            name = endless,
            protocol = "saml",
            idp_entity_id = "urn:" + new string('w', 200),
            sso_url = "https://idp.example/" + new string('w', 200),
            role_rules = rules,
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (broker is not null)
            await broker.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<string> Made(HttpClient http, string path, object body)
    {
        using var content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri(path, UriKind.Relative), content);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return (string)JsonNode.Parse(text)!["id"]!;
    }
}
