using System.Buffers;

namespace RunBroker.Protocol.Saml.Metadata;

/// <summary>An address of a provider to which browsers are sent (S-127).</summary>
public static class EndpointUrl
{
    // A browser would run or open these in our page's name.
    private static readonly SearchValues<string> Dangerous = SearchValues.Create(
        ["javascript:", "data:", "vbscript:", "file:", "blob:", "filesystem:", "view-source:", "about:"], StringComparison.OrdinalIgnoreCase);

    /// <summary>Null: it will do.</summary>
    /// <param name="mayUseHttp">For which http addresses plain http is taken.</param>
    public static MetadataProblem? Check(string field, string url, Func<Uri, bool> mayUseHttp)
    {
        if (IsDangerous(url))
        {
            return MetadataProblem.Of(field, MetadataFault.DangerousEndpoint, "an https URL", url,
                "No sign-in address looks like this: somebody may have tampered with the metadata. Get it again from the provider itself.");
        }

        // Beyond ASCII it is no URL (RFC3986-2) and fits in no Location header; a backslash is a slash to browsers only.
        if (url.Length > MetadataLimits.Url || url.Any(static c => c is <= ' ' or > '~' or '\\') || !Uri.TryCreate(url, UriKind.Absolute, out var parsed)
            || parsed.Scheme is not ("https" or "http") || parsed.Host.Length == 0 || parsed.UserInfo.Length > 0 || url.Contains('#', StringComparison.Ordinal))
        {
            return MetadataProblem.Of(field, MetadataFault.EndpointNotUrl, "an https URL without fragment and user name", url,
                "The provider must mend this address in its settings; then fetch the metadata again.");
        }

        return parsed.Scheme == "https" || mayUseHttp(parsed) ? null : MetadataProblem.Of(field, MetadataFault.EndpointNotHttps, "https", url,
            "The provider must publish https addresses; behind a proxy, tell it its outside address.");
    }

    internal static bool IsDangerous(string url)
    {
        // Browsers skip blanks and control characters before and inside the scheme.
        var compact = string.Concat(url.Take(MetadataLimits.Url).Where(static c => c > ' ' && !char.IsControl(c) && !char.IsWhiteSpace(c)));
        return compact.AsSpan().IndexOfAny(Dangerous) == 0;
    }
}
