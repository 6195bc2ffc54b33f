using System.Collections.Immutable;
using RunBroker.Storage;
using RunBroker.Tenancy;

namespace RunBroker.Logout;

/// <summary>Apps and connections of the sessions that end, each read once however many sessions there are, and all apps by one question.</summary>
internal sealed class KnownParties(Tx tx)
{
    private readonly Dictionary<string, LogoutAddresses?> apps = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SessionUpstream?> upstreams = new(StringComparer.Ordinal);

    public async Task LoadApps(IEnumerable<string> clientIds)
    {
        ImmutableArray<string> others = [.. clientIds.Distinct(StringComparer.Ordinal).Where(id => !apps.ContainsKey(id))];
        foreach (var id in others)
            apps[id] = null;
        foreach (var row in await ClientStore.FindLogouts(tx, others))
            apps[row.ClientId] = LogoutAddresses.Of(row);
    }

    /// <summary>One that was loaded; null when it is no longer registered.</summary>
    public LogoutAddresses? App(string clientId) => apps[clientId];

    public async Task<SessionUpstream?> Upstream(TenantId tenant, string id) => upstreams.TryGetValue(id, out var known) ? known
        : upstreams[id] = await ConnectionStore.FindSnapshot(tx, tenant, id) is { } row
            ? new(row.Id, row.Protocol, StoredJson.UpstreamLogout(row), row.IsUsable) : null;
}
