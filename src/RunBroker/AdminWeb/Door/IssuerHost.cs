using RunBroker.AdminWeb.Frame;
using RunBroker.Pages;

namespace RunBroker.AdminWeb.Door;

/// <summary>
/// A tenant's own host serves apps' traffic; the admin pages, the ways to them and their cookie are at the issuer's alone (O-120): whoever runs
/// a tenant's host may change its DNS and read what is sent to it.
/// </summary>
internal sealed class IssuerHost(Settings settings) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        Refuses(context.HttpContext, settings) ?? await next(context);

    public static bool Is(HttpContext http, Settings settings) =>
        settings.Development || string.Equals(http.Request.Host.Value, settings.Authority, StringComparison.OrdinalIgnoreCase);

    /// <returns>Null at the issuer's host; else the way there, and for a form that there is nothing.</returns>
    public static IResult? Refuses(HttpContext http, Settings settings) =>
        Is(http, settings) ? null
        : HttpMethods.IsGet(http.Request.Method) ? new Found(settings.Url(http.Request.Path + http.Request.QueryString))
        : PersonPages.NotFound(PageFrame.For(http.Request));
}
