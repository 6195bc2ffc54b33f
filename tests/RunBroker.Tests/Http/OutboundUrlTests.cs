using RunBroker.Http.Outbound;

namespace RunBroker.Tests.Http;

[Spec("O-161")]
public sealed class OutboundUrlTests
{
    private static readonly OutboundRules Development = new(true, true, [443, 8443]);

    [Theory]
    [InlineData("https://idp.example.com/x?y=z"), InlineData("https://idp.example.com:8443/"), InlineData("https://93.184.216.34/")]
    [InlineData("https://bücher.example/"), InlineData("https://[2606:4700::1111]/"), InlineData("HTTPS://IDP.EXAMPLE.COM")]
    public void An_ordinary_https_url_passes_the_strict_rules(string url) => Assert.Null(ReasonOf(url, OutboundRules.Strict));

    [Theory]
    [InlineData("", OutboundReason.BadUrl), InlineData("/x", OutboundReason.BadUrl), InlineData("https://", OutboundReason.BadUrl)]
    [InlineData("https://idp.example.com/a b", OutboundReason.BadUrl), InlineData("https://idp.example.com\\@evil.example/", OutboundReason.BadUrl)]
    [InlineData("https://idp.example.com/\r\nX: y", OutboundReason.BadUrl), InlineData("https://idp.example.com:99999/", OutboundReason.BadUrl)]
    [InlineData("ftp://idp.example.com/", OutboundReason.SchemeNotAllowed), InlineData("file://idp/etc/passwd", OutboundReason.SchemeNotAllowed)]
    [InlineData("gopher://idp.example.com/", OutboundReason.SchemeNotAllowed), InlineData("http://idp.example.com:443/", OutboundReason.SchemeNotAllowed)]
    [InlineData("https://me:pw@idp.example.com/", OutboundReason.UserInfoNotAllowed), InlineData("https://@idp.example.com/", OutboundReason.UserInfoNotAllowed)]
    [InlineData("https://idp.example.com/#x", OutboundReason.FragmentNotAllowed), InlineData("https://idp.example.com/#", OutboundReason.FragmentNotAllowed)]
    [InlineData("https://localhost/", OutboundReason.HostNotAllowed), InlineData("https://LOCALHOST./", OutboundReason.HostNotAllowed)]
    [InlineData("https://a.localhost/", OutboundReason.HostNotAllowed), InlineData("https://ａ.internal/", OutboundReason.HostNotAllowed)]
    [InlineData("https://printer.local/", OutboundReason.HostNotAllowed), InlineData("https://router/", OutboundReason.HostNotAllowed)]
    [InlineData("https://metadata.google.internal/", OutboundReason.HostNotAllowed), InlineData("https://%6cocalhost/", OutboundReason.BadUrl)]
    [InlineData("https://metadata.goog/", OutboundReason.HostNotAllowed), InlineData("https://[fe80::1%25eth0]/", OutboundReason.HostNotAllowed)]
    [InlineData("https://idp.example.com:22/", OutboundReason.PortNotAllowed), InlineData("https://idp.example.com:80/", OutboundReason.PortNotAllowed)]
    [InlineData("https://127.0.0.1/", OutboundReason.AddressNotAllowed), InlineData("https://2130706433/", OutboundReason.AddressNotAllowed)]
    [InlineData("https://0x7f000001/", OutboundReason.AddressNotAllowed), InlineData("https://0177.0.0.1/", OutboundReason.AddressNotAllowed)]
    [InlineData("https://127.1/", OutboundReason.AddressNotAllowed), InlineData("https://127.0.0.1./", OutboundReason.AddressNotAllowed)]
    [InlineData("https://１２７.0.0.1/", OutboundReason.AddressNotAllowed), InlineData("https://[::ffff:127.0.0.1]/", OutboundReason.AddressNotAllowed)]
    [InlineData("https://[::1]/", OutboundReason.AddressNotAllowed), InlineData("https://[64:ff9b::7f00:1]/", OutboundReason.AddressNotAllowed)]
    public void A_url_with_one_thing_wrong_is_refused_for_that_thing(string url, OutboundReason expected) =>
        Assert.Equal(expected, ReasonOf(url, OutboundRules.Strict));

    [Theory]
    [InlineData("http://localhost:5000/"), InlineData("http://a.localhost:5000/"), InlineData("http://127.0.0.1:5000/"), InlineData("http://[::1]:5000/")]
    [InlineData("https://keycloak:8080/"), InlineData("https://10.0.0.5:9443/"), InlineData("https://idp.corp.internal/")]
    public void The_private_network_passes_where_the_operator_allows_it(string url) => Assert.Null(ReasonOf(url, OutboundBench.Local));

    [Theory]
    [InlineData("http://keycloak:8080/", OutboundReason.SchemeNotAllowed), InlineData("http://10.0.0.5/", OutboundReason.SchemeNotAllowed)]
    [InlineData("https://metadata.google.internal/", OutboundReason.HostNotAllowed), InlineData("https://169.254.169.254/", OutboundReason.AddressNotAllowed)]
    [InlineData("https://93.184.216.34:9000/", OutboundReason.PortNotAllowed)]
    public void Even_there_this_is_refused(string url, OutboundReason expected) => Assert.Equal(expected, ReasonOf(url, OutboundBench.Local));

    [Theory]
    [InlineData("http://keycloak:8080/", null), InlineData("http://10.0.0.5/", null), InlineData("ftp://10.0.0.5/", OutboundReason.SchemeNotAllowed)]
    public void Development_adds_plain_http(string url, OutboundReason? expected) => Assert.Equal(expected, ReasonOf(url, Development));

    [Fact]
    public void A_url_longer_than_2048_characters_is_refused() =>
        Assert.Equal(OutboundReason.BadUrl, ReasonOf("https://idp.example.com/" + new string('a', 2048), OutboundRules.Strict));

    [Fact]
    public void The_origin_shows_neither_path_nor_query()
    {
        var url = Assert.IsType<OutboundUrlOutcome.Accepted>(OutboundUrl.Check("https://Hooks.example.com/T0/secret?code=1", OutboundRules.Strict)).Url;
        Assert.Equal("https://hooks.example.com:443", url.Origin);
    }

    [Theory]
    [Spec("O-162")]
    [InlineData("/next", null), InlineData("https://other.example.com/x", null), InlineData("//other.example.com/x", null)]
    [InlineData("http://idp.example.com:443/", OutboundReason.SchemeNotAllowed), InlineData("https://127.0.0.1/", OutboundReason.AddressNotAllowed)]
    [InlineData("https://@other.example.com/", OutboundReason.UserInfoNotAllowed), InlineData("https://localhost/", OutboundReason.HostNotAllowed)]
    [InlineData("", OutboundReason.BadUrl), InlineData("javascript:x", OutboundReason.BadUrl)]
    public void A_redirect_from_https_passes_the_same_checks_and_stays_https(string location, OutboundReason? expected)
    {
        var from = Assert.IsType<OutboundUrlOutcome.Accepted>(OutboundUrl.Check("https://idp.example.com/", OutboundBench.PublicOnly)).Url;
        Assert.Equal(expected, Redirect.Check(from, location, OutboundBench.PublicOnly).Match<OutboundReason?>(_ => null, r => r.Reason));
    }

    private static OutboundReason? ReasonOf(string url, OutboundRules rules) =>
        OutboundUrl.Check(url, rules).Match<OutboundReason?>(accepted: _ => null, refused: r => r.Reason);
}
