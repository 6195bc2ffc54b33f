using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using RunBroker.Interop.Tests.Harness;

namespace RunBroker.Interop.Tests.Admin;

/// <summary>
/// From the first start to people who sign in: an operator makes a tenant, connects two providers, tests and enables one after the other, and ends
/// with the first one disconnected. Everything on the pages, as a person does it, in Chromium with and without script.
/// </summary>
public sealed class FirstStartJourneyTests(Chromium chromium, ITestOutputHelper output) : IClassFixture<Chromium>, IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("runbroker-interop-").FullName;
    private BrokerProcess broker = null!;
    private NodePeer oidc = null!;
    private SamlpIdp saml = null!;
    private NodePeer? app;

    [Theory, InlineData(true), InlineData(false)]
    public async Task From_the_first_start_to_sign_ins_through_two_providers(bool script)
    {
        var page = await chromium.NewPage(script);
        var steps = new Steps(page);
        await page.GotoAsync(Regex.Match(broker.Log, @"http://\S+/setup/\S+").Value);
        await page.Locator("button.go").ClickAsync();
        await Assertions.Expect(page.Locator("#token")).ToHaveTextAsync(new Regex("^rbt_"));
        await page.GotoAsync(new Uri(broker.Address, "/admin").AbsoluteUri);
        await steps.Sees("Tenants");

        await steps.Follow("New tenant");
        await steps.Fill("name", "Acme");
        await steps.Fill("slug", "acme");
        await steps.Press("Create tenant");
        await steps.Sees("Connections");

        await ConnectOidc(steps);
        output.WriteLine($"operator, tenant and OIDC connection: {steps.Fields} fields, {steps.Presses} presses");
        await AddApp(steps);
        await SignsIn(script, oidc.Address);

        await ConnectSaml(steps);
        await SignsIn(script, saml.Address);
        await Disconnect(steps);
        await SignsIn(script, saml.Address);
        await page.Context.CloseAsync();
    }

    private async Task ConnectOidc(Steps steps)
    {
        await steps.Follow("New connection");
        await steps.Press(steps.Page.Locator("section.card").First.GetByRole(AriaRole.Link, new() { Name = "Keycloak" }));
        await steps.Fill("name", "Acme staff");
        await steps.Press("Save");
        var client = await Register(await steps.Copy("callback_urls-0"));
        await steps.Fill("issuer_url", oidc.Address.GetLeftPart(UriPartial.Authority));
        await steps.Fill("client_id", (string)client["client_id"]!);
        await steps.Fill("client_secret", (string)client["client_secret"]!);
        await steps.Press("Save");
        await Assertions.Expect(steps.Page.Locator("main")).ToContainTextAsync("The provider answers");
        await Tested(steps, consents: true);
        await steps.Press("Enable");
        await Assertions.Expect(steps.Page.GetByRole(AriaRole.Status).First).ToContainTextAsync("nabled");
    }

    private async Task ConnectSaml(Steps steps)
    {
        await steps.Page.GotoAsync(new Uri(broker.Address, "/admin/tenants/acme/connections/new?protocol=saml").AbsoluteUri);
        await steps.Fill("name", "Acme by SAML");
        await steps.Press("Save");
        await saml.Trust(new Uri(await steps.Copy("sp_metadata_url-0")));
        await steps.Fill("metadata_url", saml.Metadata.AbsoluteUri);
        await steps.Press("Save");
        await Tested(steps, consents: false);
        await Assertions.Expect(steps.Page.Locator("main")).ToContainTextAsync("SSO OIDC (Acme staff)");
        await steps.Press("Enable");
        await Assertions.Expect(steps.Page.GetByRole(AriaRole.Status).First).ToContainTextAsync("The other connection is disabled now");
    }

    private static async Task Tested(Steps steps, bool consents)
    {
        await steps.Press("Test sign-in here");
        await steps.Onward("Sign in");
        await steps.SignInThere(People.Alice);
        if (consents)
            await steps.Page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await steps.Onward("The test sign-in works");
        await Assertions.Expect(steps.Page.Locator("main")).ToContainTextAsync(People.Alice.Email!);
        await steps.Follow("Continue");
        await steps.Sees("Test result");
    }

    private async Task AddApp(Steps steps)
    {
        var address = NodePeer.TakeAddress();
        await steps.Page.GotoAsync(new Uri(broker.Address, "/admin/tenants/acme/apps").AbsoluteUri);
        await steps.Follow("New app");
        await steps.Fill("client_name", "Field Service");
        await steps.Fill("redirect_uris", $"{address}callback");
        await steps.Press("Create app");
        app = await NodePeer.Start("app.mjs", address, new
        {
            Issuer = broker.Address.GetLeftPart(UriPartial.Authority),
            ClientId = await steps.Copy("client"),
            ClientSecret = await steps.Copy("secret"),
            Scope = "openid profile email",
        });
    }

    /// <summary>Somebody in a browser of their own comes to the app by way of this provider.</summary>
    private async Task SignsIn(bool script, Uri provider)
    {
        var page = await chromium.NewPage(script);
        var steps = new Steps(page);
        await page.GotoAsync(app!.At("/login").AbsoluteUri);
        await steps.Onward("Sign in");
        Assert.Equal(provider.Authority, new Uri(page.Url).Authority);
        await steps.SignInThere(People.Alice);
        for (var i = 0; i < 5 && !page.Url.EndsWith("/me", StringComparison.Ordinal); i++)
        {
            var go = page.GetByRole(AriaRole.Button, new() { Name = "Continue" });
            if (await go.IsVisibleAsync())
                await go.ClickAsync();
        }

        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/me$"));
        await Assertions.Expect(page.Locator("body")).ToContainTextAsync(People.Alice.Email!);
        await page.Context.CloseAsync();
    }

    private async Task Disconnect(Steps steps)
    {
        await steps.Page.GotoAsync(new Uri(broker.Address, "/admin/tenants/acme/connections").AbsoluteUri);
        await steps.Follow("Acme staff");
        await steps.Page.Locator("details.confirm:has([name=sure]) > summary").ClickAsync();
        await steps.Fill("sure", "acme");
        await steps.Page.Locator("button.danger").ClickAsync();
        await Assertions.Expect(steps.Page.GetByRole(AriaRole.Status).First).ToBeVisibleAsync();
        await Assertions.Expect(steps.Page.Locator("main")).Not.ToContainTextAsync("Acme staff");
    }

    /// <summary>In the provider's console.</summary>
    private async Task<JsonObject> Register(string callback)
    {
        using var http = Wire.Client();
        using var answer = await http.PostAsJsonAsync(oidc.At("/reg"), new { redirect_uris = new[] { callback }, grant_types = new[] { "authorization_code" } });
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject();
    }

    public async ValueTask InitializeAsync()
    {
        oidc = await NodePeer.Start("op.mjs", NodePeer.TakeAddress(), new { People = new[] { People.Alice } });
        saml = await SamlpIdp.Start();
        broker = await BrokerProcess.Start(new BrokerPlace(folder, NodePeer.TakeAddress()) { IsFirstStart = true });
    }

    public async ValueTask DisposeAsync()
    {
        if (app is not null)
            await app.DisposeAsync();
        await broker.DisposeAsync();
        await saml.DisposeAsync();
        await oidc.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
