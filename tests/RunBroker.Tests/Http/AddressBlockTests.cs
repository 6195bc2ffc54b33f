using System.Net;
using RunBroker.Http.Outbound;

namespace RunBroker.Tests.Http;

[Spec("O-160")]
public sealed class AddressBlockTests
{
    public static TheoryData<string, string> Inside => new()
    {
        { "0.0.0.0/8", "0.0.0.0" }, { "10.0.0.0/8", "10.255.255.255" }, { "100.64.0.0/10", "100.100.100.200" }, { "127.0.0.0/8", "127.8.8.8" },
        { "168.63.129.16/32", "168.63.129.16" }, { "169.254.0.0/16", "169.254.169.254" }, { "172.16.0.0/12", "172.31.255.255" },
        { "192.0.0.0/24", "192.0.0.192" }, { "192.0.2.0/24", "192.0.2.1" }, { "192.88.99.0/24", "192.88.99.1" }, { "192.168.0.0/16", "192.168.1.1" },
        { "198.18.0.0/15", "198.19.255.255" }, { "198.51.100.0/24", "198.51.100.7" }, { "203.0.113.0/24", "203.0.113.7" },
        { "224.0.0.0/4", "239.255.255.250" }, { "240.0.0.0/4", "255.255.255.255" },
        { "::1/128", "::1" }, { "::/128", "::" }, { "::ffff:0:0/96", "::ffff:127.0.0.1" }, { "::/96", "::127.0.0.1" },
        { "64:ff9b::/96", "64:ff9b::a9fe:a9fe" }, { "64:ff9b:1::/48", "64:ff9b:1::1" }, { "100::/64", "100::1" }, { "2001::/32", "2001:0:4136:e378::1" },
        { "2001::/23", "2001:20::1" }, { "2001:db8::/32", "2001:db8::1" }, { "2002::/16", "2002:7f00:1::1" }, { "3fff::/20", "3fff::1" },
        { "fd00:ec2::/32", "fd00:ec2::254" }, { "fd20:ce::/32", "fd20:ce::254" }, { "fc00::/7", "fd12:3456::1" }, { "fe80::/10", "fe80::1" },
        { "fec0::/10", "fec0::1" }, { "ff00::/8", "ff02::1" }, { "::/3", "1000::1" }, { "4000::/2", "4000::1" }, { "8000::/1", "8000::1" },
    };

    [Theory, MemberData(nameof(Inside))]
    public void An_address_of_a_row_is_judged_by_that_row(string cidr, string address)
    {
        var row = AddressBlock.Table.First(r => r.Holds(IPAddress.Parse(address).GetAddressBytes()));
        Assert.Equal((cidr, row.Kind), (row.Network.ToString(), AddressBlock.KindOf(IPAddress.Parse(address))));
        Assert.NotEqual(AddressKind.Public, row.Kind);
    }

    [Fact]
    public void Every_row_has_a_case_here() =>
        Assert.Equal(AddressBlock.Table.Select(r => r.Network.ToString()).Order(), Inside.Select(r => r.Data.Item1).Order());

    [Theory]
    [InlineData("1.0.0.0"), InlineData("9.255.255.255"), InlineData("11.0.0.0"), InlineData("100.63.255.255"), InlineData("100.128.0.0")]
    [InlineData("126.255.255.255"), InlineData("128.0.0.0"), InlineData("169.253.255.255"), InlineData("172.15.255.255"), InlineData("172.32.0.0")]
    [InlineData("192.0.1.0"), InlineData("192.167.255.255"), InlineData("192.169.0.0"), InlineData("198.17.255.255"), InlineData("198.20.0.0")]
    [InlineData("223.255.255.255"), InlineData("168.63.129.17"), InlineData("2001:200::1"), InlineData("2003::1"), InlineData("2606:4700::1111")]
    public void An_address_beside_a_row_is_public(string address) =>
        Assert.Equal(AddressKind.Public, AddressBlock.KindOf(IPAddress.Parse(address)));

    [Theory]
    [InlineData("127.0.0.1", 9000, null), InlineData("::1", 9000, null), InlineData("10.0.0.1", 9000, null), InlineData("fd12::1", 9000, null)]
    [InlineData("8.8.8.8", 443, null), InlineData("8.8.8.8", 9000, OutboundReason.PortNotAllowed)]
    [InlineData("169.254.169.254", 80, OutboundReason.AddressNotAllowed), InlineData("fe80::1", 443, OutboundReason.AddressNotAllowed)]
    [InlineData("fd00:ec2::254", 443, OutboundReason.AddressNotAllowed), InlineData("::ffff:10.0.0.1", 443, OutboundReason.AddressNotAllowed)]
    [InlineData("100.64.0.1", 443, OutboundReason.AddressNotAllowed), InlineData("0.0.0.0", 443, OutboundReason.AddressNotAllowed)]
    public void Allowing_the_private_network_opens_loopback_and_private_addresses_and_nothing_else(string address, int port, OutboundReason? expected) =>
        Assert.Equal(expected, OutboundBench.Local.Refuses(IPAddress.Parse(address), port, plainHttp: false));

    [Fact]
    public void Without_it_no_row_of_the_table_is_reachable_on_any_allowed_port() =>
        Assert.All(AddressBlock.Table, row => Assert.Equal(
            OutboundReason.AddressNotAllowed, OutboundRules.Strict.Refuses(row.Network.BaseAddress, 443, plainHttp: false)));

    [Theory]
    [InlineData("127.0.0.1", null), InlineData("10.0.0.1", OutboundReason.SchemeNotAllowed), InlineData("8.8.8.8", OutboundReason.SchemeNotAllowed)]
    public void Plain_http_reaches_loopback_only(string address, OutboundReason? expected) =>
        Assert.Equal(expected, OutboundBench.Local.Refuses(IPAddress.Parse(address), 443, plainHttp: true));
}
