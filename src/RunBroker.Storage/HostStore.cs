using System.Collections.Immutable;

namespace RunBroker.Storage;

/// <summary>Hosts of tenants (TG-31). A host belongs to one tenant: the primary key decides.</summary>
public static class HostStore
{
    public static async Task<TenantId?> Find(Tx tx, string host) =>
        await tx.One<string>("select tenant_id from tenant_host where host = @host", new { host }) is { } tenant
            ? new TenantId(tenant) : null;

    public static Task<ImmutableArray<string>> Of(Tx tx, TenantId tenant) =>
        tx.Many<string>("select host from tenant_host where tenant_id = @tenant order by host", new { tenant });

    /// <summary>
    /// All hosts of the tenant are <paramref name="hosts"/> afterwards; when one is another tenant's, nothing is changed.
    /// </summary>
    /// <returns>A host that another tenant has, or null when all are now this tenant's.</returns>
    public static async Task<string?> Replace(Tx tx, TenantId tenant, ImmutableArray<string> hosts)
    {
        // One at a time: otherwise two tenants that ask for one host at once would both find it free.
        if (tx.Kind == DbKind.Postgres)
            await tx.Execute("lock table tenant_host in share row exclusive mode");
        var taken = await tx.Many<string>(
            $"select host from tenant_host where tenant_id <> @tenant and {tx.Among("host", "@hosts")} order by host limit 1",
            new { tenant, hosts = hosts.ToArray() });
        if (!taken.IsEmpty)
            return taken[0];
        await tx.Execute("delete from tenant_host where tenant_id = @tenant", new { tenant });
        foreach (var host in hosts.Distinct())
            await tx.Execute("insert into tenant_host (host, tenant_id) values (@host, @tenant)", new { host, tenant });
        return null;
    }
}
