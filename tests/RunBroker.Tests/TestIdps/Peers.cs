using System.Text.Json.Nodes;
using RunBroker.TestIdps;

namespace RunBroker.Tests.TestIdps;

/// <summary>A provider with two people, an app registered there, and a browser, on one clock.</summary>
internal sealed class Peers(TestOp op, TestApp app, TestBrowser browser, TestClock clock) : IAsyncDisposable
{
    public TestOp Op { get; } = op;
    public TestApp App { get; } = app;
    public TestBrowser Browser { get; } = browser;
    public TestClock Clock { get; } = clock;

    public static async Task<Peers> Start(string method = "client_secret_basic", Func<TestOpOptions, TestOpOptions>? op = null)
    {
        var clock = new TestClock();
        var provider = await TestOp.Start((op ?? (o => o))(new() { Name = "Acme", Clock = clock }));
        var app = await TestApp.Start(new() { AuthMethod = method, Clock = clock });
        provider.Users.Add(TestUser.Person("maria", "Maria", "Rossi", "maria@acme.example", "staff", "admins"));
        provider.Users.Add(TestUser.Person("tom", "Tom", "Berg", "tom@acme.example"));
        provider.Clients.Add(new(app.Options.ClientId, method.StartsWith("client_secret", StringComparison.Ordinal) ? app.Options.ClientSecret : null, app.RedirectUri)
        {
            AuthMethod = method,
            JwksUri = method == "private_key_jwt" ? app.JwksUri : null,
            PostLogoutRedirectUris = [app.PostLogoutRedirectUri],
        });
        await app.Discover(provider.Issuer);
        return new(provider, app, new(new() { Clock = clock }), clock);
    }

    /// <summary>Starts at the app, expects the login page, and presses that person's button.</summary>
    public async Task SignIn(string person, Action<Fields>? edit = null)
    {
        await Browser.Get(App.Begin(edit).Url);
        await Browser.Press("Sign in as " + person);
    }

    public static async Task<JsonObject> Json(string url)
    {
        using var browser = new TestBrowser();
        return JsonNode.Parse((await browser.Get(url)).Body)?.AsObject() ?? [];
    }

    public async ValueTask DisposeAsync()
    {
        Browser.Dispose();
        await App.DisposeAsync();
        await Op.DisposeAsync();
    }
}
