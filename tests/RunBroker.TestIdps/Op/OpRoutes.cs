using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace RunBroker.TestIdps;

/// <summary>Every URL of the OP, under the issuer's path.</summary>
internal static class OpRoutes
{
    private static readonly string[] GetOrPost = ["GET", "POST"];

    public static void Map(IEndpointRouteBuilder app, TestOp op)
    {
        var at = app.MapGroup(op.Options.Entra ? "/{tenant}/v2.0" : op.Options.Path);
        at.MapGet("/.well-known/openid-configuration", http => OpDiscovery.Document(op, http));
        at.MapGet("/jwks", http => OpDiscovery.Keys(op, http));
        at.MapMethods("/authorize", GetOrPost, http => OpAuthorize.Handle(op, http));
        at.MapPost("/login", http => OpAuthorize.Login(op, http));
        at.MapPost("/token", http => OpToken.Handle(op, http));
        at.MapMethods("/userinfo", GetOrPost, http => OpUserInfo.Handle(op, http));
        at.MapPost("/revoke", http => OpToken.Revoke(op, http));
        at.MapMethods("/end_session", GetOrPost, http => OpLogout.EndSession(op, http));
        if (op.Options is { Entra: false })
            at.MapGet("/", http => http.WriteText(200, "text/html", ProviderPages.About(op.Options.Name, op.Authority("") + "/.well-known/openid-configuration",
                "OpenID Connect. Its discovery document:", op.Options.AcceptAnyClient ? "Any client ID and any secret will do." : null)));
        app.MapGet("/style.css", http => http.WriteText(200, "text/css", ProviderPages.Css));
    }

    /// <summary>The issuer (without the Entra template) that the request's path belongs to.</summary>
    public static string Base(this TestOp op, HttpContext http) => op.Authority(http.GetRouteValue("tenant") as string ?? "");

    public static Task WriteText(this HttpContext http, int status, string type, string text)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = type + "; charset=utf-8";
        return http.Response.WriteAsync(text, http.RequestAborted);
    }

    public static async Task Send(this TestOp op, HttpContext http, OpPlace place, OpAnswer answer)
    {
        op.Faults.Apply(place, answer);
        await Task.Delay(answer.Delay, http.RequestAborted);
        await answer.Until.WaitAsync(http.RequestAborted);
        foreach (var (name, value) in answer.Headers) http.Response.Headers[name] = value;
        await http.WriteText(answer.Status, answer.ContentType, answer.Text ?? answer.Json.ToJsonString());
    }
}
