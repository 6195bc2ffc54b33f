using System.Text.Json.Nodes;

namespace RunBroker.Interop.Tests.Harness;

/// <summary>A tenant of a <see cref="SamlStage"/>, connected to one of its providers, and the apps that a test adds.</summary>
internal sealed class SamlTenant(SamlStage stage, ISamlProvider provider, string slug, JsonObject connection) : IAsyncDisposable
{
    private readonly List<NodePeer> apps = [];

    public string Slug => slug;

    /// <summary>As it was when it was enabled.</summary>
    public JsonObject Connection => connection;

    public ISamlProvider Provider => provider;

    /// <summary>The first one added.</summary>
    public NodePeer App => apps[0];

    public Uri Acs => new((string)connection["acs_url"]!);

    /// <summary>The provider's own way in, without a request of ours.</summary>
    public Uri BeginAtProvider => provider.SignInTo((string)connection["sp_entity_id"]!);

    public Uri Broker => stage.Broker.Address;

    private string Path => $"tenants/{slug}/connections/{(string)connection["id"]!}";

    /// <summary>An openid-client app of the tenant, confidential, that asks for every scope.</summary>
    public async Task<NodePeer> AddApp()
    {
        var address = NodePeer.TakeAddress();
        var client = await stage.Management.CreateClient(new
        {
            client_name = $"App {address.Port}",
            tenant = slug,
            redirect_uris = new[] { $"{address}callback" },
            post_logout_redirect_uris = new[] { $"{address}bye" },
            backchannel_logout_uri = $"{address}backchannel",
            initiate_login_uri = $"{address}login",
            grant_types = new[] { "authorization_code", "refresh_token" },
            token_endpoint_auth_method = "client_secret_basic",
        });
        var app = await NodePeer.Start("app.mjs", address, new
        {
            Issuer = Broker.GetLeftPart(UriPartial.Authority),
            ClientId = (string)client["client_id"]!,
            ClientSecret = (string)client["client_secret"]!,
            Scope = "openid profile email roles tags offline_access",
        });
        apps.Add(app);
        if (apps.Count == 1)
            await stage.Management.Patch($"tenants/{slug}", new { default_client_id = (string)client["client_id"]! });
        return app;
    }

    public Task<JsonObject> Change(object members) => stage.Management.Patch(Path, members);

    /// <summary>Has the provider's metadata looked at now.</summary>
    public Task<JsonObject> Refresh() => stage.Management.Act($"{Path}/refresh");

    /// <summary>Publishes the next keys of ours, or has those that are published used so many seconds from now.</summary>
    public Task<JsonObject> RollKeys(int activeAfter) => stage.Management.Act($"{Path}/roll-keys", new { active_after_seconds = activeAfter });

    /// <summary>The provider reads our metadata once more.</summary>
    public Task ReadAgain() => provider.Trust(new Uri((string)connection["sp_metadata_url"]!));

    /// <summary><c>users</c>, <c>sessions</c>, <c>sign-ins</c>, <c>logouts</c>, newest first where there is an order.</summary>
    public Task<JsonArray> List(string what) => stage.Management.List($"tenants/{slug}/{what}");

    /// <summary>As an admin ends a session.</summary>
    public Task End(string session) => stage.Management.Delete($"tenants/{slug}/sessions/{session}");

    /// <summary>The RUN user that an app was told about.</summary>
    public Task<JsonObject> User(SignedIn person) => stage.Management.Get($"tenants/{slug}/users/{person.Subject}");

    /// <summary>What the app knows of the person; a page of anybody else's fails the test.</summary>
    public SignedIn Read(Page page) => SignedIn.Read(page, Logs);

    /// <summary>The page must be the broker's refusal, and nothing else may have happened.</summary>
    /// <returns>The case that the page names, as the management API tells it.</returns>
    public async Task<JsonObject> Refused(Page page, string code)
    {
        Assert.True(page.Address.Authority == Broker.Authority && (int?)page.Status is >= 400 and < 500, $"{page}\n{Logs()}");
        var named = Assert.Single(await List("sign-ins"), file => page.Body.Contains((string)file!["case_id"]!, StringComparison.Ordinal))!;
        var file = await stage.Management.Get($"tenants/{slug}/sign-ins/{(string)named["id"]!}");
        Assert.Equal(("failed", code, null, null),
            ((string?)file["state"], (string?)file["error"]!["code"], (string?)file["session_id"], (string?)file["user_id"]));
        return file;
    }

    public string Logs() => string.Join('\n', apps.Select(a => $"--- {a.Address}\n{a.Log}").Prepend("--- broker\n" + stage.Broker.Log).Append("--- provider\n" + provider.Log));

    public async ValueTask DisposeAsync()
    {
        foreach (var app in apps)
            await app.DisposeAsync();
    }
}
