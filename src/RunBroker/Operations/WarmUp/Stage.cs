using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RunBroker.Claims;
using RunBroker.Sessions;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;
using RunBroker.Tenancy;
using RunBroker.Upstream;

namespace RunBroker.Operations.WarmUp;

/// <param name="Cookie">Of the one who is signed in at the provider, which is the twin itself.</param>
internal sealed record Cast(string ClientId, string ClientSecret, string Cookie);

/// <summary>
/// Sets a twin up: an app of one tenant, whose provider is another tenant of the same twin, where somebody is signed in already. So one process
/// plays app, broker and provider.
/// </summary>
internal static class Stage
{
    public const string AppUrl = "http://127.0.0.1:9/callback";

    public static async Task<Cast> Set(Twin twin, HttpClient http, CancellationToken stop)
    {
        var api = new Api(http, twin.Settings);
        foreach (var slug in (string[])["people", "company"])
            await api.Post("tenants", new() { ["slug"] = slug, ["name"] = slug, ["plan"] = "scale" }, stop);
        var connection = await api.Post("tenants/company/connections", new()
        {
            ["protocol"] = "oidc",
            ["name"] = "Rehearsal",
            ["issuer_url"] = twin.Settings.Issuer,
            ["client_id"] = "later",
            ["client_secret"] = "later",
        }, stop);
        var provider = await api.Post("clients", Client("people", (string)connection["callback_urls"]![0]!), stop);
        var path = $"tenants/company/connections/{connection["id"]}";
        await api.Send(HttpMethod.Patch, path,
            new() { ["client_id"] = (string)provider["client_id"]!, ["client_secret"] = (string)provider["client_secret"]! }, stop);
        await api.Post(path + "/enable", [], stop);
        var app = await api.Post("clients", Client("company", AppUrl), stop);
        return new((string)app["client_id"]!, (string)app["client_secret"]!, await SignedIn(twin, stop));
    }

    private static JsonObject Client(string tenant, string redirect) => new()
    {
        ["client_name"] = "Rehearsal",
        ["tenant"] = tenant,
        ["redirect_uris"] = new JsonArray(redirect),
        ["grant_types"] = new JsonArray("authorization_code", "refresh_token"),
        ["token_endpoint_auth_method"] = "client_secret_basic",
    };

    private static Task<string> SignedIn(Twin twin, CancellationToken stop) => twin.Db.Write(
        async tx =>
        {
            var now = twin.Service<TimeProvider>().GetUtcNow();
            var tenant = (await TenantStore.FindBySlug(tx, "people"))!;
            var connection = new Connection
            {
                Id = Ids.New("con_", now),
                TenantId = tenant.Id,
                Name = "None",
                Protocol = "oidc",
                Enabled = true,
                LoginSlug = Ids.New("", now),
                Settings = JsonSerializer.Serialize(new OidcSettings(), StoredJson.Default.OidcSettings),
                Version = 1,
                CreatedAt = now,
                UpdatedAt = now,
            };
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
