using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace RunBroker.TestIdps;

/// <summary>Every URL of the IdP.</summary>
internal static class SamlIdpRoutes
{
    private static readonly string[] GetOrPost = ["GET", "POST"];

    public static void Map(IEndpointRouteBuilder app, TestSamlIdp idp)
    {
        app.MapGet("/", http => http.WriteText(200, "text/html", ProviderPages.About(
            idp.Options.Name, $"{http.Request.Scheme}://{http.Request.Host}/metadata", "SAML 2.0. Its metadata:", null)));
        app.MapGet("/metadata", http => SamlIdpMetadata.Handle(idp, http));
        app.MapMethods("/sso", GetOrPost, http => SamlIdpSso.Handle(idp, http));
        app.MapGet("/start", http => SamlIdpSso.Start(idp, http));
        app.MapPost("/login", http => SamlIdpSso.Login(idp, http));
        app.MapMethods("/slo", GetOrPost, http => SamlIdpSlo.Handle(idp, http));
        app.MapGet("/logout", http => SamlIdpSlo.Start(idp, http));
        app.MapGet("/style.css", http => http.WriteText(200, "text/css", ProviderPages.Css));
    }

    public static Task Say(this TestSamlIdp idp, HttpContext http, int status, string message) =>
        http.WriteText(status, "text/html", ProviderPages.Message(idp.Options.Name, message));

    /// <summary>A message to an SP, by the browser.</summary>
    public static Task Send(this HttpContext http, string url, string binding, LogoutDraft draft, string? relayState)
    {
        http.Response.Headers.CacheControl = "no-store";
        if (binding == SamlUris.Post)
        {
            var fields = new Fields().And(draft.Parameter, Convert.ToBase64String(draft.Write()));
            if (relayState is not null) fields.And("RelayState", relayState);
            return http.WriteText(200, "text/html", ProviderPages.AutoPost(url, fields));
        }
        http.Response.Redirect(url + (url.Contains('?', StringComparison.Ordinal) ? "&" : "?") + draft.WriteQuery(relayState));
        return Task.CompletedTask;
    }
}
