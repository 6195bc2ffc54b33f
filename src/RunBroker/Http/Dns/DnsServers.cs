using System.Collections.Immutable;
using System.Net;

namespace RunBroker.Http.Dns;

/// <summary>Which name servers are asked: the operator's, or the system's.</summary>
public static class DnsServers
{
    private const int Port = 53;
    private const int Most = 3;

    /// <summary>
    /// "address:port" or "address", several separated by commas; "[::1]:53" for IPv6. Empty when any part is not that, so a
    /// typing error is never answered by asking somebody else.
    /// </summary>
    public static ImmutableArray<IPEndPoint> FromSetting(string setting)
    {
        var servers = ImmutableArray.CreateBuilder<IPEndPoint>();
        foreach (var part in setting.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!IPEndPoint.TryParse(part, out var server))
                return [];
            servers.Add(server.Port == 0 ? new(server.Address, Port) : server);
        }

        return servers.Count <= Most ? servers.ToImmutable() : [];
    }

    /// <summary>The nameserver lines of a resolv.conf, three at most (as the system's own resolver reads it).</summary>
    public static ImmutableArray<IPEndPoint> FromResolvConf(string text) =>
    [
        .. text.Split('\n')
            .Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words.Length >= 2 && words[0] == "nameserver")
            .Select(words => IPAddress.TryParse(words[1], out var address) ? address : null)
            .OfType<IPAddress>()
            .Take(Most)
            .Select(address => new IPEndPoint(address, Port)),
    ];

    public static ImmutableArray<IPEndPoint> FromSystem()
    {
        try
        {
            return FromResolvConf(File.ReadAllText("/etc/resolv.conf"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
