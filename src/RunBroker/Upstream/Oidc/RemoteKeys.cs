using System.Collections.Concurrent;
using RunBroker.Http.Outbound;
using RunBroker.Protocol.Jose;
using RunBroker.Storage;

namespace RunBroker.Upstream.Oidc;

/// <summary>
/// Key sets of upstreams and apps by their jwks_uri: kept for an hour, used for up to a day when the other side does not answer,
/// fetched again for an unknown key, or one that no longer fits, at most once a minute (security.md O-089), so that forged kids cannot make us hammer anyone.
/// </summary>
internal sealed class RemoteKeys(Outbound outbound, TimeProvider time)
{
    private readonly ConcurrentDictionary<(string? Tenant, string Uri), Lazy<Task<Entry>>> cache = new();

    /// <summary>Null when there is no usable set, now or of the last day.</summary>
    public async Task<JwkSet?> Get(TenantId? tenant, string uri, CancellationToken stop)
    {
        var key = (tenant?.Value, uri);
        var entry = await Load(key).WaitAsync(stop);
        if (time.GetUtcNow() - entry.At >= (entry.Keys is null ? Limits.JwksRetryPause : Limits.JwksFresh))
            entry = await Replace(key, entry).WaitAsync(stop);
        return entry.Keys;
    }

    /// <summary>After a token with an unknown key.</summary>
    /// <returns>Null when the set was fetched less than a minute ago: nothing newer is to be had.</returns>
    public async Task<JwkSet?> Refetch(TenantId? tenant, string uri, CancellationToken stop)
    {
        var key = (tenant?.Value, uri);
        var entry = await Load(key).WaitAsync(stop);
        if (entry.Refetched is { } last && time.GetUtcNow() - last < Limits.JwksRefetchPause)
            return null;
        return (await Replace(key, entry with { Refetched = time.GetUtcNow() }).WaitAsync(stop)).Keys;
    }

    private async Task<Entry> Load((string? Tenant, string Uri) key) =>
        await cache.GetOrAdd(key, k => new Lazy<Task<Entry>>(() => Fetch(k, null))).Value;

    /// <summary>Now, whatever was fetched when: an admin asks for it. Where nothing comes, what is kept serves on.</summary>
    public async Task Renew(TenantId? tenant, string uri, CancellationToken stop)
    {
        var key = (tenant?.Value, uri);
        if (cache.ContainsKey(key))
            await Replace(key, await Load(key).WaitAsync(stop)).WaitAsync(stop);
    }

    /// <summary>Of many who find the set stale at once, one fetches and all wait for it.</summary>
    private async Task<Entry> Replace((string? Tenant, string Uri) key, Entry stale)
    {
        var current = cache[key];
        if (await current.Value is { } now && now.At != stale.At)
            return now;
        cache.TryUpdate(key, new Lazy<Task<Entry>>(() => Fetch(key, stale)), current);
        return await cache[key].Value;
    }

    private async Task<Entry> Fetch((string? Tenant, string Uri) key, Entry? last)
    {
        // Not the caller's cancellation: others wait for the same answer.
        var result = await outbound.Send(new OutboundRequest(OutboundPurpose.Jwks, key.Tenant, HttpMethod.Get, key.Uri), CancellationToken.None);
        var now = time.GetUtcNow();
        if (result is OutboundResult.Answered { Ok: true } answer && JwkSet.Parse(answer.Body) is JwkSetResult.Read read)
            return new Entry(read.Keys, now, now, last?.Refetched);
        var old = last is { Keys: not null } && now - last.Fetched < Limits.JwksMax ? last.Keys : null;
        return new Entry(old, now, last?.Fetched ?? DateTimeOffset.MinValue, last?.Refetched);
    }

    /// <param name="At">When it was last tried.</param>
    /// <param name="Fetched">When <paramref name="Keys"/> came.</param>
    /// <param name="Refetched">When an unknown key last made us look.</param>
    private sealed record Entry(JwkSet? Keys, DateTimeOffset At, DateTimeOffset Fetched, DateTimeOffset? Refetched);
}
