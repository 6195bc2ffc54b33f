using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using RunBroker.Claims;
using RunBroker.Protocol.Jose;
using RunBroker.Tenancy;

namespace RunBroker.Admin;

/// <summary>Reads an app's metadata (RFC7591-2). Unknown members are ignored here and nowhere else: registration clients send
/// them.</summary>
internal static class ClientDraft
{
    private const int LongestName = 200;
    private const int LongestScope = 1000;
    private static readonly ImmutableArray<string> Methods = ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"];
    private static readonly ImmutableArray<string> Grants = ["authorization_code", "refresh_token", "client_credentials"];
    private static readonly ImmutableArray<string> SigningAlgs = ["RS256", "ES256"];
    private static readonly ImmutableArray<string> TokenTypes = ["jwt", "opaque"];

    public static AdminResult<AppMetadata> Read(Draft draft)
    {
        var read = draft.Reader;
        draft.ReadOnly("client_id", "client_secret", "created_at", "updated_at");
        var defaults = new AppMetadata();
        var app = new AppMetadata
        {
            ClientName = read.Text("client_name", LongestName),
            TokenEndpointAuthMethod = OneOf(draft, "token_endpoint_auth_method", Methods, defaults.TokenEndpointAuthMethod),
            GrantTypes = Sent(draft, "grant_types") ? SomeOf(draft, "grant_types", Grants) : defaults.GrantTypes,
            Scope = read.Text("scope", LongestScope) ?? defaults.Scope,
            BackchannelLogoutUri = Url(draft, "backchannel_logout_uri"),
            BackchannelLogoutSessionRequired = read.Flag("backchannel_logout_session_required") ?? false,
            FrontchannelLogoutUri = Url(draft, "frontchannel_logout_uri"),
            FrontchannelLogoutSessionRequired = read.Flag("frontchannel_logout_session_required") ?? false,
            InitiateLoginUri = Url(draft, "initiate_login_uri"),
            JwksUri = Url(draft, "jwks_uri"),
            Jwks = Jwks(draft),
            IdTokenSignedResponseAlg = OneOf(draft, "id_token_signed_response_alg", SigningAlgs, defaults.IdTokenSignedResponseAlg),
            Sso = read.Flag("sso") ?? true,
            RequirePkce = read.Flag("require_pkce") ?? true,
            AccessTokenType = OneOf(draft, "access_token_type", TokenTypes, defaults.AccessTokenType),
            Introspect = read.Flag("introspect") ?? false,
            AllowedOrigins = Urls(draft, "allowed_origins", WebUrl.OriginFault),
            SsodataUsername = read.Flag("ssodata_username") ?? false,
            AccessRules = JsonSerializer.SerializeToElement(AccessRulesJson.Write(AccessRulesJson.Read(read))),
            AccessTokenLifetimeSeconds = read.Number("access_token_lifetime_seconds", 60, (int)Limits.AccessTokenMax.TotalSeconds),
            RefreshTokenLifetimeSeconds = read.Number("refresh_token_lifetime_seconds", 60, (int)Limits.RefreshTokenMax.TotalSeconds),
            EndSessionOnTokenReuse = read.Flag("end_session_on_token_reuse") ?? false,
            DangerTokenEndpointAudience = read.Flag("danger_token_endpoint_audience") ?? false,
        };
        app.RedirectUris = Urls(draft, "redirect_uris", url => WebUrl.RedirectFault(url, native: app.TokenEndpointAuthMethod == "none"));
        app.PostLogoutRedirectUris = Urls(
            draft, "post_logout_redirect_uris", url => WebUrl.RedirectFault(url, native: app.TokenEndpointAuthMethod == "none"));
        foreach (var (field, says, holds) in Rules)
        {
            if (!holds(app))
                draft.Errors.Add(field, says);
        }

        return draft.Fault(refuseUnknown: false) is { } fault ? fault : app;
    }

    /// <summary>What must hold between members. Add one here and a row to ClientDraftTests.</summary>
    internal static ImmutableArray<(string Field, string Says, Func<AppMetadata, bool> Holds)> Rules { get; } =
    [
        // RFC7591-2: a code has to go somewhere.
        ("redirect_uris", "is needed for the grant type authorization_code", a =>
            !a.GrantTypes.Contains("authorization_code") || !a.RedirectUris.IsEmpty),
        ("grant_types", "refresh_token needs authorization_code", a =>
            !a.GrantTypes.Contains("refresh_token") || a.GrantTypes.Contains("authorization_code")),
        ("grant_types", "must name a grant type", a => !a.GrantTypes.IsEmpty),
        // RFC6749-4.4: only who can authenticate may act for itself.
        ("grant_types", "client_credentials is not for public clients", a =>
            !a.GrantTypes.Contains("client_credentials") || a.TokenEndpointAuthMethod != "none"),
        // RFC7591-2: both would leave open which holds.
        ("jwks", "must not be given with jwks_uri", a => a.Jwks is null || a.JwksUri is null),
        ("jwks", "private_key_jwt needs jwks or jwks_uri", a =>
            a.TokenEndpointAuthMethod != "private_key_jwt" || a.Jwks is not null || a.JwksUri is not null),
        // RFC9700-2.1.1: without a secret PKCE is all that binds a code to its app.
        ("require_pkce", "cannot be false for a public client", a => a.RequirePkce || a.TokenEndpointAuthMethod != "none"),
        ("introspect", "is not for public clients", a => !a.Introspect || a.TokenEndpointAuthMethod != "none"),
        // RFC6749-3.3
        ("scope", "must be scope names separated by single spaces", a => a.Scope.Split(' ').All(IsScopeName)),
        ("scope", "management scopes are not for public clients",
            a => a.TokenEndpointAuthMethod != "none" || !a.Scope.Split(' ').Any(ManagementCaller.AllScopes.Contains)),
    ];

    private static bool IsScopeName(string name) =>
        name.Length > 0 && name.All(c => c is '!' or (>= '#' and <= '[') or (>= ']' and <= '~'));

    private static bool Sent(Draft draft, string name) => draft.Reader.Any(name) is not null;

    private static string OneOf(Draft draft, string name, ImmutableArray<string> words, string otherwise)
    {
        var word = draft.Reader.Text(name, 100) ?? otherwise;
        if (!words.Contains(word))
            draft.Errors.Add(name, "must be one of: " + string.Join(", ", words));
        return word;
    }

    private static ImmutableArray<string> SomeOf(Draft draft, string name, ImmutableArray<string> words)
    {
        var sent = draft.Reader.Texts(name, words.Length, 100);
        if (!sent.All(words.Contains))
            draft.Errors.Add(name, "must be of: " + string.Join(", ", words));
        return [.. sent.Distinct(StringComparer.Ordinal)];
    }

    private static string? Url(Draft draft, string name)
    {
        var url = draft.Reader.Text(name, WebUrl.Longest);
        if (url is not null && WebUrl.Fault(url) is { } fault)
            draft.Errors.Add(name, fault);
        return url;
    }

    private static ImmutableArray<string> Urls(Draft draft, string name, Func<string, string?> faultOf)
    {
        var urls = draft.Reader.Texts(name, WebUrl.MostPerList, WebUrl.Longest);
        for (var i = 0; i < urls.Length; i++)
        {
            if (faultOf(urls[i]) is { } fault)
                draft.Errors.Add($"{name}[{i}]", fault);
        }

        return [.. urls.Distinct(StringComparer.Ordinal)];
    }

    // A private key sent by mistake is refused by the reader of keys, so it is never stored.
    private static JsonElement? Jwks(Draft draft)
    {
        if (draft.Reader.Any("jwks") is not { } sent)
            return null;
        var json = sent.ToJsonString();
        var fault = JwkSet.Parse(Encoding.UTF8.GetBytes(json)).Match(
            read: r => r.Keys.Keys.IsEmpty || !r.Keys.LeftOut.IsEmpty ? "must hold public keys that can verify, and nothing else" : null,
            refused: r => $"is not a JWK set ({r.Why.Reason})");
        if (fault is null)
            return JsonElement.Parse(json);
        draft.Errors.Add("jwks", fault);
        return null;
    }
}
