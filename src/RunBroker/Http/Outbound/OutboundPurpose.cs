using System.Collections.Immutable;

namespace RunBroker.Http.Outbound;

public enum OutboundPurpose
{
    Discovery,
    Jwks,
    Token,
    UserInfo,
    Webhook,
    BackchannelLogout,
    /// <summary>SAML metadata.</summary>
    Metadata,
}

/// <summary>The limits of one purpose (O-162, O-163).</summary>
/// <param name="Purpose">The key of the table.</param>
/// <param name="MaxBytes">Of the answer's body.</param>
/// <param name="Timeout">Of everything together: look-up, connecting, TLS, redirects, the last byte of the body.</param>
/// <param name="MaxRedirects">Each target is checked anew; only metadata is ever redirected.</param>
/// <param name="MediaTypes">Parts of media types a successful body may have; empty: any. None sent passes (checked loosely).</param>
public sealed record OutboundLimits(
    OutboundPurpose Purpose, int MaxBytes, TimeSpan Timeout, int MaxRedirects, ImmutableArray<string> MediaTypes)
{
    /// <summary>A success is one by its status: whatever its body is, or fails to be, it was taken.</summary>
    public bool StatusIsAll { get; init; }

    private const int Megabyte = 1024 * 1024;
    private static readonly TimeSpan TenSeconds = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FiveSeconds = TimeSpan.FromSeconds(5);

    public static OutboundLimits Of(OutboundPurpose purpose) => Table.First(row => row.Purpose == purpose);

    // "Loosely": plain text and octet-stream are what file servers send. HTML is never meant for us, and is what a login page,
    // a captive portal or a router's admin page answers.
    public static ImmutableArray<OutboundLimits> Table { get; } =
    [
        new(OutboundPurpose.Discovery, Megabyte, TenSeconds, 0, ["json", "text/plain", "octet-stream"]),
        new(OutboundPurpose.Jwks, Megabyte, TenSeconds, 0, ["json", "text/plain", "octet-stream"]),
        new(OutboundPurpose.Token, Megabyte, TenSeconds, 0, ["json", "text/plain"]),
        new(OutboundPurpose.UserInfo, Megabyte, TenSeconds, 0, ["json", "jwt", "text/plain"]),
        new(OutboundPurpose.Webhook, Megabyte, TenSeconds, 0, []) { StatusIsAll = true },
        new(OutboundPurpose.BackchannelLogout, Megabyte, FiveSeconds, 0, []) { StatusIsAll = true },
        new(OutboundPurpose.Metadata, 10 * Megabyte, TenSeconds, 3, ["xml", "text/plain", "octet-stream"]),
    ];
}
