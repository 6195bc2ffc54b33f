using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace RunBroker.Bench;

/// <summary>
/// bench floor: what HTTP alone costs on this machine. A Kestrel host that does nothing but answer; it is started as a child, pinned as the
/// broker is.
/// </summary>
internal static class Floor
{
    private const string Location = "http://127.0.0.1:9999/cb?code=abcdefabcdefabcdefabcdefabcdef&state=";

    private static readonly byte[] Document = Encoding.UTF8.GetBytes($$"""{"issuer":"x","pad":"{{new string('a', 1800)}}"}""");

    /// <param name="relay">A token endpoint that is asked on the way.</param>
    public static async Task<int> Serve(string urls, string relay)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(urls).ConfigureKestrel(static kestrel => kestrel.AddServerHeader = false);
        await using var app = builder.Build();
        using var sockets = new SocketsHttpHandler();
        using var upstream = new HttpMessageInvoker(sockets);
        app.MapGet("/get", static (HttpContext http) => Answer(http, Document));
        app.MapGet("/get-redirect", Redirect);
        app.MapPost("/post", static async (HttpContext http) =>
        {
            await http.Request.ReadFormAsync();
            http.Response.Headers.CacheControl = "no-store";
            await Answer(http, JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object> { ["access_token"] = "x", ["expires_in"] = 3600, ["token_type"] = "Bearer" }));
        });
        app.MapPost("/post-10k", static async (HttpContext http) =>
        {
            await http.Request.ReadFormAsync();
            Redirect(http);
        });
        app.MapGet("/relay", async (HttpContext http) =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, relay);
            request.Content = new FormUrlEncodedContent([new("grant_type", "authorization_code"), new("code", "abcdefabcdefabcdef")]);
            using var answer = await upstream.SendAsync(request, http.RequestAborted);
            await answer.Content.ReadAsByteArrayAsync(http.RequestAborted);
            Redirect(http);
        });
        await app.RunAsync();
        return 0;
    }

    private static Task Answer(HttpContext http, byte[] bytes)
    {
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = bytes.Length;
        return http.Response.Body.WriteAsync(bytes, 0, bytes.Length);
    }

    private static void Redirect(HttpContext http)
    {
        http.Response.StatusCode = (int)HttpStatusCode.Found;
        http.Response.Headers.Location = Location + http.Request.Query["state"];
    }
}
