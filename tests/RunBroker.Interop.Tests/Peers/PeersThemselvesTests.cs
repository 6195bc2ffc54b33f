using System.Net;
using System.Text.Json;
using RunBroker.Interop.Tests.Harness;

namespace RunBroker.Interop.Tests.Peers;

/// <summary>The peers sign in with one another, without the broker: when these fail, the fault is not the broker's.</summary>
public sealed class PeersThemselvesTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Theory]
    [InlineData("a secret that is long enough for anybody")]
    [InlineData(null)]
    public async Task A_server_side_app_signs_in_at_the_provider(string? secret)
    {
        var (opAddress, appAddress) = (NodePeer.TakeAddress(), NodePeer.TakeAddress());
        await using var op = await NodePeer.Start("op.mjs", opAddress, Provider(new
        {
            client_id = "app",
            client_secret = secret,
            token_endpoint_auth_method = secret is null ? "none" : "client_secret_basic",
            redirect_uris = new[] { $"{appAddress}callback" },
            grant_types = new[] { "authorization_code", "refresh_token" },
        }));
        await using var app = await NodePeer.Start("app.mjs", appAddress,
            new { Issuer = Issuer(opAddress), ClientId = "app", ClientSecret = secret, Parameters = new { prompt = "consent" } });
        using var browser = new ScriptedBrowser(People.Bob);

        var me = await browser.Visit(app.At("/login"));

        Assert.True(me.Status == HttpStatusCode.OK, $"{me}\n{op.Log}\n{app.Log}");
        var signedIn = JsonDocument.Parse(me.Body).RootElement;
        Assert.Equal("bob", signedIn.GetProperty("claims").GetProperty("sub").GetString());
        Assert.Equal("O'Neil <b>&amp;", signedIn.GetProperty("userinfo").GetProperty("family_name").GetString());
        Assert.Contains("signed-in bob", op.Log, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await browser.Visit(app.At("/refresh"))).Status);
    }

    [Fact]
    public async Task A_single_page_app_signs_in_at_the_provider()
    {
        var (opAddress, spaAddress) = (NodePeer.TakeAddress(), NodePeer.TakeAddress());
        await using var op = await NodePeer.Start("op.mjs", opAddress, Provider(new
        {
            client_id = "spa",
            token_endpoint_auth_method = "none",
            redirect_uris = new[] { $"{spaAddress}callback", $"{spaAddress}silent" },
            grant_types = new[] { "authorization_code" },
        }));
        await using var spa = await NodePeer.Start("spa.mjs", spaAddress, new { Issuer = Issuer(opAddress), ClientId = "spa" });
        var page = await chromium.NewPage();
        var app = new SinglePageApp(spa, page);

        var state = await app.SignIn(People.Alice);

        Assert.True(state.GetProperty("user").ValueKind == JsonValueKind.Object, $"{state}\n{op.Log}");
        Assert.Equal("alice@example.org", state.GetProperty("user").GetProperty("profile").GetProperty("email").GetString());
        Assert.Null(await app.Silent());
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_sign_in_can_be_stopped_before_a_request_and_continued_through_a_balancer()
    {
        var (opAddress, appAddress) = (NodePeer.TakeAddress(), NodePeer.TakeAddress());
        await using var op = await NodePeer.Start("op.mjs", opAddress, Provider(new
        {
            client_id = "app",
            token_endpoint_auth_method = "none",
            redirect_uris = new[] { $"{appAddress}callback" },
        }));
        await using var app = await NodePeer.Start("app.mjs", appAddress, new { Issuer = Issuer(opAddress), ClientId = "app" });
        var front = NodePeer.TakeAddress();
        await using var balancer = new Alternator(front, appAddress, appAddress);
        using var browser = new ScriptedBrowser(People.Alice);

        var stopped = await browser.Visit(new Uri(front, "/login"), to => to.AbsolutePath == "/callback");

        Assert.Null(stopped.Status);
        Assert.Equal(0, balancer.Served[1]);
        Assert.DoesNotContain(browser.Trail, address => address.AbsolutePath == "/callback");
        var me = await browser.Continue(stopped with { Next = stopped.Next! with { Address = new Uri(front, stopped.Address.PathAndQuery) } });
        Assert.True(me.Status == HttpStatusCode.OK, $"{me}\n{op.Log}\n{app.Log}");
        Assert.Equal([2, 1], balancer.Served); // /login, /callback, /me
    }

    private static object Provider(object client) => new { People = new[] { People.Alice, People.Bob }, Clients = new[] { client } };

    private static string Issuer(Uri address) => address.GetLeftPart(UriPartial.Authority);
}
