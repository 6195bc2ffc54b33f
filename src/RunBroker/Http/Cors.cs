using Microsoft.AspNetCore.Cors.Infrastructure;

namespace RunBroker.Http;

/// <summary>Which other origins may read answers (O-041). No policy allows credentials, so cookies play no part; the one answer that depends on them is <see cref="LetRead"/>'s.</summary>
internal static class Cors
{
    /// <summary>Public documents.</summary>
    public const string Anyone = "anyone";

    /// <summary>
    /// Token side, for single-page apps: the answer depends on a code, a token or a secret in the request and on no cookie, so any
    /// origin that holds one may read it; as other providers' token endpoints do.
    /// </summary>
    public const string AppOrigins = "app-origins";

    /// <summary>Of an answer that depends on cookies: one origin, which the endpoint has compared with what an app registered.</summary>
    public static void LetRead(HttpResponse response, string origin)
    {
        response.Headers.AccessControlAllowOrigin = origin;
        response.Headers.AccessControlAllowCredentials = "true";
    }

    public static void Add(CorsOptions options)
    {
        options.AddPolicy(Anyone, policy => policy.AllowAnyOrigin().WithMethods("GET"));
        options.AddPolicy(AppOrigins, policy => policy.AllowAnyOrigin().WithMethods("GET", "POST").WithHeaders("authorization", "content-type", "dpop").WithExposedHeaders("WWW-Authenticate"));
    }
}
