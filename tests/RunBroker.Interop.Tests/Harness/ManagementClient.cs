using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RunBroker.Interop.Tests.Harness;

/// <summary>The management API as an operator's script would use it: paths and member names are those of the contract, section 6.</summary>
internal sealed class ManagementClient : IDisposable
{
    private readonly HttpClient http = Wire.Client();

    public ManagementClient(Uri broker)
    {
        http.BaseAddress = new Uri(broker, "/api/v1/");
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", BrokerProcess.BootstrapToken);
    }

    public Task<JsonObject> CreateTenant(string slug) =>
        Send(HttpMethod.Post, "tenants", new { slug, name = slug, plan = "scale" }, HttpStatusCode.Created);

    /// <summary>As an admin does it: saved unfinished, so that its callback URL can be registered upstream; then completed and enabled.</summary>
    /// <param name="toldBySid">
    /// Null: the provider is not asked to tell us of sign-outs. Else by its back channel, and whether its tokens must name the session.
    /// </param>
    public async Task<JsonObject> ConnectOidc(string slug, NodePeer upstream, bool? toldBySid = null)
    {
        var unfinished = await Send(HttpMethod.Post, $"tenants/{slug}/connections", new { name = "Upstream", protocol = "oidc" }, HttpStatusCode.Created);
        var client = await RegisterAt(upstream, unfinished, toldBySid);
        var connection = $"tenants/{slug}/connections/{(string)unfinished["id"]!}";
        await Patch(connection, new
        {
            issuer_url = upstream.Address.GetLeftPart(UriPartial.Authority),
            client_id = (string)client["client_id"]!,
            client_secret = (string)client["client_secret"]!,
        });
        await Act(connection + "/enable");
        return await Get(connection);
    }

    /// <summary>
    /// The same for SAML: saved unfinished, so that the provider can be given our metadata by its address; then given the provider's, too.
    /// </summary>
    /// <param name="settings">Members of the connection, on top of its <c>metadata_url</c>.</param>
    public async Task<JsonObject> ConnectSaml(string slug, ISamlProvider provider, JsonObject settings)
    {
        var unfinished = await Send(HttpMethod.Post, $"tenants/{slug}/connections", new { name = "Upstream", protocol = "saml" }, HttpStatusCode.Created);
        await provider.Trust(new Uri((string)unfinished["sp_metadata_url"]!));
        var connection = $"tenants/{slug}/connections/{(string)unfinished["id"]!}";
        settings["metadata_url"] = provider.Metadata.ToString();
        await Patch(connection, settings);
        await Act(connection + "/enable");
        return await Get(connection);
    }

    /// <param name="metadata">RFC 7591 client metadata, and ours.</param>
    public Task<JsonObject> CreateClient(object metadata) => Send(HttpMethod.Post, "clients", metadata, HttpStatusCode.Created);

    /// <param name="change">A merge patch (RFC 7396).</param>
    public Task<JsonObject> Patch(string path, object change) => Send(HttpMethod.Patch, path, change, HttpStatusCode.OK);

    /// <summary>An action such as <c>…/enable</c>.</summary>
    public Task<JsonObject> Act(string path, object? with = null) => Send(HttpMethod.Post, path, with ?? new { }, HttpStatusCode.OK);

    public async Task Delete(string path)
    {
        using var answer = await http.DeleteAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    public Task<JsonObject> Get(string path) => Send(HttpMethod.Get, path, null, HttpStatusCode.OK);

    public async Task<JsonArray> List(string path) => (await Get(path))["items"]!.AsArray();

    /// <summary>Makes something: POST, 201.</summary>
    public Task<JsonObject> Make(string path, object body) => Send(HttpMethod.Post, path, body, HttpStatusCode.Created);

    public void Dispose() => http.Dispose();

    /// <summary>Dynamic registration at the upstream (RFC 7591).</summary>
    public static async Task<JsonNode> RegisterAt(NodePeer upstream, JsonObject connection, bool? toldBySid = null)
    {
        var metadata = new JsonObject
        {
            ["redirect_uris"] = connection["callback_urls"]!.DeepClone(),
            ["post_logout_redirect_uris"] = connection["logout_redirect_urls"]!.DeepClone(),
            ["grant_types"] = new JsonArray("authorization_code", "refresh_token"),
            ["client_name"] = "RunBroker",
        };
        if (toldBySid is { } named)
        {
            metadata["backchannel_logout_uri"] = connection["backchannel_logout_url"]!.DeepClone();
            metadata["backchannel_logout_session_required"] = named;
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, upstream.At("/reg")) { Content = Json(metadata) };
        // the operator's token is for the broker only
        using var bare = Wire.Client();
        using var answer = await bare.SendAsync(request);
        return await Read(answer, HttpStatusCode.Created);
    }

    private async Task<JsonObject> Send(HttpMethod method, string path, object? body, HttpStatusCode wanted)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = Json(body, method == HttpMethod.Patch ? "application/merge-patch+json" : "application/json");
        using var answer = await http.SendAsync(request);
        return await Read(answer, wanted);
    }

    private static async Task<JsonObject> Read(HttpResponseMessage answer, HttpStatusCode wanted)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == wanted, $"{answer.RequestMessage?.Method} {answer.RequestMessage?.RequestUri}: {(int)answer.StatusCode} {text}");
        return JsonNode.Parse(text)!.AsObject();
    }

    private static StringContent Json(object body, string type = "application/json") => new(JsonSerializer.Serialize(body), Encoding.UTF8, type);
}
