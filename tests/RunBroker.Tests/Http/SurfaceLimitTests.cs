using RunBroker.Tests.Flows;

namespace RunBroker.Tests.Http;

/// <summary>Too many requests, by address.</summary>
public sealed class SurfaceLimitTests
{
    [Fact]
    [Spec("O-126")]
    public async Task Too_many_requests_get_a_429_a_page_for_people_and_JSON_for_apps()
    {
        await using var broker = await TestBroker.Start(new TestBrokerOptions { RequestsPerMinute = 4, TrustedProxies = [System.Net.IPNetwork.Parse("127.0.0.0/8")] });

        var page = await Last(broker, 6, "GET", "/connect/authorize", "203.0.113.7");
        Assert.Equal(429, page.Status);
        Assert.Equal("10", page["Retry-After"]);
        Assert.Contains("That was too many tries", page.Body, StringComparison.Ordinal);
        // An app's server asks for all of its people from one address: ten times as much.
        Assert.Equal(401, (await Last(broker, 40, "POST", "/connect/token", "203.0.113.7")).Status);
        var json = await Last(broker, 2, "POST", "/connect/token", "203.0.113.7");
        Assert.Equal(429, json.Status);
        Assert.Equal("10", json["Retry-After"]);
        Assert.StartsWith("{\"error\":\"temporarily_unavailable\"", json.Body, StringComparison.Ordinal);

        // Another spelling of the path is no way around; another address has its own limit, health and discovery have none.
        Assert.Equal(429, (await Last(broker, 1, "POST", "/CONNECT/Token", "203.0.113.7")).Status);
        Assert.Equal(429, (await Last(broker, 1, "POST", "/connect/%74oken", "203.0.113.7")).Status);
        Assert.Equal(400, (await Last(broker, 1, "GET", "/connect/authorize", "203.0.113.8")).Status);
        Assert.Equal(200, (await Last(broker, 20, "GET", "/health/live", "203.0.113.7")).Status);
        Assert.Equal(200, (await Last(broker, 20, "GET", "/.well-known/openid-configuration", "203.0.113.7")).Status);
    }

    private static async Task<RawAnswer> Last(TestBroker broker, int times, string method, string path, string address)
    {
        var answer = new RawAnswer(0, [], "");
        for (var i = 0; i < times; i++)
            answer = await RawHttp.Send(broker.Url, method, path, h => h["X-Forwarded-For"] = address, method == "POST" ? "a=b" : null);
        return answer;
    }
}
