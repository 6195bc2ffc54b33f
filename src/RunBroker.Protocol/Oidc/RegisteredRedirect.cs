namespace RunBroker.Protocol.Oidc;

/// <summary>A redirect_uri that is the app's own. Only <see cref="Match"/> makes one, so what is not registered is never redirected to.</summary>
public sealed record RegisteredRedirect
{
    private RegisteredRedirect(string uri) => Uri = uri;

    public string Uri { get; }

    /// <summary>Scheme, host and port, as a Content-Security-Policy source.</summary>
    public string Origin => new Uri(Uri).GetLeftPart(UriPartial.Authority);

    /// <summary>As browsers write the origin of a page there (RFC6454-6.2); null for another scheme than https and http.</summary>
    public string? WebOrigin
    {
        get
        {
            var uri = new Uri(Uri);
            if (uri.Scheme != System.Uri.UriSchemeHttps && uri.Scheme != System.Uri.UriSchemeHttp)
                return null;
            // IdnHost has no brackets around an IPv6 address.
            var host = uri.HostNameType == UriHostNameType.IPv6 ? uri.Host : uri.IdnHost;
            return uri.IsDefaultPort ? $"{uri.Scheme}://{host}" : $"{uri.Scheme}://{host}:{uri.Port}";
        }
    }

    /// <summary>
    /// Octet for octet (RFC9700-2.1). The one exception is the port of a native app's http://127.0.0.1 or http://[::1] (RFC8252-7.3),
    /// and only for public clients: a confidential one has a fixed address.
    /// </summary>
    public static RegisteredRedirect? Match(AppTrust app, string? sent)
    {
        if (sent is null)
            return null;
        if (app.RedirectUris.Contains(sent, StringComparer.Ordinal))
            return new(sent);
        return app.AuthMethod == ClientAuthMethod.None && app.RedirectUris.Any(registered => IsLoopbackTwin(registered, sent)) ? new(sent) : null;
    }

    private static bool IsLoopbackTwin(string registered, string sent)
    {
        foreach (var host in (ReadOnlySpan<string>)["http://127.0.0.1", "http://[::1]"])
        {
            if (registered.StartsWith(host, StringComparison.Ordinal) && sent.StartsWith(host, StringComparison.Ordinal))
                return WithoutPort(registered, host.Length) is { } r && r == WithoutPort(sent, host.Length);
        }

        return false;
    }

    /// <summary>Host, then path and query; null when what follows the host is neither a port nor a path.</summary>
    private static string? WithoutPort(string uri, int hostEnd)
    {
        var at = hostEnd;
        if (at < uri.Length && uri[at] == ':')
        {
            at++;
            var digits = 0;
            while (at < uri.Length && char.IsAsciiDigit(uri[at]))
            {
                at++;
                digits++;
            }

            if (digits is 0 or > 5 || int.Parse(uri.AsSpan(at - digits, digits), System.Globalization.CultureInfo.InvariantCulture) > 65535)
                return null;
        }

        return at == uri.Length || uri[at] == '/' ? string.Concat(uri.AsSpan(0, hostEnd), uri.AsSpan(at)) : null;
    }
}
