using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace RunBroker.Pages;

/// <summary>What one page may do beyond showing itself; everything not listed is refused by the browser.</summary>
/// <param name="FormTargets">CSP sources a form of this page may reach, its redirects included (Chrome checks those as well, O-009).</param>
/// <param name="Frames">CSP sources of the frames of front-channel logout; no other page has frames.</param>
public sealed record PageReach(ImmutableArray<string> FormTargets, ImmutableArray<string> Frames)
{
    /// <summary>A script of the page sends something to us.</summary>
    public bool Reports { get; init; }

    /// <summary>A page without forms and frames.</summary>
    public static PageReach None { get; } = new([], []);

    /// <summary>
    /// A form whose receiver may redirect to whomever it likes: a provider sends a browser that signs out on to its other services, and back
    /// to us, and Chrome holds all of that against this page. Nobody's text is on the page, so there is no other form that could use it.
    /// </summary>
    public static PageReach FromThereOn(Uri action) => new(
        [PageHeaders.Source(action), "'self'", "https:", .. action.Scheme == Uri.UriSchemeHttp ? ["http:"] : Array.Empty<string>()], []);

    /// <summary>A form to ourselves whose answer may redirect to these places.</summary>
    public static PageReach Own(ImmutableArray<Uri> leadsTo) => new(["'self'", .. leadsTo.Select(PageHeaders.Source).Distinct()], []);
}

/// <summary>The response headers of every page people see: the one place (O-009, O-017, O-019, O-123, O-124).</summary>
public static partial class PageHeaders
{
    /// <summary>
    /// Sets the headers. <paramref name="nonce"/> is fresh for each response;
    /// <paramref name="styled"/> when a tenant's colour stands in the page.
    /// </summary>
    public static void Set(HttpResponse response, PageReach reach, string nonce, bool styled) => Set(response, Policy(reach, nonce, styled));

    /// <summary>The same, with a policy that was made before.</summary>
    internal static void Set(HttpResponse response, string policy)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy = policy;
        headers.XFrameOptions = "DENY";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
    }

    internal static string Policy(PageReach reach, string nonce, bool styled) => string.Join("; ",
    [
        "default-src 'none'",
        styled ? $"style-src 'self' 'nonce-{nonce}'" : "style-src 'self'",
        "img-src 'self' data:",
        $"script-src 'nonce-{nonce}'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
        $"form-action {Sources(reach.FormTargets)}",
        $"frame-src {Sources(reach.Frames)}",
        .. reach.Reports ? ["connect-src 'self'"] : Array.Empty<string>(),
    ]);

    /// <summary>
    /// The CSP source of an address: its origin; only the scheme where CSP has no way to write the host (IPv6, private-use schemes).
    /// A host with any character outside the grammar could end the directive, so it is never copied (CSP3-2.3.1).
    /// </summary>
    internal static string Source(Uri url)
    {
        var web = url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp;
        if (!web || !HostName().IsMatch(url.IdnHost))
            return $"{url.Scheme}:";
        return url.IsDefaultPort ? $"{url.Scheme}://{url.IdnHost}" : $"{url.Scheme}://{url.IdnHost}:{url.Port}";
    }

    private static string Sources(ImmutableArray<string> sources) => sources.IsEmpty ? "'none'" : string.Join(' ', sources);

    [GeneratedRegex(@"\A[A-Za-z0-9.-]+\z")]
    private static partial Regex HostName();
}
