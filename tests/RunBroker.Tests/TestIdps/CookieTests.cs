using System.Collections.Immutable;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using RunBroker.TestIdps;

namespace RunBroker.Tests.TestIdps;

/// <summary>The browser's rules, against a site that sets one cookie of each kind.</summary>
public sealed class CookieTests : IAsyncLifetime
{
    private readonly TestClock clock = new();
    private LoopbackHost site = null!; // set by InitializeAsync, before any test
    private TestBrowser browser = null!;

    private string Here => $"http://127.0.0.1:{site.Port}";
    private string Elsewhere => $"http://localhost:{site.Port}";

    public async ValueTask InitializeAsync()
    {
        site = await LoopbackHost.Start(0, clock, app =>
        {
            app.Map("/set", (HttpContext http) =>
            {
                foreach (var cookie in http.Request.Query["c"]) http.Response.Headers.Append("Set-Cookie", cookie);
            });
            app.MapMethods("/{**any}", ["GET", "POST"], (HttpContext http) => http.Request.Headers.Cookie.ToString());
            app.Map("/to/{status:int}", (HttpContext http, int status) =>
            {
                http.Response.StatusCode = status;
                http.Response.Headers.Location = http.Request.Query["url"];
            });
        });
        browser = new(new() { Clock = clock });
    }

    public async ValueTask DisposeAsync()
    {
        browser.Dispose();
        await site.DisposeAsync();
    }

    [Fact]
    public async Task SameSite_decides_what_goes_along_from_another_site()
    {
        await Set("strict=1; SameSite=Strict; Path=/", "lax=1; SameSite=Lax; Path=/", "none=1; SameSite=None; Secure; Path=/", "unsaid=1; Path=/");

        Assert.Equal(["lax", "none", "strict", "unsaid"], await Sent(browser.Get(Here + "/")));
        Assert.Equal(["lax", "none", "unsaid"], await Sent(browser.GetFrom(Elsewhere, Here + "/")));
        Assert.Equal(["none"], await Sent(browser.Post(Here + "/", new(), Elsewhere)));
        Assert.Equal(["lax", "none", "strict", "unsaid"], await Sent(browser.Post(Here + "/", new(), "http://127.0.0.1:1/other-port-same-site")));
        Assert.Equal(["none"], await Sent(browser.GetInFrame(Here + "/", Elsewhere)));
        Assert.Equal(["lax", "none", "strict", "unsaid"], await Sent(browser.GetInFrame(Here + "/", Here)));
        Assert.Empty(await Sent(browser.Get(Elsewhere + "/")));
    }

    [Fact]
    public async Task A_cross_site_frame_cannot_set_SameSite_cookies()
    {
        await browser.GetInFrame(SetUrl("lax=1; Path=/", "none=1; SameSite=None; Secure; Path=/"), Elsewhere);
        Assert.Equal("none", Assert.Single(browser.Cookies.All).Name);
    }

    [Theory]
    [InlineData("__Host-a=1; Secure; Path=/", true)]
    [InlineData("__Host-a=1; Path=/", false)]
    [InlineData("__Host-a=1; Secure", false)]
    [InlineData("__Host-a=1; Secure; Path=/; Domain=127.0.0.1", false)]
    [InlineData("__Secure-a=1; Path=/x", false)]
    [InlineData("a=1; SameSite=None", false)]
    [InlineData("a=1; Domain=example.org", false)]
    [InlineData("a=1; Secure", true)]
    public async Task The_jar_refuses_what_Chromium_refuses(string cookie, bool taken)
    {
        await Set(cookie);
        Assert.Equal((taken ? 1 : 0, taken ? 0 : 1), (browser.Cookies.All.Length, browser.Cookies.Refused.Count));
    }

    [Fact]
    public async Task Path_and_expiry_hold_and_Max_Age_zero_deletes()
    {
        await Set("inner=1; Path=/a", "short=1; Path=/; Max-Age=60", "gone=1; Path=/");
        await Set("gone=; Path=/; Max-Age=0");
        Assert.Equal(["short"], await Sent(browser.Get(Here + "/ab")));
        Assert.Equal(["inner", "short"], await Sent(browser.Get(Here + "/a/b")));
        clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Empty(await Sent(browser.Get(Here + "/")));
    }

    [Theory]
    [InlineData(302, "GET")]
    [InlineData(303, "GET")]
    [InlineData(307, "POST")]
    [InlineData(308, "POST")]
    public async Task A_redirected_post_keeps_or_drops_its_body(int status, string method)
    {
        await browser.Post(To(status, Here + "/end"), new(new KeyValuePair<string, string>("a", "b")), Here);
        var last = site.Requests[^1];
        Assert.Equal((method, method == "POST" ? "b" : null), (last.Method, last.Form["a"]));
        Assert.Equal(2, browser.Page.Hops.Length);
    }

    [Fact]
    public async Task Requests_say_where_they_come_from()
    {
        await browser.Post(Here + "/", new(), Elsewhere + "/page");
        var posted = site.Requests[^1];
        Assert.Equal((Elsewhere, "cross-site", Elsewhere + "/"), (posted.Header("Origin"), posted.Header("Sec-Fetch-Site"), posted.Header("Referer")));

        await browser.Get(Here + "/");
        var typed = site.Requests[^1];
        Assert.Equal((null, "none", null), (typed.Header("Origin"), typed.Header("Sec-Fetch-Site"), typed.Header("Referer")));
    }

    [Fact]
    public async Task The_browser_stops_before_a_prefix_and_can_be_walked_by_hand()
    {
        browser.StopAt = Here + "/end";
        var page = await browser.Get(To(302, Here + "/end?code=1"));
        Assert.Equal((true, "1"), (page.Stopped, page.Query["code"]));
        Assert.DoesNotContain(site.Requests, r => r.Path == "/end");

        browser.StopAt = null;
        browser.Options = browser.Options with { FollowsRedirects = false };
        Assert.Equal(302, (await browser.Get(To(302, "/end"))).Status);
        Assert.Equal("/end", (await browser.Follow()).Url.AbsolutePath);
    }

    private string SetUrl(params string[] cookies) => Here + "/set?" + string.Join('&', cookies.Select(c => "c=" + Uri.EscapeDataString(c)));
    private Task<TestPage> Set(params string[] cookies) => browser.Get(SetUrl(cookies));
    private string To(int status, string url) => $"{Here}/to/{status}?url={Uri.EscapeDataString(url)}";

    private static async Task<ImmutableArray<string>> Sent(Task<TestPage> going) =>
        [.. (await going).Body.Split("; ", StringSplitOptions.RemoveEmptyEntries).Select(c => c.Split('=')[0]).Order(StringComparer.Ordinal)];
}
