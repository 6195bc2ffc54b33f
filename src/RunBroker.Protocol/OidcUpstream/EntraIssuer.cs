using System.Collections.Immutable;

namespace RunBroker.Protocol.OidcUpstream;

/// <summary>
/// Microsoft Entra ID names its multi-tenant issuer by a template. Anybody can make an Entra tenant, so a template without
/// an allow list would accept tokens about any address from any tenant (O-081, O-082).
/// </summary>
public static class EntraIssuer
{
    public const string Placeholder = "{tenantid}";

    private static readonly ImmutableArray<string> Hosts =
        ["login.microsoftonline.com", "login.microsoftonline.us", "login.partner.microsoftonline.cn", "sts.windows.net"];

    private static readonly ImmutableArray<string> Shared = ["common", "organizations", "consumers"];

    public static bool IsTemplate(string issuer) => issuer.Contains(Placeholder, StringComparison.Ordinal);

    /// <summary>True for a template and for one tenant's own issuer: both identify people by tid and oid.</summary>
    public static bool Is(string issuer) =>
        IsTemplate(issuer) || (Uri.TryCreate(issuer, UriKind.Absolute, out var url) && Hosts.Contains(url.Host));

    public static string For(string template, string tenant) => template.Replace(Placeholder, tenant, StringComparison.Ordinal);

    /// <summary>
    /// The template that the document of a shared address names: <c>…/common/v2.0</c> → <c>…/{tenantid}/v2.0</c>; null when
    /// it is no shared address.
    /// </summary>
    internal static string? TemplateOf(string issuer)
    {
        foreach (var name in Shared)
        {
            if (issuer.IndexOf("/" + name + "/", StringComparison.Ordinal) is var at and > 0)
                return string.Concat(issuer.AsSpan(0, at + 1), Placeholder, issuer.AsSpan(at + 1 + name.Length));
        }

        return null;
    }
}
