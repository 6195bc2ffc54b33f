using System.Collections.Immutable;
using System.Globalization;

namespace RunBroker.Protocol.Oidc;

/// <summary>A rule of the authorization request: the specification, the error, what it says, and what must hold.</summary>
public sealed record AuthorizeRule(string Spec, string Error, string Says, Func<Parameters, AppTrust, bool> Holds);

/// <summary>The rules of <see cref="AuthorizeRequest"/>, in the order they run. Add one here and a row to AuthorizeRequestTests.</summary>
public static class AuthorizeRules
{
    public static ImmutableArray<AuthorizeRule> All { get; } =
    [
        new("O-010", "invalid_request", "the request is longer than 16 KB", (p, _) => p.Size <= ProtocolLimits.AuthorizeRequest),
        new("RFC6749-3.1", "invalid_request", "a parameter was sent twice", (p, _) => !Ours.Any(p.CameTwice)),
        new("OIDCC-6.1", "request_not_supported", "request objects are not supported", (p, _) => p["request"] is null),
        new("OIDCC-6.2", "request_uri_not_supported", "request_uri is not supported", (p, _) => p["request_uri"] is null),
        new("OIDCC-7.2.1", "registration_not_supported", "registration is not supported", (p, _) => p["registration"] is null),
        new("RFC6749-3.1.1", "invalid_request", "response_type is missing", (p, _) => p["response_type"] is not null),
        new("OIDCC-3.1.2.1", "unsupported_response_type", "response_type must be code", (p, _) => p["response_type"] == "code"),
        new("RFC6749-5.2", "unauthorized_client", "this app may not use the authorization code flow",
            (_, app) => app.GrantTypes.Contains("authorization_code")),
        new("OAuthMRT-2.1", "invalid_request", "response_mode must be query, fragment or form_post", (p, _) => AuthorizeRequest.ReadMode(p) is not null),
        new("OIDCC-3.1.2.1", "invalid_scope", "scope must contain openid", (p, app) => p.Words("scope").Contains("openid") && app.Scopes.Contains("openid")),
        new("O-010", "invalid_request", "state is longer than 2048 characters", (p, _) => Fits(p["state"], ProtocolLimits.State)),
        new("O-010", "invalid_request", "nonce is longer than 512 characters", (p, _) => Fits(p["nonce"], ProtocolLimits.Nonce)),
        new("O-121", "invalid_request", "state or nonce has control characters", (p, _) => IsPrintable(p["state"]) && IsPrintable(p["nonce"])),
        new("RFC7636-4.3", "invalid_request", "code_challenge_method must be S256",
            (p, _) => p["code_challenge_method"] is null or "S256" && (p["code_challenge"] is null || p["code_challenge_method"] == "S256")),
        new("RFC7636-4.4.1", "invalid_request", "code_challenge is missing", (p, app) => p["code_challenge"] is not null || !app.RequirePkce),
        new("RFC7636-4.2", "invalid_request", "code_challenge is not 43 characters of base64url",
            (p, _) => p["code_challenge"] is not { } challenge || Pkce.IsChallenge(challenge)),
        new("OIDCC-3.1.2.1", "invalid_request", "prompt has an unknown value", (p, _) => p.Words("prompt").All(Prompts.Contains)),
        new("OIDCC-3.1.2.1", "invalid_request", "prompt none cannot be combined", (p, _) => p.Words("prompt") is not { Length: > 1 } words || !words.Contains("none")),
        new("OIDCC-3.1.2.1", "invalid_request", "max_age must be a whole number of seconds", (p, _) => p["max_age"] is not { } age || IsSeconds(age)),
        new("OIDCC-5.5", "invalid_request", "claims is not a JSON object as OpenID Connect Core 5.5 has it", (p, _) => ClaimsRequest.Parse(p["claims"]) is not null),
    ];

    private static readonly ImmutableArray<string> Prompts = ["none", "login", "consent", "select_account"];

    /// <summary>Names that mean something here. A repeated unknown name is not ours to judge: it is dropped, not refused (O-130).</summary>
    private static readonly ImmutableArray<string> Ours =
    [
        "client_id", "redirect_uri", "response_type", "response_mode", "scope", "state", "nonce", "code_challenge", "code_challenge_method", "prompt",
        "max_age", "login_hint", "domain_hint", "id_token_hint", "ui_locales", "claims_locales", "acr_values", "claims", "display", "request",
        "request_uri", "registration", "organization", "connection",
    ];

    /// <summary>Whether the name means something to this endpoint.</summary>
    public static bool IsOurs(string name) => Ours.Contains(name, StringComparer.Ordinal);

    private static bool Fits(string? value, int limit) => value is null || value.Length <= limit;

    private static bool IsPrintable(string? value) => value is null || !value.Any(char.IsControl);

    private static bool IsSeconds(string value) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
