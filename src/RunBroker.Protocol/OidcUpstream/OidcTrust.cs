using System.Collections.Immutable;

namespace RunBroker.Protocol.OidcUpstream;

/// <summary>How we prove at the token endpoint who we are (OIDCC-9).</summary>
public enum UpstreamAuthMethod { ClientSecretBasic, ClientSecretPost, PrivateKeyJwt, None }

/// <summary>
/// All that is believed of one OIDC connection. It comes from the connection's settings and its discovery document, never
/// from a message.
/// </summary>
public sealed record OidcTrust
{
    /// <summary>
    /// Compared octet for octet (O-080). Of an Entra multi-tenant connection the template with <c>{tenantid}</c>.
    /// </summary>
    public required string Issuer { get; init; }

    public required string ClientId { get; init; }
    public required string AuthorizationEndpoint { get; init; }
    public required string TokenEndpoint { get; init; }
    public required string JwksUri { get; init; }
    public string? UserInfoEndpoint { get; init; }
    public string? EndSessionEndpoint { get; init; }

    /// <summary>
    /// The provider announced <c>authorization_response_iss_parameter_supported</c>: an answer without iss is refused
    /// (RFC9207-2.4).
    /// </summary>
    public bool SendsIss { get; init; }

    /// <summary>Of <see cref="UpstreamAlgorithms.Accepted"/> only; also for signed userinfo and logout tokens (O-060).</summary>
    public ImmutableArray<string> IdTokenAlgorithms { get; init; } = UpstreamAlgorithms.Default;

    public UpstreamAuthMethod AuthMethod { get; init; } = UpstreamAuthMethod.ClientSecretBasic;

    /// <summary>Tenant ids (tid) that may sign in by an Entra template (O-081). Empty refuses everyone of a template.</summary>
    public ImmutableArray<string> EntraTenants { get; init; } = [];

    /// <summary>How far the provider's clock may be off: at most <see cref="UpstreamLimits.MaxSkew"/>, more is cut.</summary>
    public TimeSpan ClockSkew
    {
        get;
        init => field = value < TimeSpan.Zero ? TimeSpan.Zero : value > UpstreamLimits.MaxSkew ? UpstreamLimits.MaxSkew : value;
    } = UpstreamLimits.MaxSkew;

    public bool IsEntra => EntraIssuer.Is(Issuer);

    /// <summary>True for the exact issuer, or for the template filled with a tenant of the allow list (O-080, O-081).</summary>
    public bool Accepts(string? issuer)
    {
        var expected = Issuer;
        return issuer is not null && (EntraIssuer.IsTemplate(expected)
            ? EntraTenants.Any(tenant => EntraIssuer.For(expected, tenant) == issuer)
            : issuer == expected);
    }
}

public static class UpstreamAlgorithms
{
    /// <summary>What a client that registered nothing gets (OIDCR-2, id_token_signed_response_alg).</summary>
    public static ImmutableArray<string> Default { get; } = ["RS256"];

    /// <summary>
    /// Asymmetric only: with HS256 anybody who holds the client secret could make tokens, and "none" is nobody's signature
    /// (O-060, O-061).
    /// </summary>
    public static ImmutableArray<string> Accepted { get; } =
        ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];
}
