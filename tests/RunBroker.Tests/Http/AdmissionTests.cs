using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using RunBroker.Http;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.Http;

/// <summary>More sign-ins at once than a node can bring on.</summary>
public sealed class AdmissionTests
{
    [Theory]
    [Spec("O-126")]
    [InlineData("en", "Many people are signing in right now")]
    [InlineData("pt-BR", "Muitas pessoas estão fazendo login agora")]
    public async Task One_more_than_there_are_places_is_told_to_come_again_by_a_page_that_does_so_itself(string language, string title)
    {
        await using var broker = await TestBroker.Start(new TestBrokerOptions());
        var leave = new TaskCompletionSource();
        var admission = new Admission(_ => leave.Task, broker.Options.Settings(broker.Url, "none") with { SignInsAtOnce = 2 }, new Warmth(), broker.Services, NullLoggerFactory.Instance);

        Task[] inside = [admission.InvokeAsync(Request("GET", "/connect/authorize")), admission.InvokeAsync(Request("GET", "/CONNECT/authorize"))];
        var refused = Request("GET", "/connect/authorize", language);
        await admission.InvokeAsync(refused);

        Assert.Equal(503, refused.Response.StatusCode);
        var wait = int.Parse(refused.Response.Headers.RetryAfter.ToString(), CultureInfo.InvariantCulture);
        Assert.InRange(wait, 3, 7);
        Assert.Equal(refused.Response.Headers.RetryAfter, refused.Response.Headers["Refresh"]);
        Assert.Contains("default-src 'none'", refused.Response.Headers.ContentSecurityPolicy.ToString(), StringComparison.Ordinal);
        Assert.Equal("no-store", refused.Response.Headers.CacheControl.ToString());
        Assert.Equal(language == "en" ? "en" : "pt-BR", refused.Response.Headers.ContentLanguage.ToString());
        var html = Encoding.UTF8.GetString(((MemoryStream)refused.Response.Body).ToArray());
        Assert.Contains($"<h1>{title}</h1>", System.Net.WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);

        leave.SetResult();
        await Task.WhenAll(inside);
        var later = Request("GET", "/connect/authorize");
        await admission.InvokeAsync(later);
        Assert.Equal(200, later.Response.StatusCode);
    }

    [Theory]
    [InlineData("POST", "/connect/authorize")]
    [InlineData("POST", "/connect/token")]
    [InlineData("GET", "/health/live")]
    public async Task What_is_under_way_and_what_may_be_sent_slowly_takes_no_place(string method, string path)
    {
        await using var broker = await TestBroker.Start(new TestBrokerOptions());
        var never = new TaskCompletionSource();
        var admission = new Admission(_ => never.Task, broker.Options.Settings(broker.Url, "none") with { SignInsAtOnce = 1 }, new Warmth(), broker.Services, NullLoggerFactory.Instance);
        for (var i = 0; i < 3; i++)
            Assert.False(admission.InvokeAsync(Request(method, path)).IsCompleted);
        var authorize = admission.InvokeAsync(Request("GET", "/connect/authorize"));
        Assert.False(authorize.IsCompleted);
        never.SetResult();
        await authorize;
    }

    [Fact]
    public async Task A_sign_in_that_fails_gives_its_place_back()
    {
        await using var broker = await TestBroker.Start(new TestBrokerOptions());
        var admission = new Admission(_ => throw new InvalidOperationException("no"), broker.Options.Settings(broker.Url, "none") with { SignInsAtOnce = 1 }, new Warmth(),
            broker.Services, NullLoggerFactory.Instance);
        for (var i = 0; i < 3; i++)
            await Assert.ThrowsAsync<InvalidOperationException>(() => admission.InvokeAsync(Request("GET", "/connect/authorize")));
    }

    /// <summary>Forms that never end hold no place, and a broker with one place goes on to serve.</summary>
    [Fact]
    public async Task The_broker_with_one_place_serves_beside_forms_that_come_by_the_octet()
    {
        await using var broker = await TestBroker.Start(new TestBrokerOptions { SignInsAtOnce = 1 });
        var url = new Uri(broker.Url);
        using var slow = new TcpClient();
        await slow.ConnectAsync(url.Host, url.Port, TestContext.Current.CancellationToken);
        await slow.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /connect/authorize HTTP/1.1\r\nHost: {url.Authority}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\na="),
            TestContext.Current.CancellationToken);
        for (var i = 0; i < 3; i++)
            Assert.Equal(400, (await Wire.Get(broker.Url + "/connect/authorize")).Status);
    }

    private static DefaultHttpContext Request(string method, string path, string language = "en")
    {
        var http = new DefaultHttpContext { Response = { Body = new MemoryStream() } };
        (http.Request.Method, http.Request.Path) = (method, path);
        http.Request.Headers.AcceptLanguage = language;
        return http;
    }
}
