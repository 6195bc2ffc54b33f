using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using RunBroker.Pages;

namespace RunBroker.Upstream.Oidc;

/// <summary>
/// What a provider's frame shows: nothing, and the apps' frames within it. The one page of ours that anybody may frame, since the provider's page
/// may stand on any host of its own; there is nothing on it to press or to read (O-104).
/// </summary>
internal sealed record FrontchannelPage(ImmutableArray<string> Frames) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        var sources = Frames.IsEmpty ? "'none'" : string.Join(' ', Frames.Select(f => PageHeaders.Source(new Uri(f))).Distinct());
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentSecurityPolicy = $"default-src 'none'; base-uri 'none'; form-action 'none'; frame-src {sources}";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        var page = new StringBuilder("<!DOCTYPE html><html lang=\"en\"><head><title>Sign-out</title></head><body>");
        foreach (var url in Frames)
        {
            page.Append("<iframe sandbox=\"allow-scripts allow-same-origin\" referrerpolicy=\"no-referrer\" src=\"")
                .Append(HtmlEncoder.Default.Encode(url)).Append("\"></iframe>");
        }

        await response.WriteAsync(page.Append("</body></html>").ToString(), httpContext.RequestAborted);
    }
}
