using System.Collections.Concurrent;
using RunBroker.Storage;
using RunBroker.Storage.Model;

namespace RunBroker.Upstream.Saml;

/// <summary>
/// Looks at a provider's metadata again because a message came with a key that is not known (S-036): at most once a minute for a connection,
/// on all nodes together, since anyone can send such a message.
/// </summary>
internal sealed class UnknownKeys(Db db, SamlRefresh refresh, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Ask> asks = new();

    /// <summary>All who meet a new key at once wait for the same answer: a rollover costs none of them the sign-in.</summary>
    /// <returns>The connection's trust version after the last look.</returns>
    public async Task<long> Look(Connection row, CancellationToken stop)
    {
        var now = time.GetUtcNow();
        var ask = asks.GetOrAdd(row.Id, _ => NewAsk());
        if (now - ask.At >= Limits.MetadataAskPause)
            ask = asks.AddOrUpdate(row.Id, _ => NewAsk(), (_, old) => now - old.At >= Limits.MetadataAskPause ? NewAsk() : old);
        try
        {
            return await ask.Flight.Value.WaitAsync(stop);
        }
        catch (StorageUnavailableException)
        {
            // An outage must not be remembered for a minute.
            asks.TryRemove(KeyValuePair.Create(row.Id, ask));
            throw;
        }

        Ask NewAsk() => new(now, new(() => Fetch(row)));
    }

    private async Task<long> Fetch(Connection row)
    {
        var now = time.GetUtcNow();
        var may = await db.Write(
            tx => SamlMetadataStore.MayAsk(tx, row.TenantId, row.Id, now - Limits.MetadataAskPause, now, now + Limits.MetadataAskFlight),
            CancellationToken.None);
        if (may)
            await refresh.Run(row, $"upstream:{row.Id}", null, CancellationToken.None);
        else
            await OtherNode(row);
        var current = await db.Read(tx => ConnectionStore.Find(tx, row.TenantId, row.Id), CancellationToken.None);
        return current is null ? 0 : current.TrustVersion;
    }

    /// <summary>Another node may be at it: its answer comes into the database at any moment, and is waited for a little.</summary>
    private async Task OtherNode(Connection row)
    {
        for (var i = 0; i < Limits.MetadataWaits; i++)
        {
            var metadata = await db.Read(tx => SamlMetadataStore.Find(tx, row.TenantId, row.Id), CancellationToken.None);
            if (metadata?.LeasedUntil is not { } until || until <= time.GetUtcNow())
                return;
            await Task.Delay(Limits.MetadataWait, time, CancellationToken.None);
        }
    }

    /// <param name="Flight">The trust version that it came to.</param>
    private sealed record Ask(DateTimeOffset At, Lazy<Task<long>> Flight);
}
