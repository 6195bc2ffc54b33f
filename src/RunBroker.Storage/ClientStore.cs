using System.Collections.Immutable;
using RunBroker.Storage.Model;

namespace RunBroker.Storage;

/// <summary>Apps. A client_id is unique over all tenants: it comes from outside before any tenant is known.</summary>
public static class ClientStore
{
    private const string Columns = "client_id, tenant_id, metadata, version, created_at, updated_at";

    public static async Task<ClientWithSecrets?> Find(Tx tx, string clientId)
    {
        var client = await tx.One<Client>($"select {Columns} from client where client_id = @clientId", new { clientId });
        if (client is null)
            return null;
        var secrets = await tx.Many<ClientSecret>(
            "select id, secret_hash, created_at, expires_at from client_secret where client_id = @clientId order by id", new { clientId });
        var tenants = client.TenantId is null
            ? await tx.Many<TenantId>("select tenant_id from client_tenant where client_id = @clientId order by tenant_id",
                new { clientId })
            : [];
        return new ClientWithSecrets(client, secrets, tenants);
    }

    /// <summary>Of those apps that there are, in whatever order: a sign-out asks it of each of a thousand, so the database looks into the JSON.</summary>
    public static Task<ImmutableArray<ClientLogout>> FindLogouts(Tx tx, IReadOnlyCollection<string> clientIds)
    {
        if (clientIds.Count == 0)
            return Task.FromResult<ImmutableArray<ClientLogout>>([]);
        var metadata = tx.Kind == DbKind.Postgres ? "metadata::json" : "metadata";
        return tx.ManyKept($"""
            select client_id, {metadata} ->> 'backchannel_logout_uri', {metadata} ->> 'frontchannel_logout_uri', {metadata} ->> 'id_token_signed_response_alg'
              from client where {tx.Among("client_id", "@0")}
            """, static row => new ClientLogout(row.GetString(0), row.Text(1), row.Text(2), row.Text(3)), tx.Array(clientIds));
    }

    /// <param name="tenant">Null: every tenant's, and the shared ones.</param>
    public static Task<ImmutableArray<Client>> Page(Tx tx, TenantId? tenant, string after, int limit) =>
        tx.Many<Client>($"""
            select {Columns} from client
             where client_id > @after and ({(tenant is null ? "true" : "tenant_id = @tenant")})
             order by client_id limit @limit
            """, new { tenant = tenant?.Value, after, limit });

    /// <returns>False when the client_id is taken.</returns>
    public static async Task<bool> Insert(Tx tx, Client client, ImmutableArray<TenantId> allowedTenants)
    {
        tx.ChangedClient(client.ClientId);
        const string Sql = """
            insert into client (client_id, tenant_id, metadata, version, created_at, updated_at)
            values (@ClientId, @TenantId, @Metadata, @Version, @CreatedAt, @UpdatedAt)
            on conflict (client_id) do nothing
            """;
        if (await tx.Execute(Sql, Row(client)) != 1)
            return false;
        await SetAllowedTenants(tx, client.ClientId, allowedTenants);
        return true;
    }

    public static async Task<bool> Update(Tx tx, Client client, ImmutableArray<TenantId> allowedTenants, long expectedVersion)
    {
        tx.ChangedClient(client.ClientId);
        const string Sql = """
            update client set tenant_id = @TenantId, metadata = @Metadata, version = @Version, updated_at = @UpdatedAt
             where client_id = @ClientId and version = @expectedVersion
            """;
        var changed = await tx.Execute(Sql, new
        {
            client.ClientId,
            TenantId = client.TenantId?.Value,
            client.Metadata,
            client.Version,
            client.UpdatedAt,
            expectedVersion,
        });
        if (changed != 1)
            return false;
        await SetAllowedTenants(tx, client.ClientId, allowedTenants);
        return true;
    }

    public static async Task<bool> Delete(Tx tx, string clientId)
    {
        tx.ChangedClient(clientId);
        return await tx.Execute("delete from client where client_id = @clientId", new { clientId }) == 1;
    }

    public static Task AddSecret(Tx tx, string clientId, ClientSecret secret)
    {
        tx.ChangedClient(clientId);
        return tx.Execute("""
            insert into client_secret (id, client_id, secret_hash, created_at, expires_at)
            values (@Id, @clientId, @SecretHash, @CreatedAt, @ExpiresAt)
            """, new { secret.Id, clientId, secret.SecretHash, secret.CreatedAt, secret.ExpiresAt });
    }

    /// <summary>After a rotation: the old ones end at <paramref name="end"/> at the latest.</summary>
    public static Task ExpireSecrets(Tx tx, string clientId, DateTimeOffset end)
    {
        tx.ChangedClient(clientId);
        return tx.Execute("update client_secret set expires_at = @end where client_id = @clientId and (expires_at is null or expires_at > @end)",
            new { clientId, end });
    }

    /// <summary>Ends one secret at <paramref name="end"/>, if it does not end sooner.</summary>
    public static Task ExpireSecret(Tx tx, string clientId, string id, DateTimeOffset end)
    {
        tx.ChangedClient(clientId);
        return tx.Execute(
            "update client_secret set expires_at = @end where client_id = @clientId and id = @id and (expires_at is null or expires_at > @end)",
            new { clientId, id, end });
    }

    private static async Task SetAllowedTenants(Tx tx, string clientId, ImmutableArray<TenantId> tenants)
    {
        await tx.Execute("delete from client_tenant where client_id = @clientId", new { clientId });
        foreach (var tenant in tenants)
            await tx.Execute("insert into client_tenant (client_id, tenant_id) values (@clientId, @tenant)", new { clientId, tenant });
    }

    private static object Row(Client c) =>
        new { c.ClientId, TenantId = c.TenantId?.Value, c.Metadata, c.Version, c.CreatedAt, c.UpdatedAt };
}
