using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using RunBroker.Demo.Apps;

namespace RunBroker.Demo;

/// <summary>The broker's management API as an operator's script uses it.</summary>
internal sealed class ManagementApi : IDisposable
{
    private readonly HttpClient http = PlainHttp.Client();

    public ManagementApi(string broker, string operatorToken)
    {
        http.BaseAddress = new Uri(broker + "/api/v1/");
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", operatorToken);
    }

    /// <summary>Null for what is not there.</summary>
    public Task<JsonObject?> Find(string path) => Send(HttpMethod.Get, path, null);

    public async Task<IEnumerable<JsonObject>> List(string path) => (await Find(path))?["items"]?.AsArray().OfType<JsonObject>() ?? [];

    public Task<JsonObject> Post(string path, JsonObject body) => Must(HttpMethod.Post, path, body);

    public Task<JsonObject> Patch(string path, JsonObject body) => Must(HttpMethod.Patch, path, body);

    public void Dispose() => http.Dispose();

    private async Task<JsonObject> Must(HttpMethod method, string path, JsonObject body) =>
        await Send(method, path, body) ?? throw new InvalidOperationException($"{method} {path}: not found");

    private async Task<JsonObject?> Send(HttpMethod method, string path, JsonObject? body)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, method == HttpMethod.Patch ? "application/merge-patch+json" : "application/json");
        using var answer = await http.SendAsync(request);
        if (answer.StatusCode == HttpStatusCode.NotFound)
            return null;
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonNode.Parse(text)?.AsObject() : throw new InvalidOperationException($"{method} {path}: {(int)answer.StatusCode} {text}");
    }
}
