using System.Collections.Immutable;

namespace RunBroker.Bench;

/// <summary>
/// The installation that is measured: a tenant for each kind of upstream, and its apps. Ids and secrets are always the same, so that profiles
/// can name them.
/// </summary>
internal sealed record Site(int Port, OidcStub Oidc, SamlStub Saml)
{
    public const string BootstrapToken = "bench-operator-token-0123456789abcdef";

    private static readonly ImmutableArray<App> People =
    [
        .. from upstream in (UpstreamKind[])[UpstreamKind.Oidc, UpstreamKind.Saml]
           from alg in (string[])["RS256", "ES256"]
           from opaque in (bool[])[false, true]
           select Made($"bench-{Word(upstream)}-{Lower(alg)}{(opaque ? "-opaque" : "")}", upstream, alg, opaque),
    ];

    private static readonly ImmutableArray<App> Machines =
        [Made("bench-m2m-rs256", UpstreamKind.Oidc, "RS256", false), Made("bench-m2m-es256", UpstreamKind.Oidc, "ES256", false)];

    public string Issuer => $"http://127.0.0.1:{Port}";

    /// <summary>Those that people sign in to.</summary>
    public static ImmutableArray<App> Apps => People;

    /// <summary>Those that act for themselves.</summary>
    public static ImmutableArray<App> OwnApps => Machines;

    public static App AppOf(UpstreamKind upstream, string alg, bool opaque = false) =>
        People.Single(a => a.Upstream == upstream && a.Alg == alg && a.Opaque == opaque);

    public static App OwnAppOf(string alg) => Machines.Single(a => a.Alg == alg);

    public static string Tenant(UpstreamKind upstream) => $"bench-{Word(upstream)}";

    private static App Made(string id, UpstreamKind upstream, string alg, bool opaque) => new(id, $"secret-of-{id}-0123456789abcdef", upstream, alg, opaque);

    private static string Word(UpstreamKind upstream) => upstream == UpstreamKind.Oidc ? "oidc" : "saml";

    private static string Lower(string alg) => alg.ToLowerInvariant();
}
