using System.Text;

namespace RunBroker.Bench;

/// <summary>What upstream the people of a tenant sign in at.</summary>
internal enum UpstreamKind
{
    Oidc,
    Saml,
}

/// <summary>An app as it is registered at the broker.</summary>
/// <param name="Alg">Of both of its JWTs.</param>
/// <param name="Opaque">Its access tokens are opaque.</param>
internal sealed record App(string ClientId, string Secret, UpstreamKind Upstream, string Alg, bool Opaque)
{
    public const string RedirectUri = "http://127.0.0.1:9999/cb";
    public const string Scope = "openid profile email offline_access";
    public const string ManagementScope = "tenant:read";

    /// <summary>Slug of the tenant that it belongs to.</summary>
    public string Tenant { get; init; } = Site.Tenant(Upstream);

    /// <summary>With its end.</summary>
    public string Authorization { get; } = $"Authorization: Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes($"{ClientId}:{Secret}"))}\r\n";
}
