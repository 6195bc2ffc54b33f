using RunBroker.TestIdps;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.Tenancy;

/// <summary>A connection's own login URL: it asks the tenant's default app to begin a sign-in.</summary>
public sealed class LoginUrlTests : IAsyncLifetime
{
    private Scene scene = null!;
    private TestApp App { get; set; } = null!;

    public async ValueTask InitializeAsync()
    {
        scene = await Scene.Start();
        App = await scene.AddApp("app-default", m => m with { InitiateLoginUri = m.RedirectUris[0].Replace("/callback", "/signed-out?from=broker", StringComparison.Ordinal) });
        await scene.Change(scene.Tenant, t => t with { DefaultClientId = "app-default" });
    }

    public ValueTask DisposeAsync() => scene.DisposeAsync();

    [Fact]
    [Spec("OIDCC-4")]
    [Spec("CO-05")]
    [Spec("TG-12")]
    public async Task It_sends_the_app_issuer_tenant_connection_and_the_callers_own_parameters()
    {
        var page = await scene.Browser.Get(Login("?invite=INVITECODE&login_hint=alice%40acme.example&q=a%26b%3Dc"));

        Assert.Equal(App.PostLogoutRedirectUri, page.Url.GetLeftPart(UriPartial.Path));
        Assert.Equal("broker", page.Query["from"]);
        Assert.Equal(scene.Broker.Url, page.Query["iss"]);
        Assert.Equal("acme", page.Query["organization"]);
        Assert.Equal(scene.Connection.Id, page.Query["connection"]);
        Assert.Equal("INVITECODE", page.Query["invite"]);
        Assert.Equal("alice@acme.example", page.Query["login_hint"]);
        Assert.Equal("a&b=c", page.Query["q"]);
    }

    [Fact]
    [Spec("O-130")]
    public async Task Protocol_parameters_of_the_caller_do_not_reach_the_app()
    {
        var page = await scene.Browser.Get(Login(
            "?iss=https://evil.example&organization=foreign&connection=con_x&target_link_uri=https://evil.example&state=mine&redirect_uri=https://evil.example&Client_ID=x&nonce=n&scope=openid&a=1&a=2&b=x%0D%0Ay"));

        Assert.Equal(["from", "iss", "organization", "connection", "a"], page.Query.Pairs.Select(p => p.Key));
        Assert.Equal(scene.Broker.Url, page.Query["iss"]);
        Assert.Equal("1", page.Query["a"]);
    }

    [Fact]
    [Spec("CO-06")]
    public async Task It_lets_the_browser_offer_login_with_sso_from_now_on()
    {
        var shared = await scene.AddApp("app-shared", allowed: [scene.Tenant.Id]);
        await scene.Browser.Get(Login(""));

        var page = await scene.Browser.Get(shared.Begin().Url);

        Assert.Contains("Login with SSO", page.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unknown-slug")]
    [InlineData("%0d%0aX-Evil:1")]
    [InlineData("..%2f..")]
    [Spec("CO-06")]
    public async Task An_unknown_login_url_is_a_404_page(string slug)
    {
        var page = await scene.Browser.Get($"{scene.Broker.Url}/login/{slug}");

        Assert.Equal(404, page.Status);
        Assert.Null(page.Header("X-Evil"));
        Assert.Contains("This way to sign in does not exist", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    [Spec("CO-06")]
    public async Task A_login_url_that_is_turned_off_or_has_no_app_goes_nowhere()
    {
        await scene.Change(scene.Connection, c => c with { Enabled = false });
        var page = await scene.Browser.Get(Login(""));
        Assert.Equal(400, page.Status);
        Assert.Contains("This way to sign in is turned off", page.Text, StringComparison.Ordinal);

        await scene.Change(scene.Connection, c => c with { Enabled = true });
        await scene.Change(scene.Tenant, t => t with { DefaultClientId = null });

        Assert.Equal(400, (await scene.Browser.Get(Login(""))).Status);
    }

    private string Login(string query) => $"{scene.Broker.Url}/login/{scene.Connection.LoginSlug}{query}";
}
