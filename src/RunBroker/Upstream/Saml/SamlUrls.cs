namespace RunBroker.Upstream.Saml;

/// <summary>Our addresses at one of our hosts: made of configuration, never of a Host header (S-062).</summary>
internal static class SamlUrls
{
    /// <param name="host">The issuer's authority, or one of the tenant's own hosts (TG-31).</param>
    public static string Acs(Settings settings, string connection, string host) => host == settings.Authority
        ? settings.Url(Routes.SamlAcs(connection)) : $"{new Uri(settings.Issuer).Scheme}://{host}{Routes.SamlAcs(connection)}";
}
