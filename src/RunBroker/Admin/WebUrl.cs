using System.Collections.Immutable;
using Microsoft.AspNetCore.WebUtilities;

namespace RunBroker.Admin;

/// <summary>URLs that apps register. Each check answers what is wrong, or null.</summary>
internal static class WebUrl
{
    public const int Longest = 2048;
    public const int MostPerList = 50;

    /// <summary>Ours in an answer to the app: a registered one of its own would be there twice, and apps differ in which they believe
    /// (O-002).</summary>
    private static readonly ImmutableArray<string> OurParameters = ["code", "state", "error", "iss", "response", "session_state"];

    /// <summary>https, or http on a loopback host; no user, no fragment (contract section 6).</summary>
    public static string? Fault(string url) =>
        Parse(url) is not { } uri ? "must be an absolute URL"
        : uri.Scheme != Uri.UriSchemeHttps && !(uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback)
            ? "must be https, or http on a loopback host"
        : FaultOfParts(url, uri);

    /// <summary>
    /// As <see cref="Fault"/>, or a native app's own scheme. That only for public clients, and only with a dot in it (RFC8252-7.1,
    /// com.example.app:/done): so no scheme that browsers act on (javascript, data, file) can be one.
    /// </summary>
    public static string? RedirectFault(string url, bool native)
    {
        if (Parse(url) is not { } uri)
            return "must be an absolute URL";
        if (uri.Scheme is "https" or "http" || !native)
            return Fault(url) ?? FaultOfQuery(uri);
        if (!uri.Scheme.Contains('.', StringComparison.Ordinal))
            return "must be https, http on a loopback host, or a scheme of the app's own with a dot in it";
        return FaultOfParts(url, uri) ?? FaultOfQuery(uri);
    }

    /// <summary>scheme://host[:port] and nothing else, as browsers send it (RFC6454-6.2).</summary>
    public static string? OriginFault(string origin) =>
        Fault(origin)
            ?? (new Uri(origin).GetLeftPart(UriPartial.Authority) == origin ? null
                : "must be scheme://host[:port] in lower case, without a path");

    // Backslashes, blanks and control characters are read differently by different parsers; beyond ASCII no header can hold it (RFC3986-2).
    private static Uri? Parse(string url) =>
        url.Length is > 0 and <= Longest && !url.Any(c => c is <= ' ' or '\\' or >= '\u007f') && url.Contains(':', StringComparison.Ordinal)
        && !url.StartsWith('/') && Uri.TryCreate(url, UriKind.Absolute, out var uri) ? uri : null;

    private static string? FaultOfParts(string url, Uri uri) =>
        url.Contains('#', StringComparison.Ordinal) ? "must not have a fragment"
        : uri.UserInfo.Length > 0 || AuthorityOf(url).Contains('@', StringComparison.Ordinal) ? "must not have a user name"
        : uri.Host.Contains('*', StringComparison.Ordinal) ? "must not have a wildcard"
        : null;

    private static string? FaultOfQuery(Uri uri) =>
        QueryHelpers.ParseQuery(uri.Query).Keys.FirstOrDefault(OurParameters.Contains) is { } ours ? $"must not have the parameter {ours}"
            : null;

    private static string AuthorityOf(string url)
    {
        var from = url.IndexOf("://", StringComparison.Ordinal) is var at and >= 0 ? at + 3 : 0;
        var end = url.AsSpan(from).IndexOfAny('/', '?', '#');
        return end < 0 ? url[from..] : url.Substring(from, end);
    }
}
