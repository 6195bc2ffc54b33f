using System.Collections.Immutable;
using System.Net;

namespace RunBroker.Http.Outbound;

/// <summary>A URL that passed every rule below (O-161). Only <see cref="Check"/> makes one; its address is checked at connecting.</summary>
public sealed record OutboundUrl
{
    private const int MaxLength = 2048;

    private OutboundUrl(Uri uri) => Uri = uri;

    public Uri Uri { get; }

    /// <summary>Scheme, host and port, all that may be logged: queries carry codes, and paths of webhooks carry secrets (P-008).</summary>
    public string Origin => $"{Uri.Scheme}://{NameOf(Uri)}:{Uri.Port}";

    internal bool PlainHttp => Uri.Scheme == Uri.UriSchemeHttp;

    /// <summary>
    /// Pure, so it also runs when an admin saves a URL. Host names are resolved later; an address in any spelling (127.1,
    /// 0x7f000001, 2130706433) is read as what it is and judged here by the same table.
    /// </summary>
    public static OutboundUrlOutcome Check(string url, OutboundRules rules)
    {
        if (url.Length is 0 or > MaxLength || url.Any(c => c is <= ' ' or '\\' or '\u007f')
            || !Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
            return new OutboundUrlOutcome.Refused(OutboundReason.BadUrl);

        var facts = new Facts(uri, AuthorityOf(url), NameOf(uri), rules);
        foreach (var rule in Rules)
        {
            if (!rule.Holds(facts))
                return new OutboundUrlOutcome.Refused(rule.Reason);
        }

        if (facts.Address is { } address && rules.Refuses(address, uri.Port, uri.Scheme == Uri.UriSchemeHttp) is { } reason)
            return new OutboundUrlOutcome.Refused(reason);
        return new OutboundUrlOutcome.Accepted(new(uri));
    }

    internal static ImmutableArray<Rule> Rules { get; } =
    [
        new(OutboundReason.SchemeNotAllowed, f => f.Uri.Scheme == Uri.UriSchemeHttps || f.Uri.Scheme == Uri.UriSchemeHttp),
        // Looked for in the text as sent: "https://@host" has an empty userinfo that a parser does not report.
        new(OutboundReason.UserInfoNotAllowed, f => !f.Authority.Contains('@', StringComparison.Ordinal)),
        new(OutboundReason.FragmentNotAllowed, f => !f.Uri.OriginalString.Contains('#', StringComparison.Ordinal)),
        // An escaped host name or an IPv6 zone would be read differently by different parsers.
        new(OutboundReason.HostNotAllowed, f => !f.Authority.Contains('%', StringComparison.Ordinal) && f.Name.Length is > 0 and <= 253),
        new(OutboundReason.HostNotAllowed, f => !NeverNames.Contains(f.Name)),
        new(OutboundReason.HostNotAllowed, f => f.Rules.AllowPrivateNetwork || f.Address is not null || !IsInnerName(f.Name)),
        new(OutboundReason.SchemeNotAllowed,
            f => f.Uri.Scheme == Uri.UriSchemeHttps || f.Rules.AllowPlainHttpAnywhere || (f.Rules.AllowPrivateNetwork && f.IsLoopback)),
        // Where private addresses are allowed, the port of a name can be judged only once it is resolved.
        new(OutboundReason.PortNotAllowed, f => f.Rules.AllowPrivateNetwork || f.Rules.Ports.Contains(f.Uri.Port)),
    ];

    internal static bool IsLocalhost(string name) => name == "localhost" || name.EndsWith(".localhost", StringComparison.Ordinal);

    /// <summary>Lower case, IDNA A-labels, without the root's dot: "LOCALHOST." is localhost.</summary>
    internal static string NameOf(Uri uri) => uri.IdnHost.ToLowerInvariant().TrimEnd('.');

    private static bool IsInnerName(string name) =>
        !name.Contains('.', StringComparison.Ordinal) || InnerZones.Any(zone => name.EndsWith(zone, StringComparison.Ordinal));

    private static string AuthorityOf(string url)
    {
        var from = url.IndexOf("://", StringComparison.Ordinal) is var at and >= 0 ? at + 3 : 0;
        var end = url.AsSpan(from).IndexOfAny('/', '?', '#');
        return end < 0 ? url[from..] : url.Substring(from, end);
    }

    private static readonly ImmutableArray<string> InnerZones = [".localhost", ".local", ".internal", ".home.arpa"];

    // Cloud metadata by name. Refused even where the private network is allowed: no identity provider lives there.
    private static readonly ImmutableArray<string> NeverNames =
        ["metadata", "metadata.google.internal", "metadata.goog", "metadata.azure.internal", "metadata.azure.com", "instance-data",
         "instance-data.ec2.internal", "metadata.tencentyun.com", "metadata.oraclecloud.com"];

    internal sealed record Rule(OutboundReason Reason, Func<Facts, bool> Holds);

    internal sealed record Facts(Uri Uri, string Authority, string Name, OutboundRules Rules)
    {
        // Whatever the parser took it for: "127.0.0.1." and full-width digits are names to it, and addresses to a resolver.
        public IPAddress? Address { get; } = IPAddress.TryParse(Name, out var address) ? address : null;

        public bool IsLoopback => Address is { } a ? AddressBlock.KindOf(a) is AddressKind.Loopback : IsLocalhost(Name);
    }
}

public abstract record OutboundUrlOutcome
{
    private OutboundUrlOutcome() { }

    public sealed record Accepted(OutboundUrl Url) : OutboundUrlOutcome;

    public sealed record Refused(OutboundReason Reason) : OutboundUrlOutcome;

    public T Match<T>(Func<Accepted, T> accepted, Func<Refused, T> refused) => this switch
    {
        Accepted a => accepted(a),
        Refused r => refused(r),
        _ => throw new InvalidOperationException("The set of outcomes is closed."),
    };
}
