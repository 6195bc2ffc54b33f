using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using RunBroker.Pages;
using RunBroker.Pages.Words;
using RunBroker.SessionStatus;
using RunBroker.Storage.Secrets;

namespace RunBroker.Http;

/// <summary>
/// Requests per minute for each address and kind of endpoint (O-126), on each node. Addresses do not share a limit, so nobody is locked
/// out by somebody else's storm; discovery, keys, assets and health have none.
/// </summary>
internal sealed class RateLimits(RequestDelegate next, Settings settings) : IDisposable
{
    private static readonly (string Prefix, double Share)[] Limited =
    [
        // An app's server asks for all of its people from one address.
        ("/connect/token", 10), ("/connect/introspect", 20), ("/connect/revocation", 10), ("/connect/userinfo", 20), ("/connect/authorize", 1),
        // Pages ask every few seconds, and a whole office has one address.
        ("/connect/ssodata", 10), ("/user/ssodata", 10),
        ("/connect/endsession", 1), ("/v2/logout", 1), ("/login/", 0.5), ("/sign-in", 0.5), ("/sign-out", 0.5), ("/test-sign-in", 0.5), ("/sessions", 0.5), ("/federation/", 1), ("/setup/", 0.05), ("/setup-steps/", 0.1), ("/admin/sign-in", 0.05), ("/admin", 1), ("/api/", 2),
    ];

    private readonly PartitionedRateLimiter<Asker> limiter = PartitionedRateLimiter.Create<Asker, string>(Partition);

    public Task InvokeAsync(HttpContext http)
    {
        if (Who(http) is not { } asker)
            return next(http);
        using var lease = limiter.AttemptAcquire(asker);
        return lease.IsAcquired ? next(http) : Reject(http);
    }

    public void Dispose() => limiter.Dispose();

    /// <summary>Null when nothing limits them.</summary>
    private Asker? Who(HttpContext http)
    {
        var address = http.Connection.RemoteIpAddress;
        var perMinute = settings.RequestsPerMinute ?? (address is not null && IPAddress.IsLoopback(address) ? 0 : Limits.RequestsPerMinute);
        if (perMinute == 0)
            return null;
        var path = http.Request.Path.Value.AsSpan();
        foreach (var (prefix, share) in Limited)
        {
            // Without case, as routes are matched: /CONNECT/token is the same endpoint.
            if (path.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                return new(prefix, address, Math.Max(1, (int)(perMinute * share)));
        }

        return null;
    }

    private static RateLimitPartition<string> Partition(Asker asker) =>
        RateLimitPartition.GetTokenBucketLimiter($"{asker.Prefix} {Place(asker.Address)}", _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = asker.Permits,
            TokensPerPeriod = Math.Max(1, asker.Permits / 6),
            ReplenishmentPeriod = TimeSpan.FromSeconds(10),
            QueueLimit = 0,
        });

    /// <summary>The /64 of an IPv6 address: everybody on a home line owns that many addresses, so one of them is nobody's limit.</summary>
    internal static string Place(IPAddress? address)
    {
        if (address is null || address.IsIPv4MappedToIPv6 || address.AddressFamily != AddressFamily.InterNetworkV6)
            return address?.MapToIPv4().ToString() ?? "";
        return Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, 8));
    }

    private static async Task Reject(HttpContext http)
    {
        Admission.Leave(http);
        http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
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

    /// <param name="Permits">A minute's.</param>
    private readonly record struct Asker(string Prefix, IPAddress? Address, int Permits);
}
