using System.Collections.Immutable;
using System.Globalization;
using System.Net;

namespace RunBroker;

/// <summary>Configuration (contract section 3), checked as a whole: all problems are told at once.</summary>
internal sealed record Settings
{
    public required string Issuer { get; init; }
    public required string DataDirectory { get; init; }
    public string? Postgres { get; init; }
    public required string MasterKeyFile { get; init; }
    public string? BootstrapToken { get; init; }
    public required TimeSpan AbsoluteLifetime { get; init; }
    public required TimeSpan IdleTimeout { get; init; }
    public required bool AllowPrivateNetworkUpstreams { get; init; }
    public required ImmutableArray<int> OutboundPorts { get; init; }
    public required ImmutableArray<IPNetwork> TrustedProxies { get; init; }
    public required bool AutoMigrate { get; init; }
    /// <summary>Whether a node rehearses sign-ins before it says that it is ready.</summary>
    public bool Rehearse { get; init; }
    /// <summary>A slow machine begins before it is warm rather than late.</summary>
    public TimeSpan WarmUpLongest { get; init; } = Limits.WarmUp;
    public required bool Development { get; init; }
    /// <summary>host:port of the DNS server for domain proofs; null: the system's.</summary>
    public string? DnsServer { get; init; }
    /// <summary>
    /// Requests per minute, address and kind of endpoint; 0: no limit. Null: the default, from which loopback addresses are exempt, since those
    /// are this machine's own, or everybody behind a proxy that is not among the trusted ones.
    /// </summary>
    public required int? RequestsPerMinute { get; init; }

    /// <summary>GETs of <c>authorize</c> that a node works at side by side; one more is told to come again (503). 0: no limit.</summary>
    public int SignInsAtOnce { get; init; } = Limits.SignInsAtOnce;

    /// <summary>How long case files are kept: there is personal data in them.</summary>
    public TimeSpan CaseRetention { get; init; } = TimeSpan.FromDays(30);

    /// <summary>The issuer's host and port, as a Host header has it.</summary>
    public string Authority => new Uri(Issuer).Authority;

    public string Url(string path) => Issuer + path;

    public override string ToString() => $"Settings of {Issuer}";

    /// <param name="urls">The addresses to listen on, for the issuer's default.</param>
    public static (Settings? Settings, ImmutableArray<string> Problems) Read(IConfiguration configuration, bool development, string? urls)
    {
        var read = new Reader(configuration);
        var data = read.Text("RunBroker:DataDirectory") ?? "data";
        var settings = new Settings
        {
            Issuer = read.Issuer(urls, development),
            DataDirectory = data,
            Postgres = read.Text("ConnectionStrings:Postgres"),
            MasterKeyFile = read.Text("RunBroker:MasterKeyFile") ?? Path.Combine("certs", "master.key"),
            BootstrapToken = read.BootstrapToken(),
            AbsoluteLifetime = read.Duration("RunBroker:Session:AbsoluteLifetime", TimeSpan.FromDays(7)),
            IdleTimeout = read.Duration("RunBroker:Session:IdleTimeout", TimeSpan.FromDays(3)),
            AllowPrivateNetworkUpstreams = read.Flag("RunBroker:AllowPrivateNetworkUpstreams", false),
            OutboundPorts = read.Ports("RunBroker:OutboundPorts"),
            TrustedProxies = read.Networks("RunBroker:TrustedProxies"),
            AutoMigrate = read.Flag("RunBroker:AutoMigrate", true),
            Rehearse = read.Flag("RunBroker:WarmUp", !development),
            WarmUpLongest = read.Seconds("RunBroker:WarmUpSeconds", Limits.WarmUp),
            Development = development,
            DnsServer = read.Text("RunBroker:DnsServer"),
            RequestsPerMinute = read.Number("RunBroker:RequestsPerMinute"),
            SignInsAtOnce = read.Number("RunBroker:SignInsAtOnce") ?? Limits.SignInsAtOnce,
            CaseRetention = read.Days("RunBroker:CaseFiles:Retention", 30),
        };
        return read.Problems.Count == 0 ? (settings, []) : (null, [.. read.Problems]);
    }

    private sealed class Reader(IConfiguration configuration)
    {
        public List<string> Problems { get; } = [];

        public string? Text(string key) => configuration[key] is { Length: > 0 } value ? value : null;

        public bool Flag(string key, bool otherwise) => Text(key) switch
        {
            null => otherwise,
            var text when bool.TryParse(text, out var flag) => flag,
            var text => Refuse(key, $"\"{text}\" is neither true nor false", otherwise),
        };

        public int? Number(string key) => Text(key) switch
        {
            null => null,
            var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
            var text => Refuse<int?>(key, $"\"{text}\" is not a whole number", null),
        };

        public TimeSpan Seconds(string key, TimeSpan otherwise) => Text(key) switch
        {
            null => otherwise,
            var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= 600 => TimeSpan.FromSeconds(seconds),
            var text => Refuse(key, $"\"{text}\" is not a number of seconds from 1 to 600", otherwise),
        };

        public TimeSpan Days(string key, int otherwise) => Text(key) switch
        {
            null => TimeSpan.FromDays(otherwise),
            var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is > 0 and <= 3650 => TimeSpan.FromDays(days),
            var text => Refuse(key, $"\"{text}\" is not a number of days from 1 to 3650", TimeSpan.FromDays(otherwise)),
        };

        public TimeSpan Duration(string key, TimeSpan otherwise) => Text(key) switch
        {
            null => otherwise,
            var text when TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var duration) && duration > TimeSpan.Zero => duration,
            var text => Refuse(key, $"\"{text}\" is not a duration such as 3.00:00:00 (days.hours:minutes:seconds)", otherwise),
        };

        public string? BootstrapToken()
        {
            const string Key = "RunBroker:BootstrapToken";
            // Never the value: this text ends in a log.
            return Text(Key) is { Length: < 32 } ? Refuse<string?>(Key, "must have 32 characters or more", null) : Text(Key);
        }

        public ImmutableArray<int> Ports(string key)
        {
            var text = Text(key) ?? "443,8443";
            var ports = ImmutableArray.CreateBuilder<int>();
            foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                if (int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536)
                    ports.Add(port);
                else
                    Refuse(key, $"\"{part}\" is not a port", 0);
            }

            return ports.ToImmutable();
        }

        public ImmutableArray<IPNetwork> Networks(string key)
        {
            var networks = ImmutableArray.CreateBuilder<IPNetwork>();
            var parts = Text(key)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
            foreach (var part in parts)
            {
                if (IPNetwork.TryParse(part, out var network))
                    networks.Add(network);
                else if (IPAddress.TryParse(part, out var address))
                    networks.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
                else
                    Refuse(key, $"\"{part}\" is not an address or a network such as 10.0.0.0/8", 0);
            }

            return networks.ToImmutable();
        }

        public string Issuer(string? urls, bool development)
        {
            const string Key = "RunBroker:Issuer";
            var text = Text(Key) ?? urls?.Split(';')[0].Replace("//*", "//localhost", StringComparison.Ordinal).Replace("//+", "//localhost", StringComparison.Ordinal);
            if (text is null)
                return Refuse(Key, "is needed: the URL at which apps and browsers reach the broker", "");
            text = text.TrimEnd('/');
            if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Query.Length > 0 || uri.Fragment.Length > 0
                || uri.UserInfo.Length > 0)
                return Refuse(Key, $"\"{text}\" is not an http or https URL without user, query and fragment", text);
            if (uri.AbsolutePath != "/")
                return Refuse(Key, $"\"{text}\" has a path; the broker is at the root of its host", text);
            if (uri.Scheme == "http" && !uri.IsLoopback && !development)
                return Refuse(Key, $"\"{text}\" is http on a host that is not loopback; outside Development it must be https", text);
            return uri.GetLeftPart(UriPartial.Authority);
        }

        private T Refuse<T>(string key, string why, T instead)
        {
            Problems.Add($"{key}: {why}");
            return instead;
        }
    }
}
