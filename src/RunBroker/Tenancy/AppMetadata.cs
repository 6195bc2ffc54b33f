using System.Collections.Immutable;
using System.Text.Json;

namespace RunBroker.Tenancy;

/// <summary>What is stored of an app (contract section 6, `/clients`): the names of RFC 7591, then ours. No secrets.
/// Set, not init: the JSON source generator would reset an init-only property that a stored text lacks.</summary>
internal sealed record AppMetadata
{
    public string? ClientName { get; set; }
    public ImmutableArray<string> RedirectUris { get; set; } = [];
    public ImmutableArray<string> PostLogoutRedirectUris { get; set; } = [];
    /// <summary>Space-separated, as RFC 7591 has it.</summary>
    public string Scope { get; set; } = "openid profile email roles tags offline_access";
    public string TokenEndpointAuthMethod { get; set; } = "client_secret_basic";
    public ImmutableArray<string> GrantTypes { get; set; } = ["authorization_code"];
    public string? BackchannelLogoutUri { get; set; }
    public bool BackchannelLogoutSessionRequired { get; set; }
    public string? FrontchannelLogoutUri { get; set; }
    public bool FrontchannelLogoutSessionRequired { get; set; }
    public string? InitiateLoginUri { get; set; }
    public JsonElement? Jwks { get; set; }
    public string? JwksUri { get; set; }
    public string IdTokenSignedResponseAlg { get; set; } = "RS256";

    public bool Sso { get; set; } = true;
    public bool RequirePkce { get; set; } = true;
    public string AccessTokenType { get; set; } = "jwt";
    public bool Introspect { get; set; }
    public ImmutableArray<string> AllowedOrigins { get; set; } = [];
    public bool SsodataUsername { get; set; }
    public JsonElement? AccessRules { get; set; }
    public int? AccessTokenLifetimeSeconds { get; set; }
    public int? RefreshTokenLifetimeSeconds { get; set; }
    /// <summary>A refresh token used twice ends the whole session, not only what its code gave.</summary>
    public bool EndSessionOnTokenReuse { get; set; }
    /// <summary>Weakening: client assertions may name the token endpoint as audience (security.md D7).</summary>
    public bool DangerTokenEndpointAudience { get; set; }
}
