using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using RunBroker.Claims;
using RunBroker.Sessions;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;
using RunBroker.Tenancy;
using RunBroker.Upstream;

namespace RunBroker.Operations.WarmUp;

/// <param name="Cookie">Of the one who is signed in at the OIDC provider, which is the twin itself.</param>
internal sealed record Cast(RehearsedApp Oidc, RehearsedApp Saml, string Cookie, RehearsedProvider Provider);

internal sealed record RehearsedApp(string ClientId, string ClientSecret);

/// <summary>
/// Sets a twin up: an app of one tenant, whose provider is another tenant of the same twin, where somebody is signed in already; and an app of a
/// third, whose provider speaks SAML. So one process plays apps, broker and providers.
/// </summary>
internal static class Stage
{
    public const string AppUrl = "http://127.0.0.1:9/callback";

    public static async Task<Cast> Set(Twin twin, HttpClient http, RehearsedProvider provider, CancellationToken stop)
    {
        var api = new Api(http, twin.Settings);
        foreach (var slug in (string[])["people", "company", "partner"])
            await api.Post("tenants", new() { ["slug"] = slug, ["name"] = slug, ["plan"] = "scale" }, stop);
        var connection = await api.Post("tenants/company/connections", new()
        {
            ["protocol"] = "oidc",
            ["name"] = "Rehearsal",
            ["issuer_url"] = twin.Settings.Issuer,
            ["client_id"] = "later",
            ["client_secret"] = "later",
        }, stop);
        // The registered default, RS256: what most providers sign by.
        var asClient = await App(api, "people", (string)connection["callback_urls"]![0]!, "RS256", stop);
        var path = $"tenants/company/connections/{connection["id"]}";
        await api.Send(HttpMethod.Patch, path, new() { ["client_id"] = asClient.ClientId, ["client_secret"] = asClient.ClientSecret }, stop);
        await api.Post(path + "/enable", [], stop);
        await twin.Db.Write(tx => AddSaml(tx, twin, provider), stop);
        return new(await App(api, "company", AppUrl, "RS256", stop), await App(api, "partner", AppUrl, "ES256", stop), await SignedIn(twin, stop), provider);
    }

    private static async Task<RehearsedApp> App(Api api, string tenant, string redirect, string alg, CancellationToken stop)
    {
        var made = await api.Post("clients", new()
        {
            ["client_name"] = "Rehearsal",
            ["tenant"] = tenant,
            ["redirect_uris"] = new JsonArray(redirect),
            ["grant_types"] = new JsonArray("authorization_code", "refresh_token"),
            ["token_endpoint_auth_method"] = "client_secret_basic",
            ["id_token_signed_response_alg"] = alg,
        }, stop);
        return new((string)made["client_id"]!, (string)made["client_secret"]!);
    }

    /// <summary>Without the management API, which would make two keys of its own for it.</summary>
    private static async Task AddSaml(Tx tx, Twin twin, RehearsedProvider provider)
    {
        var now = twin.Service<TimeProvider>().GetUtcNow();
        var connection = Connection((await TenantStore.FindBySlug(tx, "partner"))!.Id, "saml", StoredJson.Write(new SamlSettings
        {
            IdpEntityId = RehearsedProvider.EntityId,
            SsoUrl = RehearsedProvider.SsoUrl,
            Certificates = [Convert.ToBase64String(provider.Key.Certificate.Span)],
            SignAuthnRequests = false,
            SignLogoutRequests = false,
            ClaimMappings = new() { Email = "email", FirstName = "firstName", LastName = "lastName" },
        }), now);
        await ConnectionStore.Insert(tx, connection);
        foreach (var use in (string[])[SamlKeyRow.Signing, SamlKeyRow.Encryption])
        {
            var id = Ids.New("key_", now);
            await SamlKeyStore.Insert(tx, new SamlKeyRow
            {
                Id = id,
                TenantId = connection.TenantId,
                ConnectionId = connection.Id,
                KeyUse = use,
                Generation = 1,
                PrivateKey = twin.Service<SecretBox>().Seal(provider.Key.ExportPkcs8(), new SecretPlace(connection.TenantId.Value, "saml_key", id, "private_key")),
                Certificate = provider.Key.Certificate.ToArray(),
                CreatedAt = now,
                ActiveAt = now,
            });
        }
    }

    private static Connection Connection(TenantId tenant, string protocol, string settings, DateTimeOffset now) => new()
    {
        Id = Ids.New("con_", now),
        TenantId = tenant,
        Name = "Rehearsal",
        Protocol = protocol,
        Enabled = true,
        LoginSlug = Ids.New("", now),
        Settings = settings,
        Version = 1,
        CreatedAt = now,
        UpdatedAt = now,
    };

    private static Task<string> SignedIn(Twin twin, CancellationToken stop) => twin.Db.Write(
        async tx =>
        {
            var now = twin.Service<TimeProvider>().GetUtcNow();
            var tenant = (await TenantStore.FindBySlug(tx, "people"))!;
            var connection = Connection(tenant.Id, "oidc", StoredJson.Write(new OidcSettings()), now);
            var user = new User
            {
                Id = Ids.New("usr_", now),
                TenantId = tenant.Id,
                Email = "rehearsal@people.example",
                FirstName = "Rehearsal",
                Role = "member",
                Roles = ["member"],
                Tags = "[]",
                Active = true,
                Version = 1,
                CreatedAt = now,
                UpdatedAt = now,
            };
            await ConnectionStore.Insert(tx, connection);
            await UserStore.Insert(tx, user);
            var login = new UpstreamLogin
            {
                Issuer = "rehearsal",
                Subject = "rehearsal",
                Claims = UpstreamClaims.FromAttributes([]),
                Rules = ClaimRules.Of(new OidcSettings()),
            };
            var start = new SessionStart(tenant, user, connection.Id, true, login, SessionLimits.Of(tenant, twin.Settings), null, null, now);
            var (_, handles, _) = await StartSession.Begin(tx, start, null, twin.Service<SecretBox>());
            return handles!.Main.ToString();
        }, stop);

    private sealed class Api(HttpClient http, Settings settings)
    {
        public Task<JsonObject> Post(string path, JsonObject body, CancellationToken stop) => Send(HttpMethod.Post, path, body, stop);

        public async Task<JsonObject> Send(HttpMethod method, string path, JsonObject body, CancellationToken stop)
        {
            using var request = new HttpRequestMessage(method, $"{settings.Issuer}/api/v1/{path}")
            {
                Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
            };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", settings.BootstrapToken);
            using var answer = await http.SendAsync(request, stop);
            var text = await answer.Content.ReadAsStringAsync(stop);
            return answer.IsSuccessStatusCode && JsonNode.Parse(text) is JsonObject json
                ? json : throw new InvalidOperationException($"{method} {path}: {(int)answer.StatusCode} {text}");
        }
    }
}
