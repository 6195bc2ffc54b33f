using System.Collections.Immutable;
using System.Text.Json;
using RunBroker.Protocol.Jose;
using RunBroker.Protocol.Oidc;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Upstream.Oidc;

namespace RunBroker.Tenancy;

/// <summary>A registered app as the stages see it.</summary>
internal sealed record App(AppTrust Trust, AppMetadata Metadata, TenantId? Tenant, ImmutableArray<TenantId> AllowedTenants)
{
    public string ClientId => Trust.ClientId;

    public string Name => Metadata.ClientName ?? ClientId;

    public bool MayServe(TenantId tenant) => Tenant is { } own ? own == tenant : AllowedTenants.Contains(tenant);
}

/// <summary>Rows of apps as trust records.</summary>
internal sealed class Apps(Registry registry, RemoteKeys remoteKeys, TimeProvider time)
{
    /// <summary>The client_id of the broker's own admin pages; no registration of anybody else's gets it.</summary>
    public const string OfAdminPages = "runbroker-admin";

    /// <summary>Of the broker's own test app, with which an admin tries a sign-in.</summary>
    public const string OfTrials = "runbroker-try";

    public static bool IsOurOwn(string clientId) => clientId is OfAdminPages or OfTrials or OfTests;

    /// <summary>Stands in case files for the app of a test sign-in. Never registered: a code for it could not be redeemed by anybody.</summary>
    public const string OfTests = "runbroker-test";

    public async Task<App?> Find(string? clientId, CancellationToken stop)
    {
        if (clientId is null or { Length: > 256 } || clientId.Any(char.IsControl))
            return null;
        return await registry.App(clientId, time.GetUtcNow(), stop);
    }

    /// <summary>With the keys for private_key_jwt, which may have to be fetched from the app.</summary>
    public async Task<App> WithKeys(App app, CancellationToken stop)
    {
        if (app.Trust.AuthMethod != ClientAuthMethod.PrivateKeyJwt || app.Metadata.JwksUri is not { } uri)
            return app;
        var keys = await remoteKeys.Get(app.Tenant, uri, stop);
        return app with { Trust = app.Trust with { Keys = keys } };
    }

    /// <summary>Null when there is nothing newer to be had, see <see cref="RemoteKeys.Refetch"/>.</summary>
    public async Task<App?> WithNewerKeys(App app, CancellationToken stop) =>
        app.Trust.AuthMethod == ClientAuthMethod.PrivateKeyJwt && app.Metadata.JwksUri is { } uri && await remoteKeys.Refetch(app.Tenant, uri, stop) is { } keys
            ? app with { Trust = app.Trust with { Keys = keys } } : null;

    public static App Read(ClientWithSecrets row, DateTimeOffset now)
    {
        var metadata = StoredJson.App(row.Client.Metadata);
        var trust = new AppTrust
        {
            ClientId = row.Client.ClientId,
            RedirectUris = metadata.RedirectUris,
            PostLogoutRedirectUris = metadata.PostLogoutRedirectUris,
            AuthMethod = Method(metadata.TokenEndpointAuthMethod),
            GrantTypes = metadata.GrantTypes,
            Scopes = [.. metadata.Scope.Split(' ', StringSplitOptions.RemoveEmptyEntries)],
            RequirePkce = metadata.RequirePkce || metadata.TokenEndpointAuthMethod == "none",
            Keys = metadata.Jwks is { } jwks ? OwnKeys(jwks) : null,
            SecretHashes = [.. row.Secrets.Where(s => s.ExpiresAt is null || s.ExpiresAt > now).Select(s => s.SecretHash)],
            DangerTokenEndpointAudience = metadata.DangerTokenEndpointAudience,
        };
        return new App(trust, metadata, row.Client.TenantId, row.AllowedTenants);
    }

    private static JwkSet? OwnKeys(JsonElement jwks) =>
        JwkSet.Parse(JsonSerializer.SerializeToUtf8Bytes(jwks, StoredJson.Default.JsonElement)) is JwkSetResult.Read read ? read.Keys : null;

    private static ClientAuthMethod Method(string name) => name switch
    {
        "none" => ClientAuthMethod.None,
        "client_secret_post" => ClientAuthMethod.ClientSecretPost,
        "private_key_jwt" => ClientAuthMethod.PrivateKeyJwt,
        _ => ClientAuthMethod.ClientSecretBasic,
    };
}
