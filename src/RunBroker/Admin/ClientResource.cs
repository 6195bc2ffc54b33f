using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using RunBroker.Admin.Api;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;

namespace RunBroker.Admin;

/// <summary>An app, in the names of RFC 7591 first and ours after them (contract section 6).</summary>
internal sealed record ClientResource
{
    [Answered]
    public string ClientId { get; init; } = "";
    /// <summary>Answered once: on creation and by rotate-secret.</summary>
    [Answered, JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ClientSecret { get; init; }
    public string? ClientName { get; init; }
    public ImmutableArray<string> RedirectUris { get; init; } = [];
    public ImmutableArray<string> PostLogoutRedirectUris { get; init; } = [];
    public string Scope { get; init; } = "";
    public string TokenEndpointAuthMethod { get; init; } = "";
    public ImmutableArray<string> GrantTypes { get; init; } = [];
    public string? BackchannelLogoutUri { get; init; }
    public bool BackchannelLogoutSessionRequired { get; init; }
    public string? FrontchannelLogoutUri { get; init; }
    public bool FrontchannelLogoutSessionRequired { get; init; }
    public string? InitiateLoginUri { get; init; }
    public JsonElement? Jwks { get; init; }
    public string? JwksUri { get; init; }
    public string IdTokenSignedResponseAlg { get; init; } = "";

    /// <summary>Slug; null: a shared app, operators only.</summary>
    public string? Tenant { get; init; }
    /// <summary>Slugs of the tenants whose people may use a shared app; operators only.</summary>
    public ImmutableArray<string> AllowedTenants { get; init; } = [];
    public bool Sso { get; init; }
    public bool RequirePkce { get; init; }
    public string AccessTokenType { get; init; } = "";
    public bool Introspect { get; init; }
    public ImmutableArray<string> AllowedOrigins { get; init; } = [];
    public bool SsodataUsername { get; init; }
    public ImmutableArray<AccessRuleResource> AccessRules { get; init; } = [];
    public int? AccessTokenLifetimeSeconds { get; init; }
    public int? RefreshTokenLifetimeSeconds { get; init; }
    /// <summary>A refresh token used twice ends the whole session, all of its apps included; else only this app's tokens.</summary>
    public bool EndSessionOnTokenReuse { get; init; }
    /// <summary>Weakening: client assertions may name the token endpoint as their audience. Operators only.</summary>
    public bool DangerTokenEndpointAudience { get; init; }
    [Answered]
    public DateTime CreatedAt { get; init; }
    [Answered]
    public DateTime UpdatedAt { get; init; }

    public static ClientResource Show(Client row, string? tenant, ImmutableArray<string> allowedTenants, string? secret = null)
    {
        var app = StoredJson.App(row.Metadata);
        return new()
        {
            ClientId = row.ClientId,
            ClientSecret = secret,
            ClientName = app.ClientName,
            RedirectUris = app.RedirectUris,
            PostLogoutRedirectUris = app.PostLogoutRedirectUris,
            Scope = app.Scope,
            TokenEndpointAuthMethod = app.TokenEndpointAuthMethod,
            GrantTypes = app.GrantTypes,
            BackchannelLogoutUri = app.BackchannelLogoutUri,
            BackchannelLogoutSessionRequired = app.BackchannelLogoutSessionRequired,
            FrontchannelLogoutUri = app.FrontchannelLogoutUri,
            FrontchannelLogoutSessionRequired = app.FrontchannelLogoutSessionRequired,
            InitiateLoginUri = app.InitiateLoginUri,
            Jwks = app.Jwks,
            JwksUri = app.JwksUri,
            IdTokenSignedResponseAlg = app.IdTokenSignedResponseAlg,
            Tenant = tenant,
            AllowedTenants = allowedTenants,
            Sso = app.Sso,
            RequirePkce = app.RequirePkce,
            AccessTokenType = app.AccessTokenType,
            Introspect = app.Introspect,
            AllowedOrigins = app.AllowedOrigins,
            SsodataUsername = app.SsodataUsername,
            AccessRules = app.AccessRules is { } rules ? AdminJson.Shape<ImmutableArray<AccessRuleResource>>(JsonArray.Create(rules)) : [],
            AccessTokenLifetimeSeconds = app.AccessTokenLifetimeSeconds,
            RefreshTokenLifetimeSeconds = app.RefreshTokenLifetimeSeconds,
            EndSessionOnTokenReuse = app.EndSessionOnTokenReuse,
            DangerTokenEndpointAudience = app.DangerTokenEndpointAudience,
            CreatedAt = row.CreatedAt.UtcDateTime,
            UpdatedAt = row.UpdatedAt.UtcDateTime,
        };
    }
}

/// <summary>The body of rotate-secret; may be left out.</summary>
internal sealed record RotateSecretRequest
{
    /// <summary>How long the old secret lives on; 0 ends it at once. Default seven days.</summary>
    public int? OldSecretLifetimeSeconds { get; init; }
}
