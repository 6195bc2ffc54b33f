using System.Collections.Immutable;
using RunBroker.Storage.Model;

namespace RunBroker.Storage;

public static class DomainStore
{
    private const string Columns = "tenant_id, name, verified, dns_txt, version, created_at, verified_at";

    public static Task<Domain?> Find(Tx tx, TenantId tenant, string name) =>
        tx.One<Domain>($"select {Columns} from domain where tenant_id = @tenant and name = @name", new { tenant, name });

    public static Task<ImmutableArray<Domain>> Page(Tx tx, TenantId tenant, string after, int limit) =>
        tx.Many<Domain>($"select {Columns} from domain where tenant_id = @tenant and name > @after order by name limit @limit",
            new { tenant, after, limit });

    public static Task<ImmutableArray<string>> Verified(Tx tx, TenantId tenant) =>
        tx.Many<string>("select name from domain where tenant_id = @tenant and verified order by name", new { tenant });

    /// <returns>False when the tenant has it already.</returns>
    public static async Task<bool> Insert(Tx tx, Domain domain)
    {
        tx.Changed(domain.TenantId);
        const string Sql = """
            insert into domain (tenant_id, name, verified, dns_txt, version, created_at, verified_at)
            values (@TenantId, @Name, @Verified, @DnsTxt, @Version, @CreatedAt, @VerifiedAt)
            on conflict do nothing
            """;
        return await tx.Execute(Sql, domain) == 1;
    }

    /// <returns>False when another tenant holds the domain: the unique index decides, also between two at once.</returns>
    public static async Task<bool> SetVerified(Tx tx, TenantId tenant, string name, bool verified, DateTimeOffset now)
    {
        tx.Changed(tenant);
        const string Sql = """
            update domain
               set verified = @verified, verified_at = case when @verified then @now else null end, version = version + 1
             where tenant_id = @tenant and name = @name
               and (not @verified or not exists (select 1 from domain o where o.name = @name and o.verified and o.tenant_id <> @tenant))
            """;
        // Of two transactions neither sees what the other has not committed, and the loser would meet the index: one after the other.
        if (tx.Kind == DbKind.Postgres)
            await tx.Execute("select pg_advisory_xact_lock(hashtextextended(@name, 0))", new { name });
        return await tx.Execute(Sql, new { tenant, name, verified, now }) == 1;
    }

    public static async Task<bool> Delete(Tx tx, TenantId tenant, string name)
    {
        tx.Changed(tenant);
        return await tx.Execute("delete from domain where tenant_id = @tenant and name = @name", new { tenant, name }) == 1;
    }
}
