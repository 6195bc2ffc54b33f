using RunBroker.Http;
using RunBroker.Pages;
using RunBroker.Storage;
using RunBroker.Storage.Model;

namespace RunBroker.Tenancy;

/// <summary>A tenant's name, colour and picture on the pages that its people see (O-123, O-165).</summary>
internal static class Branding
{
    private const string Path = "/brand/{tenant}/{hash}";

    public static PageFrame Of(this PageFrame frame, Tenant? tenant) => tenant is null ? frame : frame with
    {
        TenantName = tenant.Name,
        Brand = BrandColour.Parse(tenant.BrandColour),
        HelpUrl = tenant.HelpUrl,
        PrivacyUrl = tenant.PrivacyUrl,
        LogoUrl = LogoUrl(tenant),
    };

    public static string? LogoUrl(Tenant tenant) => tenant.LogoHash is { } hash ? $"/brand/{tenant.Id.Value}/{hash}" : null;

    public static void Map(IEndpointRouteBuilder app) => app.Get(Path, Logo).ExcludeFromDescription();

    /// <summary>The address changes with the picture, so it may be kept for ever. Opened by itself it is an image and can do nothing.</summary>
    private static async Task<IResult> Logo(string tenant, string hash, HttpContext http, Db db)
    {
        if (await db.Read(tx => TenantStore.Logo(tx, new(tenant), hash), http.RequestAborted) is not { } logo)
            return Results.NotFound();
        var headers = http.Response.Headers;
        headers.CacheControl = "public, max-age=31536000, immutable";
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        return Results.Bytes(logo.Content, logo.ContentType);
    }
}
