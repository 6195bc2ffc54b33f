using RunBroker.Admin;
using RunBroker.Storage.Model;

namespace RunBroker.SetupLinks;

/// <summary>What switching a connection on would take the place of: counted, never named, since the holder is to see nothing of it.</summary>
internal sealed class ReplacedConnections(ConnectionAdmin connections, ConnectionImpact impact)
{
    /// <summary>How many people are signed out by it; null: nothing is replaced.</summary>
    public async Task<long?> Users(Tenant tenant, string id, CancellationToken stop)
    {
        if (tenant.ConnectionPolicy != TenantAdmin.Exclusive)
            return null;
        var live = await connections.List(tenant.Id, archived: false, new(Limits.PageMax, null), stop);
        long? users = null;
        foreach (var other in live.Items.Where(c => c.Enabled && c.Id != id))
            users = (users ?? 0) + (await impact.Of(tenant.Id, other.Id, stop)).Match(i => i.Disable.Users, _ => 0);
        return users;
    }
}
