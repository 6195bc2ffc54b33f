using System.Collections.Immutable;
using RunBroker.Protocol.Jose;

namespace RunBroker.Protocol.Oidc;

/// <summary>How an app proves who it is at the token endpoint (RFC7591-2, token_endpoint_auth_method).</summary>
public enum ClientAuthMethod
{
    None,
    ClientSecretBasic,
    ClientSecretPost,
    PrivateKeyJwt,
}

/// <summary>What the protocol has to know of a registered app; made by the host from its row.</summary>
public sealed record AppTrust
{
    public required string ClientId { get; init; }
    public required ImmutableArray<string> RedirectUris { get; init; }
    public ImmutableArray<string> PostLogoutRedirectUris { get; init; } = [];
    public required ClientAuthMethod AuthMethod { get; init; }
    public required ImmutableArray<string> GrantTypes { get; init; }
    /// <summary>The scopes it may ask for.</summary>
    public required ImmutableArray<string> Scopes { get; init; }
    public required bool RequirePkce { get; init; }
    /// <summary>Its keys for private_key_jwt.</summary>
    public JwkSet? Keys { get; init; }
    /// <summary>SHA-256 of each secret that is valid now.</summary>
    public ImmutableArray<byte[]> SecretHashes { get; init; } = [];
    /// <summary>Weakening, per app and audited: an assertion may also name the token endpoint as its audience (security.md D7).</summary>
    public bool DangerTokenEndpointAudience { get; init; }
}
