using System.Text.Json.Nodes;

namespace RunBroker.Interop.Tests.Harness;

/// <summary>A broker with one tenant, connected to an oidc-provider, and the apps that a test adds.</summary>
internal sealed class Scene : IAsyncDisposable
{
    public const string Tenant = "acme";

    private readonly List<IAsyncDisposable> owned = [];
    private readonly string folder = Directory.CreateTempSubdirectory("runbroker-interop-").FullName;

    /// <summary>Of the broker, where it is one on SQLite.</summary>
    public string Folder => folder;

    private Scene(NodePeer upstream, Uri issuer) => (Upstream, Issuer) = (upstream, issuer);

    public NodePeer Upstream { get; }

    /// <summary>Where apps and browsers reach the broker, or the balancer in front of several.</summary>
    public Uri Issuer { get; }

    public List<BrokerProcess> Brokers { get; } = [];

    /// <summary>The only one, where there is only one.</summary>
    public BrokerProcess Broker => Brokers.Single();

    public Alternator? Balancer { get; private set; }

    public ManagementClient Management { get; private set; } = null!;

    public JsonObject Connection { get; private set; } = null!;

    /// <summary>One broker on SQLite, with one core; those of other stages have all.</summary>
    /// <param name="people">Who has an account upstream; default Alice and Bob.</param>
    /// <param name="settings">As <see cref="BrokerPlace.Settings"/>.</param>
    /// <param name="toldBySid">As of <see cref="ManagementClient.ConnectOidc"/>.</param>
    public static async Task<Scene> Start(Person[]? people = null, IReadOnlyDictionary<string, string>? settings = null, bool? toldBySid = null)
    {
        var scene = await Begin(people);
        return await scene.Set(
            async () => scene.Brokers.Add(await BrokerProcess.Start(new BrokerPlace(scene.folder, scene.Issuer, Settings: settings) { OneCore = true })), toldBySid);
    }

    /// <summary>Two brokers on one PostgreSQL database behind a balancer that alternates between them.</summary>
    public static async Task<Scene> StartTwo(string postgres)
    {
        var scene = await Begin(null);
        var (one, other) = (NodePeer.TakeAddress(), NodePeer.TakeAddress());
        return await scene.Set(async () =>
        {
            foreach (var address in (Uri[])[one, other])
                scene.Brokers.Add(await BrokerProcess.Start(new BrokerPlace(scene.folder, address, postgres, scene.Issuer)));
            scene.Balancer = new Alternator(scene.Issuer, one, other);
        });
    }

    /// <summary>An openid-client app: confidential or public, with refresh tokens.</summary>
    /// <param name="frames">It is told of logout in a frame; by default not at all.</param>
    /// <param name="backchannel">It is told of logout there: an address of its own, such as <c>/backchannel</c>, or one before it.</param>
    /// <param name="alg">Of its ID tokens and logout tokens.</param>
    public async Task<NodePeer> AddApp(
        bool confidential = true, bool frames = false, bool hangs = false, string? backchannel = null, string alg = "RS256")
    {
        var address = NodePeer.TakeAddress();
        var client = await Management.CreateClient(new
        {
            client_name = $"App {address.Port}",
            tenant = Tenant,
            redirect_uris = new[] { $"{address}callback" },
            post_logout_redirect_uris = new[] { $"{address}bye" },
            frontchannel_logout_uri = frames ? $"{address}frontchannel" : null,
            frontchannel_logout_session_required = frames,
            backchannel_logout_uri = backchannel is null ? null : new Uri(address, backchannel).ToString(),
            backchannel_logout_session_required = backchannel is not null,
            id_token_signed_response_alg = alg,
            grant_types = new[] { "authorization_code", "refresh_token" },
            token_endpoint_auth_method = confidential ? "client_secret_basic" : "none",
        });
        return await Add("app.mjs", address, new
        {
            Issuer = Issuer.GetLeftPart(UriPartial.Authority),
            ClientId = (string)client["client_id"]!,
            ClientSecret = confidential ? (string)client["client_secret"]! : null,
            Alg = alg,
            EndsWhenTold = frames || backchannel is not null,
            FrontchannelHangs = hangs,
        });
    }

    /// <summary>An oidc-client-ts app; its scope has no offline_access, so it renews in a hidden frame.</summary>
    /// <param name="monitor">Whether it watches its session in our check-session frame.</param>
    public async Task<NodePeer> AddSinglePageApp(bool monitor = false)
    {
        var address = NodePeer.TakeAddress();
        var client = await Management.CreateClient(new
        {
            client_name = $"Single page {address.Port}",
            tenant = Tenant,
            redirect_uris = new[] { $"{address}callback", $"{address}silent" },
            post_logout_redirect_uris = new[] { $"{address}bye" },
            grant_types = new[] { "authorization_code" },
            token_endpoint_auth_method = "none",
            allowed_origins = new[] { address.GetLeftPart(UriPartial.Authority) },
        });
        return await Add("spa.mjs", address, new { Issuer = Issuer.GetLeftPart(UriPartial.Authority), ClientId = (string)client["client_id"]!, UserManager = new { monitorSession = monitor } });
    }

    /// <summary>As another client of the same provider.</summary>
    public Task<JsonNode> RegisterAgain() => ManagementClient.RegisterAt(Upstream, Connection);

    /// <summary>Every log there is, for the message of a failed assertion.</summary>
    public string Logs() => string.Join("\n", Brokers.Select(b => "--- broker\n" + b.Log).Append("--- upstream\n" + Upstream.Log)
        .Concat(owned.OfType<NodePeer>().Select(p => $"--- {p.Address}\n{p.Log}")));

    public async ValueTask DisposeAsync()
    {
        Management?.Dispose();
        foreach (var one in owned)
            await one.DisposeAsync();
        if (Balancer is not null)
            await Balancer.DisposeAsync();
        foreach (var broker in Brokers)
            await broker.DisposeAsync();
        await Upstream.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<Scene> Begin(Person[]? people) =>
        new(await NodePeer.Start("op.mjs", NodePeer.TakeAddress(), new { People = people ?? [People.Alice, People.Bob] }), NodePeer.TakeAddress());

    private async Task<Scene> Set(Func<Task> startBrokers, bool? toldBySid = null)
    {
        try
        {
            await startBrokers();
            Management = new ManagementClient(Issuer);
            await Management.CreateTenant(Tenant);
            Connection = await Management.ConnectOidc(Tenant, Upstream, toldBySid);
            return this;
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    private async Task<NodePeer> Add(string script, Uri address, object settings)
    {
        var peer = await NodePeer.Start(script, address, settings);
        owned.Add(peer);
        return peer;
    }
}
