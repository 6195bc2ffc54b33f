using System.Collections.Immutable;
using System.Security.Cryptography;

namespace RunBroker.Pages;

/// <summary>A file served beside the pages. Its address holds a hash of its content, so no old one is ever shown.</summary>
public sealed record PageAsset
{
    internal PageAsset(string name, string extension, string contentType)
    {
        using var stream = typeof(PageAsset).Assembly.GetManifestResourceStream($"{name}.{extension}")
            ?? throw new InvalidOperationException($"{name}.{extension} is not embedded");
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        Content = [.. content];
        ContentType = contentType;
        Url = $"/assets/{name}.{Convert.ToHexStringLower(SHA256.HashData(content))[..16]}.{extension}";
    }

    public string Url { get; }
    public string ContentType { get; }
    public ImmutableArray<byte> Content { get; }
}

/// <summary>The style sheet and the script, embedded so that the broker is one folder without loose files.</summary>
public static class PageAssets
{
    public static PageAsset Css { get; } = new("runbroker", "css", "text/css; charset=utf-8");
    public static PageAsset Script { get; } = new("runbroker", "js", "text/javascript; charset=utf-8");

    /// <summary>Of the page with apps' frames alone.</summary>
    public static PageAsset SigningOut { get; } = new("signing-out", "js", "text/javascript; charset=utf-8");

    public static void MapPageAssets(this IEndpointRouteBuilder routes)
    {
        foreach (var asset in (ImmutableArray<PageAsset>)[Css, Script, SigningOut])
        {
            routes.MapGet(asset.Url, (RequestDelegate)(http =>
            {
                var response = http.Response;
                response.Headers.CacheControl = "public, max-age=31536000, immutable";
                response.Headers.XContentTypeOptions = "nosniff";
                response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
                return Results.Bytes(asset.Content.AsMemory(), asset.ContentType).ExecuteAsync(http);
            })).ExcludeFromDescription();
        }
    }
}
