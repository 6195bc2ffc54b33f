namespace RunBroker.TestIdps;

/// <summary>
/// Who asked for a request, seen from the target: what SameSite (RFC 6265bis section 5.2) and Sec-Fetch-Site are decided by.
/// A redirect keeps the first asker, as Chromium does for cookies.
/// </summary>
internal sealed record RequestSite(Uri Target, Uri? Initiator, Uri? Frame)
{
    private bool SameSite => Initiator is null || (Site(Initiator) == Site(Target) && (Frame is null || Site(Frame) == Site(Target)));

    public bool MaySetSameSite => Frame is null || SameSite;

    public bool Allows(CookieSameSite sameSite, bool safeMethod) => sameSite switch
    {
        CookieSameSite.None => true,
        CookieSameSite.Lax => SameSite || (Frame is null && safeMethod),
        _ => SameSite,
    };

    /// <summary>Sec-Fetch-Site of one hop; a chain of redirects shows its worst hop.</summary>
    public string Relation => Initiator is null ? "none"
        : Origin(Initiator) == Origin(Target) ? "same-origin"
        : Site(Initiator) == Site(Target) ? "same-site" : "cross-site";

    public static string Origin(Uri url) => url.GetLeftPart(UriPartial.Authority);

    /// <summary>Scheme and registrable domain, roughly: the last two labels of a DNS name. No port, so 127.0.0.1 is one site.</summary>
    public static string Site(Uri url)
    {
        var labels = url.Host.Split('.');
        var name = Uri.CheckHostName(url.Host) == UriHostNameType.Dns && labels.Length > 2 ? string.Join('.', labels[^2..]) : url.Host;
        return url.Scheme + "://" + name;
    }
}
