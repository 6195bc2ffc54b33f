using System.Collections.Frozen;
using RunBroker.Storage;
using RunBroker.Tenancy;

namespace RunBroker.Admin;

/// <summary>What apps are called, for pages that name them. Of a shared app a tenant sees the name and nothing else: its people read it, too.</summary>
internal sealed class AppNames(Db db)
{
    /// <summary>Of an app that is gone: its client_id.</summary>
    public Task<FrozenDictionary<string, string>> Of(IEnumerable<string?> clientIds, CancellationToken stop) => db.Read(
        async tx =>
        {
            var names = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var id in clientIds.OfType<string>().Distinct(StringComparer.Ordinal))
                names[id] = await ClientStore.Find(tx, id) is { } app ? StoredJson.App(app.Client.Metadata).ClientName ?? id : id;
            return names.ToFrozenDictionary(StringComparer.Ordinal);
        }, stop);
}
