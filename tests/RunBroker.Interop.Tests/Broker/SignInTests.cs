using System.Net;
using System.Text.Json;
using RunBroker.Interop.Tests.Harness;

namespace RunBroker.Interop.Tests.Broker;

/// <summary>npm openid-client as the app, npm oidc-provider as the upstream, the broker between them.</summary>
public sealed class SignInTests
{
    [Theory]
    [Spec("OIDCC-3.1.2.1"), Spec("RFC7636-4.6"), Spec("TG-17")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_whole_sign_in_makes_the_run_user_and_tells_the_app_who_it_is(bool confidential)
    {
        await using var scene = await Scene.Start();
        var app = await scene.AddApp(confidential);
        using var browser = new ScriptedBrowser(People.Alice);

        var alice = SignedIn.Read(await browser.Visit(app.At("/login")), scene);

        Assert.Equal(Scene.Tenant, alice.Claims.GetProperty("tenant").GetString());
        Assert.Equal((string)scene.Connection["id"]!, alice.Claims.GetProperty("idp").GetString());
        Assert.Equal("alice@example.org", alice.UserInfo.GetProperty("email").GetString());
        Assert.False(alice.UserInfo.GetProperty("email_verified").GetBoolean(), "no domain of the tenant is verified");
        var user = Assert.Single(await scene.Management.List($"tenants/{Scene.Tenant}/users?tag=source:sso"))!;
        Assert.Equal(alice.Subject, (string?)user["id"]);
        Assert.Equal("alice", (string?)user["identities"]![0]!["subject"]);
        Assert.DoesNotContain("alice", alice.Subject, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_persons_own_cancel_at_the_upstream_reaches_the_app_as_access_denied()
    {
        await using var scene = await Scene.Start();
        var app = await scene.AddApp();
        using var browser = new ScriptedBrowser();
        var signIn = await browser.Visit(app.At("/login"));
        Assert.Contains("value=\"abort\"", signIn.Body, StringComparison.Ordinal);

        var back = await browser.Continue(signIn with
        {
            Next = new Step(signIn.Address, new Dictionary<string, string> { ["prompt"] = "abort" }, signIn.Address),
        });

        Assert.Equal("access_denied", SignedIn.Refused(back));
        Assert.Empty(await scene.Management.List($"tenants/{Scene.Tenant}/users"));
    }

    [Theory]
    [Spec("OIDCC-3.1.2.1")]
    [InlineData("/login")]
    [InlineData("/login?prompt=none")]
    public async Task A_second_app_signs_in_silently_from_the_session(string path)
    {
        await using var scene = await Scene.Start();
        var (first, second) = (await scene.AddApp(), await scene.AddApp(confidential: false));
        using var browser = new ScriptedBrowser(People.Alice);
        var there = SignedIn.Read(await browser.Visit(first.At("/login")), scene);
        browser.ForgetTrail();

        var here = SignedIn.Read(await browser.Visit(second.At(path)), scene);

        Assert.DoesNotContain(browser.Trail, address => address.Authority == scene.Upstream.Address.Authority);
        Assert.Equal(there.Subject, here.Subject);
        Assert.Equal(there.Claims.GetProperty("auth_time").GetInt64(), here.Claims.GetProperty("auth_time").GetInt64());
        Assert.NotEqual(there.SessionId, here.SessionId); // sid is per app: two apps cannot tell they share a session
        var session = Assert.Single(await scene.Management.List($"tenants/{Scene.Tenant}/sessions"))!;
        Assert.Equal(2, session["participants"]!.AsArray().Count);
    }

    [Fact]
    [Spec("OIDCC-3.1.2.6")]
    public async Task Without_a_session_prompt_none_is_answered_login_required_and_nobody_goes_upstream()
    {
        await using var scene = await Scene.Start();
        var app = await scene.AddApp();
        using var browser = new ScriptedBrowser(People.Alice);

        Assert.Equal("login_required", SignedIn.Refused(await browser.Visit(app.At("/login?prompt=none"))));
        Assert.DoesNotContain(browser.Trail, address => address.Authority == scene.Upstream.Address.Authority);
    }

    [Theory]
    [Spec("O-038")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_refresh_token_works_once_and_its_second_use_ends_the_family(bool confidential)
    {
        await using var scene = await Scene.Start();
        var app = await scene.AddApp(confidential);
        using var browser = new ScriptedBrowser(People.Alice);
        var old = SignedIn.Read(await browser.Visit(app.At("/login")), scene).RefreshToken;

        var refreshed = await browser.Visit(app.At("/refresh"));
        Assert.True(refreshed.Status == HttpStatusCode.OK, $"{refreshed}\n{scene.Logs()}");
        var answer = JsonDocument.Parse(refreshed.Body).RootElement;
        Assert.True(answer.GetProperty("rotated").GetBoolean());
        Assert.Equal(HttpStatusCode.OK, (await browser.Visit(app.At("/userinfo"))).Status);

        Assert.Equal("invalid_grant", SignedIn.Refused(await RefreshWith(browser, app, old)));
        var newest = answer.GetProperty("refresh_token").GetString()!;
        Assert.Equal("invalid_grant", SignedIn.Refused(await RefreshWith(browser, app, newest)));
    }

    [Fact]
    [Spec("OIDCC-5.3"), Spec("O-044")]
    public async Task Userinfo_answers_the_token_it_was_asked_with_and_no_other()
    {
        await using var scene = await Scene.Start();
        var app = await scene.AddApp();
        using var browser = new ScriptedBrowser(People.Bob);
        var bob = SignedIn.Read(await browser.Visit(app.At("/login")), scene);

        Assert.Equal(bob.Subject, bob.UserInfo.GetProperty("sub").GetString());
        Assert.Equal("O'Neil <b>&amp;", bob.UserInfo.GetProperty("family_name").GetString());

        using var http = Wire.Client();
        foreach (var token in (string[])[bob.RefreshToken, bob.Tokens.GetProperty("id_token").GetString()!, "x"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(scene.Issuer, "/connect/userinfo"));
            request.Headers.Authorization = new("Bearer", token);
            using var refused = await http.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
            Assert.Contains("Bearer", refused.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        }
    }

    private static Task<Page> RefreshWith(ScriptedBrowser browser, NodePeer app, string token) =>
        browser.Continue(new Page(app.Address, null, "", new Step(app.At("/refresh-with"), new Dictionary<string, string> { ["token"] = token })));
}
