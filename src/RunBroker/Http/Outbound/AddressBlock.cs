using System.Collections.Immutable;
using System.Net;

namespace RunBroker.Http.Outbound;

public enum AddressKind
{
    Public,
    /// <summary>Reachable only where the operator allows the private network.</summary>
    Loopback,
    /// <summary>Reachable only where the operator allows the private network.</summary>
    Private,
    /// <summary>Never reachable, whatever is configured.</summary>
    Never,
}

/// <summary>A row of the table of addresses that are not the public Internet (O-160, RFC 6890 and its registries).</summary>
public sealed record AddressBlock(IPNetwork Network, AddressKind Kind, string Why)
{
    /// <summary>The first row that holds the address decides; no row means public.</summary>
    public static AddressKind KindOf(IPAddress address)
    {
        Span<byte> octets = stackalloc byte[16];
        _ = address.TryWriteBytes(octets, out var length);
        foreach (var block in Table)
        {
            if (block.Holds(octets[..length]))
                return block.Kind;
        }

        return AddressKind.Public;
    }

    /// <summary>By octets. IPNetwork.Contains reads an IPv4-mapped address as IPv4, and so never finds it in an IPv6 row.</summary>
    internal bool Holds(ReadOnlySpan<byte> octets)
    {
        Span<byte> wanted = stackalloc byte[16];
        _ = Network.BaseAddress.TryWriteBytes(wanted, out var length);
        if (length != octets.Length)
            return false;
        var (whole, rest) = Math.DivRem(Network.PrefixLength, 8);
        return octets[..whole].SequenceEqual(wanted[..whole]) && (rest == 0 || (octets[whole] ^ wanted[whole]) >> (8 - rest) == 0);
    }

    /// <summary>Narrow rows stand before the wide ones they lie in.</summary>
    public static ImmutableArray<AddressBlock> Table { get; } =
    [
        Row("0.0.0.0/8", AddressKind.Never, "this network; Linux connects 0.0.0.0 to loopback"),
        Row("10.0.0.0/8", AddressKind.Private, "private"),
        Row("100.64.0.0/10", AddressKind.Never, "carrier NAT; also holds a cloud's metadata address, 100.100.100.200"),
        Row("127.0.0.0/8", AddressKind.Loopback, "loopback"),
        Row("168.63.129.16/32", AddressKind.Never, "a cloud's platform address, public by number only"),
        Row("169.254.0.0/16", AddressKind.Never, "link-local; cloud metadata at 169.254.169.254"),
        Row("172.16.0.0/12", AddressKind.Private, "private"),
        Row("192.0.0.0/24", AddressKind.Never, "IETF protocol assignments"),
        Row("192.0.2.0/24", AddressKind.Never, "TEST-NET-1"),
        Row("192.88.99.0/24", AddressKind.Never, "6to4 relay anycast"),
        Row("192.168.0.0/16", AddressKind.Private, "private"),
        Row("198.18.0.0/15", AddressKind.Never, "benchmarking"),
        Row("198.51.100.0/24", AddressKind.Never, "TEST-NET-2"),
        Row("203.0.113.0/24", AddressKind.Never, "TEST-NET-3"),
        Row("224.0.0.0/4", AddressKind.Never, "multicast"),
        Row("240.0.0.0/4", AddressKind.Never, "reserved, and broadcast"),

        Row("::1/128", AddressKind.Loopback, "loopback"),
        Row("::/128", AddressKind.Never, "unspecified"),
        Row("::ffff:0:0/96", AddressKind.Never, "IPv4-mapped: an IPv4 address in disguise"),
        Row("::/96", AddressKind.Never, "IPv4-compatible: an IPv4 address in disguise"),
        Row("64:ff9b::/96", AddressKind.Never, "NAT64: an IPv4 address in disguise"),
        Row("64:ff9b:1::/48", AddressKind.Never, "NAT64, local use"),
        Row("100::/64", AddressKind.Never, "discard"),
        Row("2001::/32", AddressKind.Never, "Teredo: an IPv4 address in disguise"),
        Row("2001::/23", AddressKind.Never, "IETF protocol assignments"),
        Row("2001:db8::/32", AddressKind.Never, "documentation"),
        Row("2002::/16", AddressKind.Never, "6to4: an IPv4 address in disguise"),
        Row("3fff::/20", AddressKind.Never, "documentation"),
        Row("fd00:ec2::/32", AddressKind.Never, "a cloud's metadata address, fd00:ec2::254"),
        Row("fd20:ce::/32", AddressKind.Never, "a cloud's metadata address, fd20:ce::254"),
        Row("fc00::/7", AddressKind.Private, "unique local"),
        Row("fe80::/10", AddressKind.Never, "link-local"),
        Row("fec0::/10", AddressKind.Never, "site-local"),
        Row("ff00::/8", AddressKind.Never, "multicast"),
        // Only 2000::/3 is handed out as global unicast; the next three rows are all the rest.
        Row("::/3", AddressKind.Never, "not global unicast"),
        Row("4000::/2", AddressKind.Never, "not global unicast"),
        Row("8000::/1", AddressKind.Never, "not global unicast"),
    ];

    private static AddressBlock Row(string cidr, AddressKind kind, string why) => new(IPNetwork.Parse(cidr), kind, why);
}
