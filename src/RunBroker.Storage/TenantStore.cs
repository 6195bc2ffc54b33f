using System.Collections.Immutable;
using System.Data.Common;
using RunBroker.Storage.Model;

namespace RunBroker.Storage;

public static class TenantStore
{
    private const string Columns = """
        id, slug, name, plan, default_client_id, connection_policy, absolute_lifetime_ms, idle_timeout_ms, default_role, access_rules,
        brand_colour, help_url, privacy_url, logo_hash, version, created_at, updated_at
        """;

    public static Task<Tenant?> Find(Tx tx, TenantId tenant) =>
        tx.OneKept($"select {Columns} from tenant where id = @0", Read, tenant);

    private static Tenant Read(DbDataReader row) => new()
    {
        Id = row.Tenant(0),
        Slug = row.GetString(1),
        Name = row.GetString(2),
        Plan = row.GetString(3),
        DefaultClientId = row.Text(4),
        ConnectionPolicy = row.GetString(5),
        AbsoluteLifetimeMs = row.Long(6),
        IdleTimeoutMs = row.Long(7),
        DefaultRole = row.GetString(8),
        AccessRules = row.GetString(9),
        BrandColour = row.Text(10),
        HelpUrl = row.Text(11),
        PrivacyUrl = row.Text(12),
        LogoHash = row.Text(13),
        Version = row.GetInt64(14),
        CreatedAt = row.Instant(15),
        UpdatedAt = row.Instant(16),
    };

    public static Task<Tenant?> FindBySlug(Tx tx, string slug) =>
        tx.One<Tenant>($"select {Columns} from tenant where slug = @slug", new { slug });

    /// <summary>The tenant for which the domain is verified.</summary>
    public static Task<Tenant?> FindByVerifiedDomain(Tx tx, string domain) =>
        tx.One<Tenant>($"""
            select {Columns} from tenant
             where id = (select tenant_id from domain where name = @domain and verified)
            """, new { domain });

    /// <param name="after">The last slug of the page before, or "".</param>
    public static Task<ImmutableArray<Tenant>> Page(Tx tx, string after, int limit) =>
        tx.Many<Tenant>($"select {Columns} from tenant where slug > @after order by slug limit @limit", new { after, limit });

    /// <param name="after">The last slug of the page before, or "".</param>
    public static Task<ImmutableArray<Tenant>> Search(Tx tx, TenantFilter filter, string after, int limit)
    {
        const string Connections = "(select 1 from connection c where c.tenant_id = tenant.id and c.deleted_at is null and c.archived_at is null";
        var conditions = string.Concat(
            filter.Text is null ? "" : """
                 and (lower(name) like @like escape '\' or slug like @like escape '\'
                      or exists (select 1 from domain d where d.tenant_id = tenant.id and d.name like @like escape '\'))
                """,
            filter.Plan is null ? "" : " and plan = @Plan",
            filter.Connection switch
            {
                "enabled" => $" and exists {Connections} and c.enabled)",
                "disabled" => $" and exists {Connections}) and not exists {Connections} and c.enabled)",
                "none" => $" and not exists {Connections})",
                _ => "",
            });
        var like = filter.Text is { } text ? $"%{text.ToLowerInvariant().Replace(@"\", @"\\", StringComparison.Ordinal)
            .Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal)}%" : null;
        return tx.Many<Tenant>($"select {Columns} from tenant where slug > @after{conditions} order by slug limit @limit",
            new { after, limit, like, filter.Plan });
    }

    /// <returns>False when the slug is taken.</returns>
    public static async Task<bool> Insert(Tx tx, Tenant tenant)
    {
        tx.Changed(tenant.Id);
        const string Sql = """
            insert into tenant (id, slug, name, plan, default_client_id, connection_policy, absolute_lifetime_ms, idle_timeout_ms,
                                default_role, access_rules, brand_colour, help_url, privacy_url, logo_hash, version, created_at, updated_at)
            values (@Id, @Slug, @Name, @Plan, @DefaultClientId, @ConnectionPolicy, @AbsoluteLifetimeMs, @IdleTimeoutMs,
                    @DefaultRole, @AccessRules, @BrandColour, @HelpUrl, @PrivacyUrl, @LogoHash, @Version, @CreatedAt, @UpdatedAt)
            on conflict (slug) do nothing
            """;
        return await tx.Execute(Sql, tenant) == 1;
    }

    /// <summary>
    /// Writes every column but id, slug and created_at, if the stored version is still <paramref name="expectedVersion"/>.
    /// </summary>
    public static async Task<bool> Update(Tx tx, Tenant tenant, long expectedVersion)
    {
        tx.Changed(tenant.Id);
        const string Sql = """
            update tenant
               set name = @Name, plan = @Plan, default_client_id = @DefaultClientId, connection_policy = @ConnectionPolicy,
                   absolute_lifetime_ms = @AbsoluteLifetimeMs, idle_timeout_ms = @IdleTimeoutMs, default_role = @DefaultRole,
                   access_rules = @AccessRules, brand_colour = @BrandColour, help_url = @HelpUrl, privacy_url = @PrivacyUrl,
                   logo_hash = @LogoHash, version = @Version, updated_at = @UpdatedAt
             where id = @Id and version = @expectedVersion
            """;
        return await tx.Execute(Sql, new
        {
            tenant.Id,
            tenant.Name,
            tenant.Plan,
            tenant.DefaultClientId,
            tenant.ConnectionPolicy,
            tenant.AbsoluteLifetimeMs,
            tenant.IdleTimeoutMs,
            tenant.DefaultRole,
            tenant.AccessRules,
            tenant.BrandColour,
            tenant.HelpUrl,
            tenant.PrivacyUrl,
            tenant.LogoHash,
            tenant.Version,
            tenant.UpdatedAt,
            expectedVersion,
        }) == 1;
    }

    /// <summary>
    /// Takes the row's lock till the end of the transaction, so that decisions over all of a tenant's connections do not race.
    /// </summary>
    public static Task<Tenant?> Lock(Tx tx, TenantId tenant) =>
        tx.One<Tenant>($"select {Columns} from tenant where id = @tenant {tx.ForUpdate}", new { tenant });

    /// <summary>After an app was deleted.</summary>
    public static async Task ForgetDefaultClient(Tx tx, string clientId, DateTimeOffset now)
    {
        const string Sql = """
            update tenant set default_client_id = null, version = version + 1, updated_at = @now where default_client_id = @clientId
            returning id
            """;
        foreach (var tenant in await tx.Many<TenantId>(Sql, new { clientId, now }))
            tx.Changed(tenant);
    }

    /// <summary>By the hash of the tenant's row, so that no old picture is ever shown at a new address.</summary>
    public static Task<TenantLogo?> Logo(Tx tx, TenantId tenant, string hash) =>
        tx.One<TenantLogo>("select tenant_id, hash, content_type, content from tenant_logo where tenant_id = @tenant and hash = @hash", new { tenant, hash });

    /// <param name="logo">Null takes it away.</param>
    public static async Task SetLogo(Tx tx, TenantId tenant, TenantLogo? logo)
    {
        await tx.Execute("delete from tenant_logo where tenant_id = @tenant", new { tenant });
        if (logo is not null)
        {
            await tx.Execute("insert into tenant_logo (tenant_id, hash, content_type, content) values (@tenant, @Hash, @ContentType, @Content)",
                new { tenant, logo.Hash, logo.ContentType, logo.Content });
        }
    }

    /// <summary>Its apps go with it.</summary>
    public static async Task<bool> Delete(Tx tx, TenantId tenant)
    {
        tx.Changed(ConfigChange.All);
        return await tx.Execute("delete from tenant where id = @tenant", new { tenant }) == 1;
    }
}
