using Microsoft.Playwright;
using RunBroker.Interop.Tests.Harness;

namespace RunBroker.Interop.Tests.Admin;

/// <summary>A broker in which something has happened: sign-ins that worked and one that failed, a sign-out, an app, a domain, a webhook, a token.</summary>
public sealed class AdminStage : IAsyncLifetime
{
    private Scene? scene;

    internal Scene Scene => scene ?? throw new InvalidOperationException("not started");

    internal string App { get; private set; } = "";

    public string User { get; private set; } = "";

    public string Session { get; private set; } = "";

    public string FailedCase { get; private set; } = "";

    public string Logout { get; private set; } = "";

    public string Webhook { get; private set; } = "";

    public string Connection => (string)Scene.Connection["id"]!;

    public async ValueTask InitializeAsync()
    {
        scene = await Scene.Start([People.Alice, People.Bob, People.NoEmail]);
        var app = await scene.AddApp(backchannel: "/backchannel");
        using var alice = new ScriptedBrowser(People.Alice);
        await alice.Visit(app.At("/login"));
        using var bob = new ScriptedBrowser(People.Bob);
        await bob.Visit(app.At("/login"));
        using var nobody = new ScriptedBrowser(People.NoEmail);
        await nobody.Visit(app.At("/login"));
        var management = scene.Management;
        const string Tenant = "tenants/" + Scene.Tenant;
        await management.Patch(Tenant + "/connections/" + Connection, new { role_rules = new[] { new { claim = "groups", @operator = "contains", value = "admins", role = "admin" } } });
        await management.Make(Tenant + "/domains", new { domain = "acme.example" });
        Webhook = (string)(await management.Make(Tenant + "/webhooks", new { url = "https://hooks.example/run", events = new[] { "user.created" } }))["id"]!;
        await management.Make("tokens", new { scopes = new[] { "tenant:read" }, tenant = Scene.Tenant });
        App = (string)(await management.List("clients")).First(c => (string?)c!["tenant"] == Scene.Tenant)!["client_id"]!;
        var users = await management.List(Tenant + "/users");
        User = (string)users.First(u => (string?)u!["email"] == People.Alice.Email)!["id"]!;
        var sessions = await management.List(Tenant + "/sessions");
        Session = (string)sessions.First(s => (string?)s!["user_id"] == User)!["id"]!;
        await management.Delete(Tenant + "/sessions/" + (string)sessions.First(s => (string?)s!["user_id"] != User)!["id"]!);
        Logout = (string)(await management.List(Tenant + "/logouts"))[0]!["id"]!;
        FailedCase = (string)(await management.List(Tenant + "/sign-ins?state=failed"))[0]!["case_id"]!;
    }

    /// <summary>Opens the admin pages in a browser of its own, as an operator does with the token.</summary>
    public async Task<IPage> Open(Chromium chromium, bool script = true)
    {
        var page = await chromium.NewPage(script);
        await page.GotoAsync(Url("/admin/sign-in"));
        if (!await page.Locator("[name=token]").IsVisibleAsync())
            await page.Locator("details:has([name=token]) > summary").ClickAsync();
        await page.Locator("[name=token]").FillAsync(BrokerProcess.BootstrapToken);
        await page.Locator("[name=token]").PressAsync("Enter");
        await Assertions.Expect(page.Locator("h1")).ToBeVisibleAsync();
        return page;
    }

    public string Url(string path) => new Uri(Scene.Issuer, Filled(path)).AbsoluteUri;

    public string Filled(string path) => path
        .Replace("{app}", App, StringComparison.Ordinal).Replace("{user}", User, StringComparison.Ordinal)
        .Replace("{session}", Session, StringComparison.Ordinal).Replace("{case}", FailedCase, StringComparison.Ordinal)
        .Replace("{logout}", Logout, StringComparison.Ordinal).Replace("{webhook}", Webhook, StringComparison.Ordinal)
        .Replace("{connection}", Connection, StringComparison.Ordinal);

    public async ValueTask DisposeAsync()
    {
        if (scene is not null)
            await scene.DisposeAsync();
    }
}
