using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
using RunBroker.Pages;
using RunBroker.Pages.Words;
using RunBroker.SessionStatus;
using RunBroker.Storage.Secrets;

namespace RunBroker.Http;

/// <summary>
/// Requests per minute for each address and kind of endpoint (O-126), on each node. Addresses do not share a limit, so nobody is locked
/// out by somebody else's storm; discovery, keys, assets and health have none.
/// </summary>
internal static class RateLimits
{
    private static readonly (string Prefix, double Share)[] Limited =
    [
        // An app's server asks for all of its people from one address.
        ("/connect/token", 10), ("/connect/introspect", 20), ("/connect/revocation", 10), ("/connect/userinfo", 20), ("/connect/authorize", 1),
        // Pages ask every few seconds, and a whole office has one address.
        ("/connect/ssodata", 10), ("/user/ssodata", 10),
        ("/connect/endsession", 1), ("/v2/logout", 1), ("/login/", 0.5), ("/sign-in", 0.5), ("/sign-out", 0.5), ("/test-sign-in", 0.5), ("/sessions", 0.5), ("/federation/", 1), ("/setup/", 0.05), ("/setup-steps/", 0.1), ("/admin/sign-in", 0.05), ("/admin", 1), ("/api/", 2),
    ];

    public static void Add(RateLimiterOptions options, Settings settings)
    {
        options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(http => Partition(http, settings));
        options.OnRejected = Reject;
    }

    private static RateLimitPartition<string> Partition(HttpContext http, Settings settings)
    {
        var path = http.Request.Path.Value ?? "";
        var perMinute = settings.RequestsPerMinute ?? (http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address) ? 0 : Limits.RequestsPerMinute);
        // Without case, as routes are matched: /CONNECT/token is the same endpoint.
        if (perMinute == 0 || Array.Find(Limited, l => path.StartsWith(l.Prefix, StringComparison.OrdinalIgnoreCase)) is not { Prefix: not null } limit)
            return RateLimitPartition.GetNoLimiter("");
        var permits = Math.Max(1, (int)(perMinute * limit.Share));
        return RateLimitPartition.GetTokenBucketLimiter($"{limit.Prefix} {Place(http.Connection.RemoteIpAddress)}", _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = permits,
            TokensPerPeriod = Math.Max(1, permits / 6),
            ReplenishmentPeriod = TimeSpan.FromSeconds(10),
            QueueLimit = 0,
        });
    }

    /// <summary>The /64 of an IPv6 address: everybody on a home line owns that many addresses, so one of them is nobody's limit.</summary>
    internal static string Place(IPAddress? address)
    {
        if (address is null || address.IsIPv4MappedToIPv6 || address.AddressFamily != AddressFamily.InterNetworkV6)
            return address?.MapToIPv4().ToString() ?? "";
        return Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, 8));
    }

    private static async ValueTask Reject(OnRejectedContext context, CancellationToken stop)
    {
        var http = context.HttpContext;
        if (SsoDataEndpoint.IsAt(http.Request.Path))
        {
            await SsoDataEndpoint.No.ExecuteAsync(http);
            return;
        }

        var wait = TimeSpan.FromSeconds(10);
        http.Response.Headers.RetryAfter = wait.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        var result = http.Request.Path.IsUnder("/connect/authorize") || !http.Request.Path.IsUnder("/connect") && !http.Request.Path.IsUnder("/api")
            ? PersonPages.ErrorPage(PageFrame.For(http.Request), new ErrorPageModel
            {
                Reason = ErrorReason.TooManyRequests,
                CaseId = CaseId.New(),
                At = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow(),
                Status = 429,
                RetryAfter = wait,
            })
            : new OAuthJson(429, """{"error":"temporarily_unavailable","error_description":"too many requests"}"""u8.ToArray());
        await result.ExecuteAsync(http);
    }
}
