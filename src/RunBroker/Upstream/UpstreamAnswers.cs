using RunBroker.Http;

namespace RunBroker.Upstream;

/// <summary>What a provider's server is answered.</summary>
internal static class UpstreamAnswers
{
    public static IResult NoSuchConnection { get; } =
        new OAuthJson(404, """{"error":"not_found","error_description":"no connection has this address"}"""u8.ToArray());

    public static IResult Done(int status) => new Nothing(status);

    public static IResult Error(int status, string error, string says) => OAuthJson.Error(error, says) with { Status = status };

    /// <summary>An answer without a body that no cache keeps (OIDC Back-Channel Logout 2.8).</summary>
    private sealed record Nothing(int Status) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = Status;
            httpContext.Response.Headers.CacheControl = "no-store";
            return Task.CompletedTask;
        }
    }
}
