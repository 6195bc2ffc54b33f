namespace RunBroker.Protocol.OidcUpstream;

/// <summary>What can be wrong with a provider's discovery document. Names are stored and documented: never renamed.</summary>
public enum DiscoveryFault
{
    /// <summary>No issuer URL was typed.</summary>
    IssuerMissing,
    /// <summary>What was typed is not an address a provider can have.</summary>
    IssuerNotUrl,
    /// <summary>An address is http.</summary>
    NotHttps,
    /// <summary>The document is over its size limit.</summary>
    TooLarge,
    /// <summary>The answer is not one JSON object without repeated members.</summary>
    NotJson,
    /// <summary>The document names another issuer than the one typed.</summary>
    IssuerMismatch,
    /// <summary>An Entra address that all tenants share, without tenant ids to allow.</summary>
    EntraTenantsMissing,
    /// <summary>An allowed Entra tenant is not written as its id.</summary>
    EntraTenantNotId,
    /// <summary>A member that a sign-in needs is absent.</summary>
    MemberMissing,
    /// <summary>An endpoint is no absolute URL, or has a fragment or a user name.</summary>
    EndpointNotUrl,
    /// <summary>The provider has no code flow.</summary>
    CodeFlowUnsupported,
    /// <summary>The provider signs ID tokens with none of the connection's algorithms.</summary>
    AlgorithmUnsupported,
    /// <summary>The provider does not take the connection's way to authenticate.</summary>
    AuthMethodUnsupported,
    /// <summary>private_key_jwt names the issuer, and a template is no issuer.</summary>
    AuthMethodNeedsOneIssuer,
    /// <summary>The provider takes only pushed or signed requests.</summary>
    RequestKindUnsupported,
    /// <summary>Warning: the provider does not list S256. It is sent all the same.</summary>
    PkceNotListed,
    /// <summary>Warning: a scope of the connection is not listed.</summary>
    ScopeNotListed,
    /// <summary>Warning: the provider has no sign-out address.</summary>
    NoEndSession,
}

/// <param name="Field">The connection's field, or the document's member.</param>
/// <param name="Code">Stable.</param>
/// <param name="Wanted">What would do.</param>
/// <param name="Got">Cut and without control characters; the provider's text.</param>
/// <param name="Fix">One English sentence for the tenant's admin.</param>
public sealed record DiscoveryProblem(string Field, DiscoveryFault Code, string? Wanted, string? Got, string Fix);

/// <summary>What the connection's settings say about its provider, besides the address.</summary>
public sealed record DiscoverySettings
{
    public required string ClientId { get; init; }

    /// <summary>Null: the first of client_secret_basic and client_secret_post that the provider takes.</summary>
    public UpstreamAuthMethod? AuthMethod { get; init; }

    /// <summary>Anything outside <see cref="UpstreamAlgorithms.Accepted"/> counts as not there.</summary>
    public IReadOnlyList<string> IdTokenAlgorithms { get; init; } = UpstreamAlgorithms.Default;

    public IReadOnlyList<string> Scopes { get; init; } = ["openid", "profile", "email"];

    /// <summary>Tenant ids (GUIDs); not empty marks a connection that was made as Entra multi-tenant (O-081).</summary>
    public IReadOnlyList<string> EntraTenants { get; init; } = [];

    public TimeSpan ClockSkew { get; init; } = UpstreamLimits.MaxSkew;

    /// <summary>For providers on the own machine and in tests: tokens and secrets cross the wire readable.</summary>
    public bool DangerAllowHttp { get; init; }
}
