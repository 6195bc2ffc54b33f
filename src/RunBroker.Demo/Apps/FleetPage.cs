using Microsoft.AspNetCore.Http.HttpResults;
using RunBroker.Demo.Views;

namespace RunBroker.Demo.Apps;

public sealed record FleetPageModel(string Name, string At, string Guide, string Issuer, string ClientId);

/// <summary>The single page. Unlike the other pages it runs a script, talks to the broker and opens hidden frames there, and to nobody else.</summary>
internal sealed record FleetPageResult(FleetPageModel Model) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var headers = httpContext.Response.Headers;
        headers.ContentSecurityPolicy = $"default-src 'none'; style-src 'self'; img-src data:; script-src 'self'; connect-src 'self' {Model.Issuer}; "
            + $"frame-src 'self' {Model.Issuer}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-store";
        return new RazorComponentResult<FleetPage>(new Dictionary<string, object?> { [nameof(FleetPage.Model)] = Model }) { PreventStreamingRendering = true }
            .ExecuteAsync(httpContext);
    }
}
