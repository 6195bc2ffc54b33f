using RunBroker.Storage;
using RunBroker.Tenancy;

namespace RunBroker.Logout;

/// <summary>Apps and connections of the sessions that end, each read once however many sessions there are.</summary>
internal sealed class KnownParties(Tx tx)
{
    private readonly Dictionary<string, AppMetadata?> apps = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SessionUpstream?> upstreams = new(StringComparer.Ordinal);

    public async Task<AppMetadata?> App(string clientId) => apps.TryGetValue(clientId, out var known) ? known
        : apps[clientId] = await ClientStore.Find(tx, clientId) is { } row ? StoredJson.App(row.Client.Metadata) : null;

    public async Task<SessionUpstream?> Upstream(TenantId tenant, string id) => upstreams.TryGetValue(id, out var known) ? known
        : upstreams[id] = await ConnectionStore.FindSnapshot(tx, tenant, id) is { } row
            ? new(row.Id, row.Protocol, StoredJson.UpstreamLogout(row), row.IsUsable) : null;
}
