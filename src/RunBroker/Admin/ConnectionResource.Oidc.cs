using System.Collections.Immutable;
using System.Text.Json.Serialization;
using RunBroker.Admin.Api;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;

namespace RunBroker.Admin;

/// <summary>Members of protocol `oidc`.</summary>
internal sealed partial record ConnectionResource
{
    [OfProtocol(ConnectionState.Oidc)]
    public string? IssuerUrl { get; init; }
    [OfProtocol(ConnectionState.Oidc)]
    public string? ClientId { get; init; }
    /// <summary>Never answered. Has to be sent again when issuer_url changes.</summary>
    [WriteOnly, OfProtocol(ConnectionState.Oidc), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ClientSecret { get; init; }
    [Answered, OfProtocol(ConnectionState.Oidc)]
    public bool ClientSecretSet { get; init; }
    [OfProtocol(ConnectionState.Oidc)]
    public string Scopes { get; init; } = "";
    [OfProtocol(ConnectionState.Oidc)]
    public string TokenEndpointAuthMethod { get; init; } = "";
    [OfProtocol(ConnectionState.Oidc)]
    public string? Prompt { get; init; }
    [OfProtocol(ConnectionState.Oidc)]
    public string? IdTokenSignedResponseAlg { get; init; }
    /// <summary>RSA-OAEP, RSA-OAEP-256 or ECDH-ES: ID tokens come encrypted to our key at jwks_uri.</summary>
    [OfProtocol(ConnectionState.Oidc)]
    public string? IdTokenEncryptedResponseAlg { get; init; }
    /// <summary>Entra ID, several tenants: whose people may sign in.</summary>
    [OfProtocol(ConnectionState.Oidc)]
    public ImmutableArray<string> AllowedTenantIds { get; init; } = [];
    [Answered, OfProtocol(ConnectionState.Oidc)]
    public ImmutableArray<string> CallbackUrls { get; init; } = [];
    [Answered, OfProtocol(ConnectionState.Oidc)]
    public ImmutableArray<string> LogoutRedirectUrls { get; init; } = [];
    [Answered, OfProtocol(ConnectionState.Oidc)]
    public string BackchannelLogoutUrl { get; init; } = "";
    [Answered, OfProtocol(ConnectionState.Oidc)]
    public string FrontchannelLogoutUrl { get; init; } = "";
    /// <summary>Our keys for this provider; null while there are none.</summary>
    [Answered, OfProtocol(ConnectionState.Oidc)]
    public string? JwksUri { get; init; }

    /// <param name="hosts">The tenant's callback hosts.</param>
    public static ConnectionResource Show(Connection row, ImmutableArray<string> hosts, Settings broker,
        ImmutableArray<ConnectionProblem> warnings)
    {
        var settings = StoredJson.Oidc(row.Settings);
        var (path, roots) = ($"/federation/oidc/{row.Id}", Roots(broker, hosts));
        return Common(row, broker, settings.UpstreamLogout, settings.ClaimMappings, settings.OtherClaimMappings, settings.RoleRules, warnings) with
        {
            IssuerUrl = settings.IssuerUrl,
            ClientId = settings.ClientId,
            ClientSecretSet = row.ClientSecret is not null,
            Scopes = settings.Scopes,
            TokenEndpointAuthMethod = settings.TokenEndpointAuthMethod,
            Prompt = settings.Prompt,
            IdTokenSignedResponseAlg = settings.IdTokenSignedResponseAlg,
            IdTokenEncryptedResponseAlg = settings.IdTokenEncryptedResponseAlg,
            AllowedTenantIds = settings.AllowedTenantIds,
            CallbackUrls = [.. roots.Select(root => $"{root}{path}/callback")],
            LogoutRedirectUrls = [.. roots.Select(root => $"{root}{path}/signed-out")],
            BackchannelLogoutUrl = broker.Url($"{path}/backchannel-logout"),
            FrontchannelLogoutUrl = broker.Url($"{path}/frontchannel-logout"),
            JwksUri = row.SigningKey is null && row.DecryptionKey is null ? null : broker.Url($"{path}/jwks"),
        };
    }
}
