using System.Net;
using System.Text;
using RunBroker.Http.Outbound;

namespace RunBroker.Tests.Http;

[Spec("O-162")]
public sealed class OutboundRedirectTests : IDisposable
{
    private readonly OutboundBench _bench = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<OutboundPurpose> NotRedirected => new(Enum.GetValues<OutboundPurpose>().Where(p => p != OutboundPurpose.Metadata));

    public void Dispose() => _bench.Dispose();

    [Theory, MemberData(nameof(NotRedirected))]
    public async Task Nothing_but_metadata_is_redirected(OutboundPurpose purpose)
    {
        await using var server = new RawServer("HTTP/1.1 302 Found\r\nLocation: /next\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        var result = await _bench.Make(OutboundBench.Local).Send(OutboundBench.Get(server.Url, purpose), Stop);
        Assert.Equal(new OutboundResult.Failed(OutboundReason.RedirectNotAllowed), result);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(3, true), InlineData(4, false)]
    public async Task Metadata_follows_three_redirects_and_not_four(int redirects, bool arrives)
    {
        await using var server = new RawServer((request, stream, stop) =>
        {
            var hop = int.Parse(request.Split(' ')[1][1..]);
            var answer = hop == 0
                ? RawServer.Ok("<m/>", "application/samlmetadata+xml")
                : $"HTTP/1.1 307 T\r\nLocation: /{hop - 1}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
            return stream.WriteAsync(Encoding.ASCII.GetBytes(answer), stop).AsTask();
        });
        var request = OutboundBench.Get($"{server.Url}{redirects}", OutboundPurpose.Metadata) with
        {
            Headers = [new("Authorization", "Basic eA=="), new("X-Api-Key", "k"), new("Accept", "application/xml")],
        };
        var result = await _bench.Make(OutboundBench.Local).Send(request, Stop);
        Assert.Equal(arrives ? null : OutboundReason.TooManyRedirects, result.Match<OutboundReason?>(_ => null, r => r.Reason, f => f.Reason));
        Assert.Equal(4, server.Requests.Count);
        Assert.Contains("Authorization", server.Requests.First(), StringComparison.Ordinal);
        Assert.All(server.Requests.Skip(1), sent =>
        {
            Assert.Contains("Accept: application/xml", sent, StringComparison.Ordinal);
            Assert.DoesNotContain("Authorization", sent, StringComparison.Ordinal);
            Assert.DoesNotContain("X-Api-Key", sent, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/", OutboundReason.AddressNotAllowed), InlineData("http://inner.example.com/", OutboundReason.AddressNotAllowed)]
    [InlineData("http://localhost/", OutboundReason.HostNotAllowed), InlineData("ftp://idp.example.com/", OutboundReason.SchemeNotAllowed)]
    [InlineData("http://idp.example.com:6379/", OutboundReason.PortNotAllowed)]
    public async Task A_redirect_to_where_the_rules_do_not_lead_is_refused_and_not_connected(string target, OutboundReason expected)
    {
        await using var server = new RawServer($"HTTP/1.1 302 Found\r\nLocation: {target}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        _bench.Detour = server.Address;
        _bench.Names = name => [name == "inner.example.com" ? IPAddress.Parse("10.0.0.1") : OutboundBench.PublicAddress];
        var result = await _bench.Make(OutboundBench.PublicOnly).Send(OutboundBench.Get("http://idp.example.com/", OutboundPurpose.Metadata), Stop);
        Assert.Equal(expected, result.Match<OutboundReason?>(_ => null, r => r.Reason, _ => null));
        Assert.Single(_bench.Connected);
    }
}
