using RunBroker.Storage;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.Http;

/// <summary>What every endpoint has in common: headers, limits, methods.</summary>
public sealed class SurfaceTests(SceneOfClass stage) : IClassFixture<SceneOfClass>
{
    private Scene Scene => stage.Scene;

    public static TheoryData<string, int> Pages => new()
    {
        { "/connect/authorize", 400 }, { "/connect/authorize?client_id=app-one", 400 }, { "/connect/endsession", 200 }, { "/login/unknown", 404 },
        { "/sign-in/unknown", 400 }, { "/sign-in/unknown/other", 400 }, { "/sign-in/unknown/with/con_x", 400 },
        { "/federation/oidc/con_x/callback?state=a.b&code=c", 400 }, { "/federation/oidc/con_x/signed-out", 200 },
    };

    [Theory]
    [MemberData(nameof(Pages))]
    [Spec("O-123")]
    [Spec("O-124")]
    [Spec("O-019")]
    public async Task Every_page_has_the_security_headers(string path, int status)
    {
        var page = await RawHttp.Send(Scene.Broker.Url, "GET", path);

        Assert.Equal(status, page.Status);
        Assert.StartsWith("text/html", page["Content-Type"], StringComparison.Ordinal);
        var policy = page["Content-Security-Policy"]!;
        Assert.StartsWith("default-src 'none'; ", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("base-uri 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", page["X-Content-Type-Options"]);
        Assert.Equal("no-referrer", page["Referrer-Policy"]);
        Assert.Equal("no-store", page["Cache-Control"]);
        Assert.Equal("same-origin", page["Cross-Origin-Opener-Policy"]);
        Assert.Equal("same-origin", page["Cross-Origin-Resource-Policy"]);
        Assert.Equal("DENY", page["X-Frame-Options"]);
        Assert.Null(page["Server"]);
    }

    [Theory]
    [InlineData("/connect/token")]
    [InlineData("/connect/introspect")]
    [InlineData("/connect/revocation")]
    [InlineData("/connect/userinfo")]
    [Spec("O-040")]
    public async Task Answers_to_apps_are_never_cached(string path)
    {
        var answer = await RawHttp.Send(Scene.Broker.Url, "POST", path, body: "grant_type=x");

        Assert.InRange(answer.Status, 400, 401);
        Assert.Equal("no-store", answer["Cache-Control"]);
        Assert.Equal("application/json", answer["Content-Type"]);
    }

    [Theory]
    [InlineData("GET", "/connect/token")]
    [InlineData("PUT", "/connect/authorize")]
    [InlineData("DELETE", "/connect/endsession")]
    [InlineData("HEAD", "/connect/authorize")]
    [InlineData("PATCH", "/connect/userinfo")]
    [InlineData("TRACE", "/connect/userinfo")]
    [InlineData("GET", "/sign-out")]
    [InlineData("GET", "/sign-in/email")]
    [InlineData("POST", "/.well-known/openid-configuration")]
    [InlineData("OPTIONS", "/connect/authorize")]
    public async Task A_method_that_an_endpoint_does_not_have_is_refused(string method, string path) =>
        Assert.InRange((await RawHttp.Send(Scene.Broker.Url, method, path)).Status, 400, 405);

    [Theory]
    [InlineData("/connect/authorize")]
    [InlineData("/connect/token")]
    [InlineData("/connect/endsession")]
    [InlineData("/connect/introspect")]
    [InlineData("/connect/revocation")]
    [InlineData("/connect/userinfo")]
    [InlineData("/sign-in/email")]
    [InlineData("/sign-in/continue")]
    [InlineData("/sign-out")]
    [InlineData("/federation/oidc/con_x/callback")]
    [Spec("O-125")]
    public async Task A_form_over_the_limits_is_refused_and_is_nobodys_fault_but_the_senders(string path)
    {
        string[] forms =
        [
            "state=" + new string('a', 70_000),
            string.Join('&', Enumerable.Range(0, 4).Select(i => $"k{i}={new string('a', 20_000)}")),
            string.Join('&', Enumerable.Range(0, 101).Select(i => $"k{i}=a")),
            new string('k', 2_100) + "=a",
            "state=" + new string('a', 1_100_000),
        ];
        foreach (var form in forms)
        {
            // The sign-out pages ask again, which changes nothing.
            var answer = await RawHttp.Send(Scene.Broker.Url, "POST", path, body: form);
            Assert.True(answer.Status is >= 400 and < 500 || (answer.Status == 200 && path is "/connect/endsession" or "/sign-out"), $"{path} {form.Length}: {answer.Status}");
        }
    }

    [Fact]
    [Spec("O-125")]
    public async Task A_chunked_form_over_the_limit_is_refused()
    {
        var chunk = new string('a', 0x8000);
        var body = $"8000\r\nstate={chunk[6..]}\r\n8000\r\n&b={chunk[3..]}\r\n8000\r\n&c={chunk[3..]}\r\n0\r\n\r\n";

        var answer = await RawHttp.Send(Scene.Broker.Url, "POST", "/connect/token", h => { h.Remove("Content-Length"); h["Transfer-Encoding"] = "chunked"; }, body);

        Assert.Equal(400, answer.Status);
        Assert.Contains("form-urlencoded", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    [Spec("O-125")]
    public async Task Headers_over_32_KB_are_refused()
    {
        Assert.Equal(431, (await RawHttp.Send(Scene.Broker.Url, "GET", "/connect/authorize", h => h["X-Long"] = new string('a', 40_000))).Status);
        Assert.Equal(431, (await RawHttp.Send(Scene.Broker.Url, "GET", "/connect/authorize", h => h["Cookie"] = new string('a', 40_000))).Status);
        Assert.Equal(414, (await RawHttp.Send(Scene.Broker.Url, "GET", "/connect/authorize?a=" + new string('a', 40_000))).Status);
        Assert.Equal(400, (await RawHttp.Send(Scene.Broker.Url, "GET", "/connect/authorize", h => h["Cookie"] = "__Host-rb_sso=" + new string('a', 30_000))).Status);
    }

    [Theory]
    [InlineData("X-Forwarded-Host", "evil.example")]
    [InlineData("X-Forwarded-Proto", "https")]
    [InlineData("Forwarded", "host=evil.example;proto=https")]
    [InlineData("X-Original-Host", "evil.example")]
    [Spec("O-120")]
    public async Task Forwarded_headers_of_strangers_change_nothing(string name, string value)
    {
        var plain = await RawHttp.Send(Scene.Broker.Url, "GET", "/.well-known/openid-configuration");

        var answer = await RawHttp.Send(Scene.Broker.Url, "GET", "/.well-known/openid-configuration", h => h[name] = value);

        Assert.Equal(200, answer.Status);
        Assert.Equal(plain.Body, answer.Body);
    }

    [Fact]
    [Spec("O-120")]
    public async Task Only_a_trusted_proxy_says_who_the_caller_is()
    {
        await RawHttp.Send(Scene.Broker.Url, "GET", "/login/" + Scene.Connection.LoginSlug, h => h["X-Forwarded-For"] = "203.0.113.7");
        await using var scene = await Scene.Start(new TestBrokerOptions { TrustedProxies = [System.Net.IPNetwork.Parse("127.0.0.0/8")] });

        await RawHttp.Send(Scene.Broker.Url, "GET", Denied(Scene), h => h["X-Forwarded-For"] = "203.0.113.7");
        await RawHttp.Send(scene.Broker.Url, "GET", Denied(scene), h => h["X-Forwarded-For"] = "203.0.113.7");

        Assert.Equal("127.0.0.1", await LastIp(Scene));
        Assert.Equal("203.0.113.7", await LastIp(scene));
        Assert.Equal(421, (await RawHttp.Send(scene.Broker.Url, "GET", "/connect/authorize", h => h["X-Forwarded-Host"] = "evil.example")).Status);
    }

    private static string Denied(Scene scene) => new Uri(scene.App.Begin(p => p["connection"] = "con_unknown").Url).PathAndQuery;

    private static async Task<string?> LastIp(Scene scene) =>
        (await scene.Db.Read(tx => EventStore.Page(tx, scene.Tenant.Id, "sign_in.failed", null, 1), CancellationToken.None)).Single().Ip;
}
