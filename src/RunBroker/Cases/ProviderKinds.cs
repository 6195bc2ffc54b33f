using System.Collections.Immutable;

namespace RunBroker.Cases;

/// <summary>Whose console somebody has to open.</summary>
internal enum ProviderKind
{
    Unknown,
    Okta,
    Entra,
    Google,
    Auth0,
    OneLogin,
    Ping,
    Keycloak,
    Adfs,
    Cognito,
}

/// <summary>Known by its addresses: nobody has to be asked, and a wrong guess costs only a sentence.</summary>
internal static class ProviderKinds
{
    /// <summary>In this order: a product's own hosts before paths that others could use, too.</summary>
    private static readonly ImmutableArray<(ProviderKind Kind, Func<Uri, bool> Fits)> Rows =
    [
        (ProviderKind.Okta, u => IsUnder(u, "okta.com") || IsUnder(u, "oktapreview.com") || IsUnder(u, "okta-emea.com")),
        (ProviderKind.Entra, u => IsUnder(u, "microsoftonline.com") || IsUnder(u, "microsoftonline.us") || IsUnder(u, "sts.windows.net") || IsUnder(u, "ciamlogin.com")),
        (ProviderKind.Google, u => IsUnder(u, "google.com")),
        (ProviderKind.Auth0, u => IsUnder(u, "auth0.com")),
        (ProviderKind.OneLogin, u => IsUnder(u, "onelogin.com")),
        (ProviderKind.Ping, u => IsUnder(u, "pingone.com") || IsUnder(u, "pingone.eu") || IsUnder(u, "pingone.ca") || IsUnder(u, "pingone.asia")
            || IsUnder(u, "pingidentity.com")),
        (ProviderKind.Cognito, u => u.Host.StartsWith("cognito-idp.", StringComparison.Ordinal) || IsUnder(u, "amazoncognito.com")),
        (ProviderKind.Keycloak, u => u.AbsolutePath.Contains("/realms/", StringComparison.Ordinal)),
        (ProviderKind.Adfs, u => u.AbsolutePath.StartsWith("/adfs", StringComparison.OrdinalIgnoreCase)
            || u.AbsolutePath.Contains("FederationMetadata", StringComparison.OrdinalIgnoreCase)),
        (ProviderKind.Okta, u => u.AbsolutePath.Contains("/oauth2/aus", StringComparison.Ordinal) || u.AbsolutePath.EndsWith("/sso/saml", StringComparison.Ordinal)),
    ];

    /// <param name="addresses">Issuer, entity ID, endpoints; nulls and what is no URL count for nothing.</param>
    public static ProviderKind Of(params IEnumerable<string?> addresses)
    {
        ImmutableArray<Uri> known = [.. addresses.Select(Parse).OfType<Uri>()];
        return Rows.FirstOrDefault(row => known.Any(row.Fits)).Kind;
    }

    /// <summary>As its maker writes it.</summary>
    public static string? Name(this ProviderKind kind) => kind switch
    {
        ProviderKind.Okta => "Okta",
        ProviderKind.Entra => "Microsoft Entra ID",
        ProviderKind.Google => "Google Workspace",
        ProviderKind.Auth0 => "Auth0",
        ProviderKind.OneLogin => "OneLogin",
        ProviderKind.Ping => "PingOne",
        ProviderKind.Keycloak => "Keycloak",
        ProviderKind.Adfs => "AD FS",
        ProviderKind.Cognito => "Amazon Cognito",
        _ => null,
    };

    private static Uri? Parse(string? address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is ("https" or "http") ? uri : null;

    private static bool IsUnder(Uri uri, string domain) =>
        uri.Host.Equals(domain, StringComparison.OrdinalIgnoreCase) || uri.Host.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase);
}
