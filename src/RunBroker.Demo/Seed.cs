using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;
using RunBroker.Tenancy;

namespace RunBroker.Demo;

/// <summary>
/// Two tenants, a provider each, three apps. Idempotent: in a kept folder what is there is brought up to date, since ports may have
/// changed, and users and sessions stay. Apps get a new secret with each start, so that none has to be kept in the clear.
/// </summary>
internal sealed class Seed(Db db, SecretBox box, TimeProvider time)
{
    /// <summary>The broker's own secret at the providers, which take any.</summary>
    private const string UpstreamSecret = "demo-upstream-secret-0123456789";

    public async Task<Registered> Apply(Places at, CancellationToken stop)
    {
        var acme = await Tenant("acme", "Acme", stop);
        var globex = await Tenant("globex", "Globex", stop);
        await Connection(acme, "Acme's provider", at.AcmeIdp, stop);
        await Connection(globex, "Globex's provider", at.GlobexIdp, stop);
        var secretApp = new AppMetadata { GrantTypes = ["authorization_code", "refresh_token"] };
        return new(
            await App("field-service", "Field Service", at.FieldService, secretApp, [acme], stop),
            await App("reports", "Reports", at.Reports, secretApp, [acme], stop),
            await App("fleet-map", "Fleet Map", at.FleetMap, new AppMetadata { TokenEndpointAuthMethod = "none", AllowedOrigins = [at.FleetMap] }, [acme, globex], stop));
    }

    private Task<Tenant> Tenant(string slug, string name, CancellationToken stop) => db.Write(async tx =>
    {
        var now = time.GetUtcNow();
        if (await TenantStore.FindBySlug(tx, slug) is { } known)
            return known;
        var tenant = new Tenant
        {
            Id = new TenantId(Ids.New("ten_", now)), Slug = slug, Name = name, Plan = "scale", ConnectionPolicy = "exclusive", DefaultRole = "member",
            AccessRules = "[]", Version = 1, CreatedAt = now, UpdatedAt = now,
        };
        await TenantStore.Insert(tx, tenant);
        await DomainStore.Insert(tx, new Domain { TenantId = tenant.Id, Name = slug + ".example", DnsTxt = "demo", Version = 1, CreatedAt = now });
        await DomainStore.SetVerified(tx, tenant.Id, slug + ".example", verified: true, now);
        return tenant;
    }, stop);

    private Task Connection(Tenant tenant, string name, string issuer, CancellationToken stop) => db.Write(async tx =>
    {
        var now = time.GetUtcNow();
        var settings = StoredJson.Write(new OidcSettings
        {
            IssuerUrl = issuer,
            ClientId = "runbroker",
            OtherClaimMappings = [new("department", "department")],
            RoleRules = [new("groups", "contains", "admins", "admin"), new("groups", "contains", "engineers", "engineer")],
        });
        if ((await ConnectionStore.Enabled(tx, tenant.Id)).FirstOrDefault() is { } known)
        {
            var changed = known with { Settings = settings, Version = known.Version + 1, UpdatedAt = now };
            await ConnectionStore.Update(tx, changed, known.Version);
            return;
        }

        var id = Ids.New("con_", now);
        await ConnectionStore.Insert(tx, new Connection
        {
            Id = id, TenantId = tenant.Id, Name = name, Protocol = "oidc", Enabled = true, LoginSlug = RandomToken.Create("", 24), Settings = settings,
            ClientSecret = box.Seal(Encoding.UTF8.GetBytes(UpstreamSecret), new SecretPlace(tenant.Id.Value, "connection", id, "client_secret")),
            Version = 1, CreatedAt = now, UpdatedAt = now,
        });
    }, stop);

    private Task<RegisteredApp> App(string id, string name, string at, AppMetadata kind, ImmutableArray<Tenant> tenants, CancellationToken stop) => db.Write(async tx =>
    {
        var now = time.GetUtcNow();
        var metadata = StoredJson.Write(kind with { ClientName = name, RedirectUris = [at + "/callback", at + "/silent"], PostLogoutRedirectUris = [at + "/signed-out"] });
        ImmutableArray<TenantId> shared = tenants.Length > 1 ? [.. tenants.Select(t => t.Id)] : [];
        var client = new Client { ClientId = id, TenantId = shared.IsEmpty ? tenants[0].Id : null, Metadata = metadata, Version = 1, CreatedAt = now, UpdatedAt = now };
        if (await ClientStore.Find(tx, id) is { Client: var known })
            await ClientStore.Update(tx, client with { Version = known.Version + 1 }, shared, known.Version);
        else
            await ClientStore.Insert(tx, client, shared);
        var secret = kind.TokenEndpointAuthMethod == "none" ? null : RandomToken.Create("", 32);
        if (secret is not null)
        {
            await ClientStore.ExpireSecrets(tx, id, now);
            await ClientStore.AddSecret(tx, id, new ClientSecret { Id = Ids.New("sec_", now), SecretHash = SHA256.HashData(Encoding.UTF8.GetBytes(secret)), CreatedAt = now });
        }

        return new RegisteredApp(name, id, secret, string.Join(" and ", tenants.Select(t => t.Name)));
    }, stop);
}
