using System.Collections.Immutable;

namespace RunBroker.Storage;

/// <summary>Hosts of tenants (TG-31). A host belongs to one tenant: the primary key decides.</summary>
public static class HostStore
{
    public static async Task<TenantId?> Find(Tx tx, string host) =>
        await tx.One<string>("select tenant_id from tenant_host where host = @host", new { host }) is { } tenant ? new TenantId(tenant) : null;

    public static Task<ImmutableArray<string>> Of(Tx tx, TenantId tenant) =>
        tx.Many<string>("select host from tenant_host where tenant_id = @tenant order by host", new { tenant });

    /// <returns>The first host that another tenant has, or null when all are now this tenant's.</returns>
    public static async Task<string?> Replace(Tx tx, TenantId tenant, ImmutableArray<string> hosts)
    {
        await tx.Execute("delete from tenant_host where tenant_id = @tenant", new { tenant });
        foreach (var host in hosts)
        {
            if (await tx.Execute("insert into tenant_host (host, tenant_id) values (@host, @tenant) on conflict do nothing", new { host, tenant }) != 1)
                return host;
        }

        return null;
    }
}
