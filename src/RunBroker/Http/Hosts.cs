using System.Collections.Concurrent;
using RunBroker.Storage;

namespace RunBroker.Http;

/// <summary>
/// Answers only at hosts that are ours (O-120): the issuer's, and those of tenants (TG-31). Elsewhere 421, so that no cookie or cache
/// ever mixes with another host's. Health checks are exempt: probes come by address.
/// </summary>
internal sealed class Hosts(Db db, Settings settings, TimeProvider time)
{
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, (bool Known, DateTimeOffset Until)> cache = new(StringComparer.OrdinalIgnoreCase);

    public async Task Filter(HttpContext http, RequestDelegate next)
    {
        if (http.Request.Path.IsUnder("/health") || await IsOurs(http.Request.Host.Value, http.RequestAborted))
        {
            await next(http);
            return;
        }

        http.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
        http.Response.ContentType = "text/plain";
        await http.Response.WriteAsync("This host name is not served here.", http.RequestAborted);
    }

    private async ValueTask<bool> IsOurs(string? host, CancellationToken stop)
    {
        if (host is null or { Length: > 253 })
            return false;
        if (host.Equals(settings.Authority, StringComparison.OrdinalIgnoreCase))
            return true;
        var now = time.GetUtcNow();
        if (cache.TryGetValue(host, out var known) && now < known.Until)
            return known.Known;
        // A bound for those who send a new name with every request.
        if (cache.Count > 10_000)
            cache.Clear();
        var found = await db.Read(tx => HostStore.Find(tx, host.ToLowerInvariant()), stop) is not null;
        cache[host] = (found, now + Remembered);
        return found;
    }
}
