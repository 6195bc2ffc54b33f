using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;
using RunBroker.Tenancy;
using RunBroker.TestIdps;

namespace RunBroker.Tests.Flows;

/// <summary>
/// Everything of a sign-in on one stage: the broker, an upstream, apps, and a person's browser; one tenant `acme` with one enabled
/// connection. Rows are written as the management API would write them.
/// </summary>
internal sealed class Scene : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> owned = [];

    private Scene(TestBroker broker, TestOp op)
    {
        (Broker, Op) = (broker, op);
        Browser = NewBrowser();
    }

    public TestBroker Broker { get; private set; }
    public TestOp Op { get; }
    public TestBrowser Browser { get; private set; }
    public Tenant Tenant { get; private set; } = null!;
    public Connection Connection { get; private set; } = null!;
    /// <summary>The first app: confidential, of the tenant, with refresh tokens.</summary>
    public TestApp App { get; private set; } = null!;
    public TestClock Clock => Broker.Options.Clock;
    public Db Db => Broker.Db;
    private DateTimeOffset Now => Clock.GetUtcNow();

    public static async Task<Scene> Start(TestBrokerOptions? options = null, TestOpOptions? op = null)
    {
        options ??= new TestBrokerOptions();
        var broker = await TestBroker.Start(options);
        var upstream = await TestOp.Start((op ?? new TestOpOptions { AcceptAnyClient = true }) with { Clock = options.Clock });
        upstream.Users.Add(TestUser.Person("alice", "Alice", "Liddell", "alice@acme.example", "staff", "admins"));
        upstream.Users.Add(TestUser.Person("bob", "Bob", "Stone", "bob@acme.example", "staff"));
        upstream.SignInAs = "alice";
        var scene = new Scene(broker, upstream);
        scene.Tenant = await scene.AddTenant("acme");
        scene.Connection = await scene.AddConnection(scene.Tenant, upstream);
        scene.App = await scene.AddApp("app-one");
        return scene;
    }

    public async Task<Tenant> AddTenant(string slug, Func<Tenant, Tenant>? edit = null)
    {
        var tenant = new Tenant
        {
            Id = new TenantId(Ids.New("ten_", Now)),
            Slug = slug,
            Name = char.ToUpperInvariant(slug[0]) + slug[1..],
            Plan = "scale",
            ConnectionPolicy = "exclusive",
            DefaultRole = "member",
            AccessRules = "[]",
            Version = 1,
            CreatedAt = Now,
            UpdatedAt = Now,
        };
        tenant = edit is null ? tenant : edit(tenant);
        await Db.Write(tx => TenantStore.Insert(tx, tenant), CancellationToken.None);
        return tenant;
    }

    public async Task<Connection> AddConnection(Tenant tenant, TestOp op, Func<OidcSettings, OidcSettings>? edit = null, string secret = "upstream-secret-0123456789", bool enabled = true)
    {
        var id = Ids.New("con_", Now);
        var settings = new OidcSettings { IssuerUrl = op.Issuer, ClientId = "broker-at-" + tenant.Slug };
        var connection = new Connection
        {
            Id = id,
            TenantId = tenant.Id,
            Name = tenant.Name + " sign-in",
            Protocol = "oidc",
            Enabled = enabled,
            LoginSlug = RandomToken.Create("", 24),
            Settings = StoredJson.Write(edit is null ? settings : edit(settings)),
            ClientSecret = Broker.Box.Seal(Encoding.UTF8.GetBytes(secret), new SecretPlace(tenant.Id.Value, "connection", id, "client_secret")),
            Version = 1,
            CreatedAt = Now,
            UpdatedAt = Now,
        };
        await Db.Write(tx => ConnectionStore.Insert(tx, connection), CancellationToken.None);
        return connection;
    }

    /// <summary>Another app, with its own listener. Confidential with client_secret_basic and PKCE unless edited.</summary>
    /// <param name="tenant">Null with <paramref name="allowed"/>: a shared app.</param>
    public async Task<TestApp> AddApp(
        string id, Func<AppMetadata, AppMetadata>? edit = null, string method = "client_secret_basic", Tenant? tenant = null, ImmutableArray<TenantId>? allowed = null, string? scope = null)
    {
        var secret = RandomToken.Create("", 32);
        var app = await TestApp.Start(new TestAppOptions
        {
            ClientId = id,
            ClientSecret = method.StartsWith("client_secret", StringComparison.Ordinal) ? secret : null,
            AuthMethod = method,
            Clock = Clock,
            Scope = scope ?? "openid profile email roles tags offline_access",
        });
        owned.Add(app);
        var metadata = new AppMetadata
        {
            ClientName = "App " + id,
            RedirectUris = [app.RedirectUri],
            PostLogoutRedirectUris = [app.PostLogoutRedirectUri],
            TokenEndpointAuthMethod = method,
            GrantTypes = ["authorization_code", "refresh_token"],
            JwksUri = method == "private_key_jwt" ? app.JwksUri : null,
        };
        metadata = edit is null ? metadata : edit(metadata);
        await Db.Write(async tx =>
        {
            await ClientStore.Insert(tx, new Client
            {
                ClientId = id,
                TenantId = allowed is null ? (tenant ?? Tenant).Id : null,
                Metadata = StoredJson.Write(metadata),
                Version = 1,
                CreatedAt = Now,
                UpdatedAt = Now,
            }, allowed ?? []);
            await ClientStore.AddSecret(tx, id, new ClientSecret { Id = Ids.New("sec_", Now), SecretHash = SHA256.HashData(Encoding.UTF8.GetBytes(secret)), CreatedAt = Now });
        }, CancellationToken.None);
        await app.Discover(Broker.Url);
        return app;
    }

    public TestBrowser NewBrowser(Func<TestBrowserOptions, TestBrowserOptions>? edit = null)
    {
        var options = new TestBrowserOptions { Clock = Broker.Options.Clock };
        return Browser = new TestBrowser(edit is null ? options : edit(options));
    }

    /// <summary>The whole way: the app asks, the person is sent on and back, the app redeems the code.</summary>
    public async Task<(JsonObject Claims, AppAnswer Tokens)> SignIn(TestApp? app = null, Action<Fields>? edit = null)
    {
        await Browser.Get((app ?? App).Begin(edit).Url);
        return await (app ?? App).Finish();
    }

    public async Task Restart() => Broker = await Broker.Restart();

    public Task<SignInCase?> Case(string idOrCaseId) => Db.Read(tx => SignInStore.FindCase(tx, Tenant.Id, idOrCaseId), CancellationToken.None);

    /// <summary>The newest case file of the tenant.</summary>
    public async Task<SignInCase> LastCase() => (await Db.Read(tx => SignInStore.PageCases(tx, Tenant.Id, null, 1), CancellationToken.None)).Single();

    public async ValueTask DisposeAsync()
    {
        Browser.Dispose();
        foreach (var thing in owned)
            await thing.DisposeAsync();
        await Op.DisposeAsync();
        await Broker.DisposeAsync();
        Directory.Delete(Broker.Options.Folder, recursive: true);
    }
}
