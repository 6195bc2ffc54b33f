using System.Text.Json.Nodes;
using RunBroker.Admin;
using RunBroker.AdminWeb.Door;
using RunBroker.AdminWeb.Frame;

namespace RunBroker.AdminWeb.Clients;

/// <summary>An app's settings as they stand in the form: lists are lines.</summary>
public sealed record AppModel
{
    /// <summary>Null: a new one.</summary>
    public string? ClientId { get; init; }
    public string All { get; init; } = "";
    public string Name { get; init; } = "";
    public string RedirectUris { get; init; } = "";
    public string PostLogoutRedirectUris { get; init; } = "";
    public string BackchannelLogoutUri { get; init; } = "";
    public string FrontchannelLogoutUri { get; init; } = "";
    public string InitiateLoginUri { get; init; } = "";
    public string AllowedOrigins { get; init; } = "";
    public string AuthMethod { get; init; } = "";
    public string JwksUri { get; init; } = "";
    public string Scope { get; init; } = "";
    public string SigningAlg { get; init; } = "";
    public string AllowedTenants { get; init; } = "";
    public bool Sso { get; init; }
    public bool Refresh { get; init; }
    public FormProblem? Problem { get; init; }

    public static AppModel Blank { get; } = new()
    {
        AuthMethod = "client_secret_basic",
        Scope = "openid profile email roles tags offline_access",
        SigningAlg = "RS256",
        Sso = true,
        Refresh = true,
    };
}

/// <summary>Form ↔ the members of the management API's <c>/clients</c>.</summary>
internal static class AppForm
{
    public static AppModel Of(ClientResource app) => new()
    {
        ClientId = app.ClientId,
        Name = app.ClientName ?? "",
        RedirectUris = string.Join('\n', app.RedirectUris),
        PostLogoutRedirectUris = string.Join('\n', app.PostLogoutRedirectUris),
        BackchannelLogoutUri = app.BackchannelLogoutUri ?? "",
        FrontchannelLogoutUri = app.FrontchannelLogoutUri ?? "",
        InitiateLoginUri = app.InitiateLoginUri ?? "",
        AllowedOrigins = string.Join('\n', app.AllowedOrigins),
        AuthMethod = app.TokenEndpointAuthMethod,
        JwksUri = app.JwksUri ?? "",
        Scope = app.Scope,
        SigningAlg = app.IdTokenSignedResponseAlg,
        AllowedTenants = string.Join('\n', app.AllowedTenants),
        Sso = app.Sso,
        Refresh = app.GrantTypes.Contains("refresh_token"),
    };

    public static AppModel Read(WebCall call) => new()
    {
        Name = call.Field("client_name").Trim(),
        RedirectUris = call.Field("redirect_uris"),
        PostLogoutRedirectUris = call.Field("post_logout_redirect_uris"),
        BackchannelLogoutUri = call.Field("backchannel_logout_uri").Trim(),
        FrontchannelLogoutUri = call.Field("frontchannel_logout_uri").Trim(),
        InitiateLoginUri = call.Field("initiate_login_uri").Trim(),
        AllowedOrigins = call.Field("allowed_origins"),
        AuthMethod = call.Field("token_endpoint_auth_method"),
        JwksUri = call.Field("jwks_uri").Trim(),
        Scope = call.Field("scope").Trim(),
        SigningAlg = call.Field("id_token_signed_response_alg"),
        AllowedTenants = call.Field("allowed_tenants"),
        Sso = call.Ticked("sso"),
        Refresh = call.Ticked("refresh"),
    };

    public static JsonObject Json(AppModel typed) => new()
    {
        ["client_name"] = Text(typed.Name),
        ["redirect_uris"] = Lines(typed.RedirectUris),
        ["post_logout_redirect_uris"] = Lines(typed.PostLogoutRedirectUris),
        ["backchannel_logout_uri"] = Text(typed.BackchannelLogoutUri),
        ["frontchannel_logout_uri"] = Text(typed.FrontchannelLogoutUri),
        ["initiate_login_uri"] = Text(typed.InitiateLoginUri),
        ["allowed_origins"] = Lines(typed.AllowedOrigins),
        ["token_endpoint_auth_method"] = typed.AuthMethod,
        ["jwks_uri"] = Text(typed.JwksUri),
        ["scope"] = typed.Scope,
        ["id_token_signed_response_alg"] = typed.SigningAlg,
        ["sso"] = typed.Sso,
        ["grant_types"] = typed.Refresh ? new JsonArray("authorization_code", "refresh_token") : new JsonArray("authorization_code"),
    };

    public static JsonArray Lines(string text) =>
        [.. text.Split((char[])['\n', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries).Select(l => (JsonNode?)JsonValue.Create(l))];

    private static JsonValue? Text(string typed) => typed.Length == 0 ? null : JsonValue.Create(typed);
}
