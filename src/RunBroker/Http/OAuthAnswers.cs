using System.Text.Json;
using RunBroker.Tokens;

namespace RunBroker.Http;

/// <summary>A JSON answer of the token side: never cached (O-040).</summary>
internal sealed record OAuthJson(int Status, ReadOnlyMemory<byte> Body, string? Challenge = null) : IResult
{
    public static OAuthJson Ok(Action<Utf8JsonWriter> members) => new(200, TokenIssuer.Json(members));

    /// <summary>RFC6749-5.2. invalid_client is a 401; with a challenge when the caller used the Authorization header.</summary>
    public static OAuthJson Error(string error, string description, bool challengeBasic = false) => new(
        error == "invalid_client" ? 401 : 400,
        TokenIssuer.Json(w =>
        {
            w.WriteString("error", error);
            w.WriteString("error_description", description);
        }),
        error == "invalid_client" && challengeBasic ? "Basic realm=\"runbroker\"" : null);

    /// <summary>RFC6750-3.</summary>
    public static OAuthJson BearerError(int status, string? error, string? description) => new(
        status,
        error is null ? "{}"u8.ToArray() : TokenIssuer.Json(w =>
        {
            w.WriteString("error", error);
            w.WriteString("error_description", description);
        }),
        error is null ? "Bearer realm=\"runbroker\"" : $"Bearer realm=\"runbroker\", error=\"{error}\", error_description=\"{description}\"");

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.ContentType = "application/json";
        response.ContentLength = Body.Length;
        response.Headers.CacheControl = "no-store";
        response.Headers.Pragma = "no-cache";
        if (Challenge is not null)
            response.Headers.WWWAuthenticate = Challenge;
        return response.Body.WriteAsync(Body, httpContext.RequestAborted).AsTask();
    }
}
