using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using RunBroker.TestIdps;

namespace RunBroker.Tests.Flows;

/// <summary>One request exactly as written, for what no well-behaved app would send. Follows nothing, keeps no cookies.</summary>
internal static class Wire
{
    private static readonly HttpMessageInvoker Client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });

    public static Task<AppAnswer> Get(string url, params (string Name, string Value)[] headers) => Send("GET", url, null, headers);

    public static Task<AppAnswer> Post(string url, Fields form, params (string Name, string Value)[] headers) => Send("POST", url, form, headers);

    public static Task<AppAnswer> Send(string method, string url, Fields? form, params (string Name, string Value)[] headers) =>
        Exchange(method, url, form is null ? null : new FormUrlEncodedContent(form.Pairs), headers);

    /// <summary>A body of another type than it is.</summary>
    public static Task<AppAnswer> PostAs(string type, string url, string body)
    {
        var content = new StringContent(body, Encoding.UTF8);
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return Exchange("POST", url, content);
    }

    public static Task<AppAnswer> SendJson(string method, string url, string body, params (string Name, string Value)[] headers) =>
        Exchange(method, url, new StringContent(body, Encoding.UTF8, "application/json"), headers);

    public static Task<AppAnswer> PostJson(string url, string body, params (string Name, string Value)[] headers) =>
        Exchange("POST", url, new StringContent(body, Encoding.UTF8, "application/json"), headers);

    private static async Task<AppAnswer> Exchange(string method, string url, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), url) { Content = content };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var all = ((IEnumerable<KeyValuePair<string, IEnumerable<string>>>)response.Headers).Concat((HttpContentHeaders)response.Content.Headers);
        var json = body.StartsWith('{') ? JsonNode.Parse(body)!.AsObject() : [];
        return new((int)response.StatusCode, json, body, new Fields(all.SelectMany(h => h.Value.Select(v => KeyValuePair.Create(h.Key.ToLowerInvariant(), v)))));
    }

    public static (string Name, string Value) Bearer(string token) => ("Authorization", "Bearer " + token);

    public static (string Name, string Value) Basic(string id, string secret) =>
        ("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(id + ":" + secret)));
}
