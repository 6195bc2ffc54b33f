using System.Buffers;

namespace RunBroker.Protocol.Saml.Metadata;

/// <summary>An address of a provider to which browsers are sent (S-127).</summary>
public static class EndpointUrl
{
    private const string Wanted = "an https URL without fragment and user name";

    private const string Whole = "a whole URL, with https://";

    // A browser would run or open these in our page's name.
    private static readonly SearchValues<string> Dangerous = SearchValues.Create(
        ["javascript:", "data:", "vbscript:", "file:", "blob:", "filesystem:", "view-source:", "about:"],
        StringComparison.OrdinalIgnoreCase);

    /// <summary>Null: it will do.</summary>
    /// <param name="mayUseHttp">For which http addresses plain http is taken.</param>
    public static MetadataProblem? Check(string field, string url, Func<Uri, bool> mayUseHttp)
    {
        if (IsDangerous(url))
            return MetadataProblem.Of(field, MetadataFault.DangerousEndpoint, Wanted, url);
        if (Read(url) is not { } parsed)
            return MetadataProblem.Of(field, MetadataFault.EndpointNotUrl, HasScheme(url) ? Wanted : Whole, url);
        return parsed.Scheme == "https" || mayUseHttp(parsed)
            ? null
            : MetadataProblem.Of(field, MetadataFault.EndpointNotHttps, "https", url);
    }

    // Beyond ASCII it is no URL (RFC3986-2) and fits in no Location header. To a browser a backslash is a slash, to others it is not.
    private static Uri? Read(string url) =>
        url.Length <= MetadataLimits.Url && !url.Any(static c => c is <= ' ' or > '~' or '\\' or '#')
        && Uri.TryCreate(url, UriKind.Absolute, out var parsed)
        && parsed is { Scheme: "https" or "http", Host.Length: > 0, UserInfo: "" }
        && url.StartsWith(parsed.Scheme + "://", StringComparison.OrdinalIgnoreCase)
            ? parsed
            : null;

    private static bool HasScheme(string url) =>
        url.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || url.StartsWith("http://", StringComparison.OrdinalIgnoreCase);

    private static bool IsDangerous(string url)
    {
        // Browsers skip blanks and control characters before and inside the scheme.
        var compact = string.Concat(url.Take(MetadataLimits.Url).Where(static c => !char.IsControl(c) && !char.IsWhiteSpace(c)));
        return compact.AsSpan().IndexOfAny(Dangerous) == 0;
    }
}
