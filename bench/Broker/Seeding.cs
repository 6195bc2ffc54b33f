using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using RunBroker.Protocol.Saml.Signatures;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;
using RunBroker.Tenancy;

namespace RunBroker.Bench;

/// <summary>Puts a <see cref="Site"/> into an empty database, before the broker starts.</summary>
internal sealed class Seeding(Db db, SecretBox box, SeedUpstreams upstreams)
{
    private static readonly ImmutableArray<string> ForPeople = ["authorization_code", "refresh_token"];
    private static readonly ImmutableArray<string> ForItself = ["client_credentials"];

    private readonly DateTimeOffset now = TimeProvider.System.GetUtcNow();

    public SeedUpstreams Upstreams => upstreams;

    /// <param name="also">Seeds more.</param>
    public async Task Run(Func<Seeding, Db, Task> also)
    {
        await Migrator.Apply(db, now, CancellationToken.None);
        await db.Write(async tx =>
        {
            foreach (var kind in (UpstreamKind[])[UpstreamKind.Oidc, UpstreamKind.Saml])
            {
                var tenant = TenantOf(Site.Tenant(kind));
                await TenantStore.Insert(tx, tenant);
                await AddConnection(tx, tenant.Id, kind);
            }

            foreach (var app in Site.Apps)
                await AddApp(tx, app);
            foreach (var app in Site.OwnApps)
                await AddApp(tx, app, ForItself, Bench.App.ManagementScope);
        }, CancellationToken.None);
        await also(this, db);
    }

    public Tenant TenantOf(string slug) => new()
    {
        Id = new($"ten_{slug}"),
        Slug = slug,
        Name = slug,
        Plan = "scale",
        ConnectionPolicy = "exclusive",
        DefaultRole = "member",
        AccessRules = "[]",
        Version = 1,
        CreatedAt = now,
        UpdatedAt = now,
    };

    public static string ConnectionId(TenantId tenant) => $"con_{tenant.Value[4..]}";

    public Task AddConnection(Tx tx, TenantId tenant, UpstreamKind kind) =>
        AddConnection(tx, tenant, kind, kind == UpstreamKind.Oidc ? upstreams.OidcSettings : upstreams.SamlSettings);

    public async Task AddConnection(Tx tx, TenantId tenant, UpstreamKind kind, string settings)
    {
        var id = ConnectionId(tenant);
        await ConnectionStore.Insert(tx, new Connection
        {
            Id = id,
            TenantId = tenant,
            Name = "bench",
            Protocol = kind == UpstreamKind.Oidc ? "oidc" : "saml",
            Enabled = true,
            LoginSlug = $"login-{id}",
            Settings = settings,
            ClientSecret = kind == UpstreamKind.Oidc
                ? box.Seal(Encoding.UTF8.GetBytes(upstreams.OidcSecret), new SecretPlace(tenant.Value, "connection", id, "client_secret")) : null,
            Version = 1,
            CreatedAt = now,
            UpdatedAt = now,
        });
        if (kind != UpstreamKind.Saml)
            return;
        foreach (var use in (string[])[SamlKeyRow.Signing, SamlKeyRow.Encryption])
        {
            var key = $"key_{use}_{tenant.Value}";
            await SamlKeyStore.Insert(tx, new SamlKeyRow
            {
                Id = key,
                TenantId = tenant,
                ConnectionId = id,
                KeyUse = use,
                Generation = 1,
                PrivateKey = box.Seal(upstreams.OwnKey.Pkcs8, new SecretPlace(tenant.Value, "saml_key", key, "private_key")),
                Certificate = upstreams.OwnKey.Certificate,
                CreatedAt = now,
                ActiveAt = now,
            });
        }
    }

    public Task AddApp(Tx tx, App app) => AddApp(tx, app, ForPeople, Bench.App.Scope);

    public Task AddApp(Tx tx, App app, ImmutableArray<string> grants, string scope) => AddApp(tx, app, new AppMetadata
    {
        ClientName = app.ClientId,
        RedirectUris = grants == ForItself ? [] : [Bench.App.RedirectUri],
        PostLogoutRedirectUris = grants == ForItself ? [] : [Bench.App.RedirectUri],
        GrantTypes = grants,
        Scope = scope,
        IdTokenSignedResponseAlg = app.Alg,
        AccessTokenType = app.Opaque ? "opaque" : "jwt",
    });

    public async Task AddApp(Tx tx, App app, AppMetadata metadata)
    {
        await ClientStore.Insert(tx, new Storage.Model.Client
        {
            ClientId = app.ClientId,
            TenantId = TenantOf(app.Tenant).Id,
            Metadata = StoredJson.Write(metadata),
            Version = 1,
            CreatedAt = now,
            UpdatedAt = now,
        }, []);
        await ClientStore.AddSecret(tx, app.ClientId, new ClientSecret
        {
            Id = Ids.New("sec_", now),
            SecretHash = SHA256.HashData(Encoding.UTF8.GetBytes(app.Secret)),
            CreatedAt = now,
        });
    }
}

/// <summary>One key for both uses of all connections: making one takes a good part of a second.</summary>
internal sealed record SeedKey(byte[] Pkcs8, byte[] Certificate)
{
    public static SeedKey Make(DateTimeOffset now)
    {
        using var key = SpKey.Create("127.0.0.1", now.AddDays(-1), now.AddYears(5));
        return new(key.ExportPkcs8(), key.Certificate.ToArray());
    }
}
