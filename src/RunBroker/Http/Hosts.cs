using System.Collections.Concurrent;
using RunBroker.Storage;

namespace RunBroker.Http;

/// <summary>
/// Answers only at hosts that are ours (O-120): the issuer's, and those of tenants (TG-31). Elsewhere 421, so that no cookie or cache
/// ever mixes with another host's. Health checks are exempt: probes come by address. In Development loopback addresses are served,
/// too: several nodes behind one issuer on one machine.
/// </summary>
internal sealed class Hosts(Db db, Settings settings, TimeProvider time)
{
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, (TenantId? Tenant, DateTimeOffset Until)> cache = new(StringComparer.OrdinalIgnoreCase);

    public Task Filter(HttpContext http, RequestDelegate next)
    {
        if (http.Request.Path.IsUnder("/health"))
            return next(http);
        var ours = IsOurs(http.Request.Host.Value, http.RequestAborted);
        return ours is { IsCompletedSuccessfully: true, Result: true } ? next(http) : WhenKnown(ours, http, next);
    }

    private static async Task WhenKnown(ValueTask<bool> ours, HttpContext http, RequestDelegate next)
    {
        // A host that is not known yet, or not ours at all, holds no place of those that sign in.
        Admission.Leave(http);
        if (await ours)
        {
            await next(http);
            return;
        }

        http.Response.StatusCode = StatusCodes.Status421MisdirectedRequest;
        http.Response.ContentType = "text/plain";
        await http.Response.WriteAsync("This host name is not served here.", http.RequestAborted);
    }

    private ValueTask<bool> IsOurs(string? host, CancellationToken stop)
    {
        if (host is null or { Length: > 253 })
            return new(false);
        return host.Equals(settings.Authority, StringComparison.OrdinalIgnoreCase) || (settings.Development && IsLoopback(host)) ? new(true) : IsTenants(host, stop);
    }

    private async ValueTask<bool> IsTenants(string host, CancellationToken stop) => await TenantOf(host, stop) is not null;

    /// <summary>Where the upstream sends the browser back to: the host it came to, if that is this tenant's own; else the issuer's.</summary>
    public async ValueTask<string> CallbackHost(HttpContext http, TenantId tenant, CancellationToken stop) =>
        http.Request.Host.Value is { } host && await TenantOf(host, stop) == tenant ? host.ToLowerInvariant() : settings.Authority;

    private async ValueTask<TenantId?> TenantOf(string host, CancellationToken stop)
    {
        var now = time.GetUtcNow();
        if (cache.TryGetValue(host, out var known) && now < known.Until)
            return known.Tenant;
        // A bound for those who send a new name with every request.
        if (cache.Count > 10_000)
            cache.Clear();
        var found = await db.Read(tx => HostStore.Find(tx, host.ToLowerInvariant()), stop);
        cache[host] = (found, now + Remembered);
        return found;
    }

    private static bool IsLoopback(string host) => Uri.TryCreate($"http://{host}", UriKind.Absolute, out var uri) && uri.IsLoopback;
}
