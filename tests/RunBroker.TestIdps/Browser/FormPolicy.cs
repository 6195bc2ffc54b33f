namespace RunBroker.TestIdps;

/// <summary>
/// CSP <c>form-action</c>, checked as Chromium does: for the form's action and for every redirect that follows it. A page that says
/// 'self' and whose POST ends at an app is blocked there, which plain HTTP clients never notice.
/// </summary>
internal static class FormPolicy
{
    public static void Check(TestPage page, Uri to)
    {
        foreach (var policy in page.Headers.All("content-security-policy"))
        {
            var directive = policy.Split(';').Select(d => d.Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .FirstOrDefault(d => d.Length > 0 && d[0].Equals("form-action", StringComparison.OrdinalIgnoreCase));
            if (directive is not null && !directive.Skip(1).Any(source => Allows(source, page.Url, to)))
                throw new BrowserException($"Blocked by '{string.Join(' ', directive)}' of {page.Url}: {to}");
        }
    }

    private static bool Allows(string source, Uri self, Uri to) => source switch
    {
        "'self'" => RequestSite.Origin(self) == RequestSite.Origin(to),
        "'none'" => false,
        "*" => true,
        _ when source.EndsWith(':') => to.Scheme + ":" == source,
        _ when source.Contains("://*", StringComparison.Ordinal) => to.Scheme == source.Split(':')[0],
        _ => Matches(source, to),
    };

    private static bool Matches(string source, Uri to) => Uri.TryCreate(source, UriKind.Absolute, out var allowed)
        ? RequestSite.Origin(allowed) == RequestSite.Origin(to)
            && (allowed.AbsolutePath == "/" || allowed.AbsolutePath == to.AbsolutePath
                || (allowed.AbsolutePath.EndsWith('/') && to.AbsolutePath.StartsWith(allowed.AbsolutePath, StringComparison.Ordinal)))
        : to.Authority == source;
}
