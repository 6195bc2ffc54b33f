using System.Collections.Concurrent;
using System.Collections.Immutable;
using RunBroker.Admin;
using RunBroker.Pages.Words;
using RunBroker.Protocol.Saml;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;

namespace RunBroker.Upstream.Saml;

/// <summary>
/// SAML connections, ready to use. A sign-in that has the connection's row finds the rest here, without a query and without importing
/// a key, until the row's version, its trust version or the time says that something has changed.
/// </summary>
internal sealed class SamlConnections(Db db, SamlKeys keys, SamlRefresh refresh, Settings settings, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Loaded> cache = new();
    private readonly ConcurrentDictionary<(string Id, long Version, long Trust), Lazy<Task<Loaded>>> flights = new();
    private readonly UnknownKeys unknown = new(db, refresh, time);

    /// <returns>
    /// Trust is null, and the fault says why, while something is missing or the metadata has run out; the upstream is null only when our own
    /// keys cannot be opened.
    /// </returns>
    public async Task<(SamlTrust? Trust, SamlUpstream? Upstream, UpstreamFault? Fault)> Load(Connection row, CancellationToken stop)
    {
        var loaded = await Get(row, stop);
        return (loaded.Trust, loaded.Upstream, loaded.Fault);
    }

    /// <summary>After a message of an unknown key: has the provider rolled its certificate (S-036)?</summary>
    /// <returns>True when something newer is known than what <see cref="Load"/> gave for this row: load it again, and judge again.</returns>
    public async Task<bool> RefreshOnUnknownKey(Connection row, CancellationToken stop)
    {
        // A draft's document was fetched as it was saved, and what is live is not its.
        if (row.Draft is not null)
            return false;
        var seen = await Get(row, stop);
        if (await unknown.Look(row, stop) <= seen.TrustVersion)
            return false;
        // The caller's row does not know it yet, so the old one would still fit it.
        cache.TryRemove(KeyValuePair.Create(row.Id, seen));
        return true;
    }

    /// <summary>Forgets what was made of a connection; keys in use live on until nobody holds them.</summary>
    public void Forget(string connection) => cache.TryRemove(connection, out _);

    private async Task<Loaded> Get(Connection row, CancellationToken stop)
    {
        if (cache.TryGetValue(Place(row), out var known) && known.Fits(row, time.GetUtcNow()))
        {
            known.Touch(time.GetTimestamp());
            return known;
        }

        // Of many who need it at once one reads, and all wait for the same answer: not for one caller's cancellation.
        var key = (Place(row), row.Version, row.TrustVersion);
        var flight = flights.GetOrAdd(key, _ => new Lazy<Task<Loaded>>(() => Make(row, known)));
        try
        {
            return await flight.Value.WaitAsync(stop);
        }
        finally
        {
            flights.TryRemove(KeyValuePair.Create(key, flight));
        }
    }

    private async Task<Loaded> Make(Connection row, Loaded? before)
    {
        // The version before what it counts: what is read after it is at least as new.
        var (trust, rows, metadata) = await db.Read(
            async tx => (await ConnectionStore.Find(tx, row.TenantId, row.Id) is { } now ? now.TrustVersion : row.TrustVersion,
                await SamlKeyStore.Of(tx, row.TenantId, row.Id), await Metadata(tx, row)),
            CancellationToken.None);
        var loaded = Judge(row, trust, rows, metadata, before);
        Keep(Place(row), loaded);
        return loaded;
    }

    /// <summary>A draft has its own.</summary>
    private static string Place(Connection row) => row.Draft is { } draft ? $"{row.Id} {draft}" : row.Id;

    private async Task<SamlMetadataRow?> Metadata(Tx tx, Connection row)
    {
        var now = await SamlMetadataStore.Find(tx, row.TenantId, row.Id);
        return row.Draft is not { } number ? now
            : await ConnectionVersionStore.Find(tx, row.TenantId, row.Id, number) is { } draft && await ConnectionStore.Find(tx, row.TenantId, row.Id) is { } live
                ? VersionRows.Metadata(live, now, draft, time.GetUtcNow()) : null;
    }

    private Loaded Judge(Connection row, long trust, ImmutableArray<SamlKeyRow> rows, SamlMetadataRow? metadata, Loaded? before)
    {
        var (now, stored) = (time.GetUtcNow(), StoredJson.Saml(row.Settings));
        var facts = SamlFacts.Read(stored, metadata, refresh.MayUseHttp, now);
        var until = Earlier(OwnKeys.NextChange(rows, now), metadata?.ValidUntil is { } end && end > now ? end : null);
        var own = Opened(rows, before, now);
        if (own.IsEmpty)
        {
            var lost = new UpstreamFault(ErrorReason.ConnectionNotReady, "connection.KeysLost", "P-001", "our keys for this connection",
                "the master key that sealed them is gone", "server_error");
            return new(row.Version, trust, until, null, null, lost);
        }

        var upstream = new SamlUpstream
        {
            ConnectionId = row.Id,
            Settings = stored,
            SpEntityId = settings.Url(Routes.SamlMetadata(row.Id)),
            AcsUrl = settings.Url(Routes.SamlAcs(row.Id)),
            SloUrl = settings.Url(Routes.SamlSlo(row.Id)),
            Idp = facts.Idp,
            Keys = own,
            At = now,
        };
        return facts.Idp is { } idp
            ? new(row.Version, trust, until, SamlTrusts.Of(upstream, idp, facts.Keys), upstream, null)
            : new(row.Version, trust, until, null, upstream, Unusable(facts));
    }

    private static UpstreamFault Unusable(SamlFacts facts)
    {
        var why = facts.Problems[0];
        return new(ErrorReason.ConnectionNotReady, $"metadata.{why.Code}", "S-123", $"{why.Field}: {why.Wanted}", why.Got, "server_error");
    }

    /// <summary>Empty when one of either use is missing. What the last look opened is taken over: importing costs more than verifying.</summary>
    private ImmutableArray<OwnKey> Opened(ImmutableArray<SamlKeyRow> rows, Loaded? before, DateTimeOffset now)
    {
        var own = ImmutableArray.CreateBuilder<OwnKey>();
        foreach (var row in rows.Where(r => !OwnKeys.Retired(r, now)))
        {
            var known = before?.Upstream?.Keys.FirstOrDefault(k => k.Row.Id == row.Id)?.Key;
#pragma warning disable CA2000 // shared by sign-ins under way: whoever disposed it could not know when they are done
            if ((known ?? keys.Open(row)) is { } key)
#pragma warning restore CA2000
                own.Add(new(row, key));
        }

        return own.Any(k => k.Row.KeyUse == SamlKeyRow.Signing) && own.Any(k => k.Row.KeyUse == SamlKeyRow.Encryption)
            ? own.ToImmutable() : [];
    }

    private void Keep(string id, Loaded loaded)
    {
        loaded.Touch(time.GetTimestamp());
        cache[id] = loaded;
        if (cache.Count <= Limits.SamlConnectionsCached)
            return;
        foreach (var (old, _) in cache.OrderBy(e => e.Value.Used).Take(Limits.SamlConnectionsCached / 4))
            cache.TryRemove(old, out _);
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null ? b : b is null ? a : a < b ? a : b;

    private sealed record Loaded(
        long Version, long TrustVersion, DateTimeOffset? Until, SamlTrust? Trust, SamlUpstream? Upstream, UpstreamFault? Fault)
    {
        private long used;

        public long Used => Volatile.Read(ref used);

        public void Touch(long timestamp) => Volatile.Write(ref used, timestamp);

        // Newer than the caller's row is as good: somebody has looked since.
        public bool Fits(Connection row, DateTimeOffset now) =>
            Version == row.Version && TrustVersion >= row.TrustVersion && !(Until <= now);
    }
}
