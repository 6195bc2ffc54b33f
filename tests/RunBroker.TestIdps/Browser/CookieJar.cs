using System.Collections.Immutable;
using System.Globalization;

namespace RunBroker.TestIdps;

/// <summary>
/// Cookies as Chromium keeps them. Loopback counts as secure, so Secure and __Host- cookies work on http there. A cookie without
/// SameSite is Lax, without Chromium's two minutes of grace for POST: the product must say what it wants.
/// </summary>
public sealed class CookieJar(TimeProvider clock)
{
    private readonly List<TestCookie> cookies = [];

    /// <summary>Those that have not expired.</summary>
    public ImmutableArray<TestCookie> All => [.. cookies.Where(IsLive)];

    /// <summary>Cookies the browser refused, with the reason, such as a __Host- cookie with a Domain.</summary>
    public IList<(string SetCookie, string Why)> Refused { get; } = [];

    public TestCookie? Find(string name) => cookies.Find(c => c.Name == name && IsLive(c));
    public void Clear() => cookies.Clear();
    public int Remove(string name) => cookies.RemoveAll(c => c.Name == name);
    /// <summary>Puts a cookie in as it is, such as one stolen from another browser.</summary>
    public void Put(TestCookie cookie)
    {
        cookies.RemoveAll(c => c.Name == cookie.Name && c.Host == cookie.Host && c.Path == cookie.Path);
        cookies.Add(cookie);
    }

    public void CopyFrom(CookieJar other)
    {
        foreach (var cookie in other.All) Put(cookie);
    }

    /// <summary>The Cookie header for a request, or null: longer paths first, then older cookies (RFC6265-5.4).</summary>
    internal string? Header(Uri url, RequestSite site, bool safeMethod)
    {
        var sent = All.Where(c => IsFor(c, url) && site.Allows(c.SameSite, safeMethod)).OrderByDescending(c => c.Path.Length);
        var header = string.Join("; ", sent.Select(c => c.Name.Length == 0 ? c.Value : c.Name + "=" + c.Value));
        return header.Length == 0 ? null : header;
    }

    internal void Take(string setCookie, Uri from, RequestSite site)
    {
        var (cookie, why) = Parse(setCookie, from);
        if (why is null && cookie.SameSite != CookieSameSite.None && !site.MaySetSameSite) why = "SameSite cookie in a cross-site frame";
        if (why is not null)
            Refused.Add((setCookie, why));
        else if (IsLive(cookie))
            Put(cookie);
        else
            cookies.RemoveAll(c => c.Name == cookie.Name && c.Host == cookie.Host && c.Path == cookie.Path);
    }

    private (TestCookie Cookie, string? Why) Parse(string setCookie, Uri from)
    {
        var parts = setCookie.Split(';').Select(p => p.Trim()).ToArray();
        var pair = parts[0].Split('=', 2);
        var attributes = parts.Skip(1).Select(p => p.Split('=', 2)).GroupBy(p => p[0].ToLowerInvariant())
            .ToDictionary(g => g.Key, g => g.Last() is [_, var value] ? value.Trim() : "");
        var domain = attributes.GetValueOrDefault("domain", "").TrimStart('.').ToLowerInvariant();
        var path = attributes.GetValueOrDefault("path", "");
        var sameSite = attributes.GetValueOrDefault("samesite", "").ToLowerInvariant();
        var cookie = new TestCookie(
            pair.Length > 1 ? pair[0].Trim() : "", pair[^1].Trim(), domain.Length > 0 ? domain : from.Host, domain.Length == 0,
            path.StartsWith('/') ? path : DefaultPath(from))
        {
            Secure = attributes.ContainsKey("secure"),
            HttpOnly = attributes.ContainsKey("httponly"),
            SameSite = sameSite switch { "none" => CookieSameSite.None, "strict" => CookieSameSite.Strict, _ => CookieSameSite.Lax },
            Expires = Expiry(attributes),
            SetBy = setCookie,
        };
        return (cookie, Refusal(cookie, path, from, setCookie));
    }

    private static string? Refusal(TestCookie cookie, string path, Uri from, string setCookie) => cookie switch
    {
        { HostOnly: false } when !InDomain(from.Host, cookie.Host) => "Domain of another host",
        { Secure: true } when !IsTrustworthy(from) => "Secure on plain http",
        { Secure: false, SameSite: CookieSameSite.None } => "SameSite=None without Secure",
        { Secure: false } when Prefixed(cookie, "__Host-") || Prefixed(cookie, "__Secure-") => "prefix without Secure",
        _ when Prefixed(cookie, "__Host-") && (!cookie.HostOnly || path != "/") => "__Host- with Domain or another Path",
        _ when cookie.Name.Length + cookie.Value.Length > 4096 => "over 4096 octets",
        _ when setCookie.Any(char.IsControl) => "control character",
        _ => null,
    };

    private DateTimeOffset? Expiry(Dictionary<string, string> attributes)
    {
        if (attributes.TryGetValue("max-age", out var age) && long.TryParse(age, CultureInfo.InvariantCulture, out var seconds))
            return seconds <= 0 ? DateTimeOffset.MinValue : clock.GetUtcNow().AddSeconds(Math.Min(seconds, 400L * 86400)); // Chromium's cap
        return attributes.TryGetValue("expires", out var text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
    }

    private bool IsLive(TestCookie cookie) => cookie.Expires is not { } end || clock.GetUtcNow() < end;

    private static bool IsFor(TestCookie cookie, Uri url) =>
        (cookie.HostOnly ? cookie.Host == url.Host : InDomain(url.Host, cookie.Host))
        && (!cookie.Secure || IsTrustworthy(url))
        && (url.AbsolutePath == cookie.Path
            || url.AbsolutePath.StartsWith(cookie.Path.EndsWith('/') ? cookie.Path : cookie.Path + "/", StringComparison.Ordinal));

    private static bool InDomain(string host, string domain) =>
        host == domain || (Uri.CheckHostName(host) == UriHostNameType.Dns && host.EndsWith("." + domain, StringComparison.Ordinal));

    internal static bool IsTrustworthy(Uri url) =>
        url.Scheme == Uri.UriSchemeHttps || url.IsLoopback || url.Host.EndsWith(".localhost", StringComparison.Ordinal);

    private static bool Prefixed(TestCookie cookie, string prefix) => cookie.Name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);

    private static string DefaultPath(Uri from)
    {
        var last = from.AbsolutePath.LastIndexOf('/');
        return last <= 0 ? "/" : from.AbsolutePath[..last];
    }
}
