using RunBroker.Storage;
using RunBroker.Tests.Flows;
using RunBroker.Tests.Http;

namespace RunBroker.Tests.Tenancy;

/// <summary>Hosts: the issuer's, a tenant's second one, and names that are not ours.</summary>
public sealed class HostTests
{
    [Fact]
    [Spec("TG-31")]
    public async Task A_tenants_second_host_is_the_callbacks_host_for_the_whole_sign_in()
    {
        await using var scene = await Scene.Start();
        var second = $"localhost:{new Uri(scene.Broker.Url).Port}";
        Assert.Null(await scene.Db.Write(tx => HostStore.Replace(tx, scene.Tenant.Id, [second]), CancellationToken.None));
        var url = scene.App.Begin().Url.Replace(new Uri(scene.Broker.Url).Authority, second, StringComparison.Ordinal);

        await scene.Browser.Get(url);

        var (claims, _) = await scene.App.Finish();
        Assert.Equal("alice@acme.example", (string?)claims["email"]);
        Assert.Equal($"http://{second}/federation/oidc/{scene.Connection.Id}/callback", scene.Op.RequestsTo("/authorize")[^1].Query["redirect_uri"]);
        // The session's cookie is that host's alone.
        Assert.Equal("localhost", scene.Browser.Cookies.Find(RunBroker.Http.Cookies.Sessions)!.Host);
        Assert.Equal("login_required", await scene.Silent());
    }

    [Theory]
    [InlineData("evil.example", "/connect/authorize", 421)]
    [InlineData("localhost.evil.example", "/connect/authorize", 421)]
    [InlineData("evil.example", "/.well-known/openid-configuration", 421)]
    [InlineData("evil.example", "/health/live", 200)]
    [InlineData("evil.example", "/health/ready", 200)]
    [InlineData("evil.example", "/healthy", 421)]
    [Spec("O-120")]
    [Spec("P-023")]
    public async Task An_unknown_host_is_not_served_but_for_its_health(string host, string path, int status)
    {
        await using var broker = await TestBroker.Start();
        var answer = await RawHttp.Send(broker.Url, "GET", path, h => h["Host"] = host);

        Assert.Equal(status, answer.Status);
        Assert.DoesNotContain("evil.example", answer.Body, StringComparison.Ordinal);
    }

    /// <summary>Several nodes of one issuer on a developer's machine; nowhere else.</summary>
    [Theory]
    [InlineData(true, 400)]
    [InlineData(false, 421)]
    public async Task Another_loopback_host_is_served_in_development_only(bool development, int status)
    {
        await using var broker = await TestBroker.Start(new TestBrokerOptions { Development = development });
        Assert.Equal(status, (await RawHttp.Send(broker.Url, "GET", "/connect/authorize", h => h["Host"] = "localhost:5999")).Status);
    }
}
