using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;

namespace RunBroker.Tokens;

/// <summary>What apps read first (OIDCD-3, RFC 8414): ready bytes, made once. Only what is there is announced.</summary>
internal sealed class ProviderMetadata
{
    public ProviderMetadata(Settings settings)
    {
        Body = TokenIssuer.Json(w => Write(w, settings));
        ETag = $"\"{Convert.ToHexStringLower(SHA256.HashData(Body))[..16]}\"";
    }

    public byte[] Body { get; }

    public string ETag { get; }

    private static void Write(Utf8JsonWriter w, Settings settings)
    {
        w.WriteString("issuer", settings.Issuer);
        w.WriteString("authorization_endpoint", settings.Url(Routes.Authorize));
        w.WriteString("token_endpoint", settings.Url(Routes.Token));
        w.WriteString("userinfo_endpoint", settings.Url(Routes.UserInfo));
        w.WriteString("jwks_uri", settings.Url(Routes.Jwks));
        w.WriteString("introspection_endpoint", settings.Url(Routes.Introspect));
        w.WriteString("revocation_endpoint", settings.Url(Routes.Revocation));
        w.WriteString("end_session_endpoint", settings.Url(Routes.EndSession));
        w.WriteString("check_session_iframe", settings.Url(Routes.CheckSession));
        List(w, "scopes_supported", ["openid", "profile", "email", "roles", "tags", "offline_access"]);
        List(w, "response_types_supported", ["code"]);
        List(w, "response_modes_supported", ["query", "form_post", "fragment"]);
        List(w, "grant_types_supported", ["authorization_code", "refresh_token", "client_credentials"]);
        List(w, "subject_types_supported", ["public"]);
        List(w, "id_token_signing_alg_values_supported", SigningKeys.Algorithms);
        List(w, "code_challenge_methods_supported", ["S256"]);
        ImmutableArray<string> methods = ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"];
        ImmutableArray<string> algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];
        List(w, "token_endpoint_auth_methods_supported", methods);
        List(w, "token_endpoint_auth_signing_alg_values_supported", algorithms);
        List(w, "introspection_endpoint_auth_methods_supported", methods[..3]);
        List(w, "introspection_endpoint_auth_signing_alg_values_supported", algorithms);
        List(w, "revocation_endpoint_auth_methods_supported", methods);
        List(w, "revocation_endpoint_auth_signing_alg_values_supported", algorithms);
        List(w, "claims_supported",
            ["iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "at_hash", "sid", "acr", "amr", "idp", "tenant_id", "tenant", .. PersonClaims.Names]);
        List(w, "claim_types_supported", ["normal"]);
        List(w, "prompt_values_supported", ["none", "login", "consent", "select_account"]);
        List(w, "display_values_supported", ["page"]);
        List(w, "ui_locales_supported", ["en", "pt-BR"]);
        w.WriteBoolean("claims_parameter_supported", true);
        w.WriteBoolean("request_parameter_supported", false);
        w.WriteBoolean("request_uri_parameter_supported", false);
        w.WriteBoolean("require_request_uri_registration", false);
        w.WriteBoolean("authorization_response_iss_parameter_supported", true);
        foreach (var channel in (string[])["backchannel", "frontchannel"])
        {
            w.WriteBoolean($"{channel}_logout_supported", true);
            w.WriteBoolean($"{channel}_logout_session_supported", true);
        }

    }

    private static void List(Utf8JsonWriter w, string name, ImmutableArray<string> values)
    {
        w.WriteStartArray(name);
        foreach (var value in values)
            w.WriteStringValue(value);
        w.WriteEndArray();
    }
}

internal static class DiscoveryEndpoint
{
    public static IResult Handle(ProviderMetadata metadata) => new ReadyBytes(metadata.Body, metadata.ETag, "application/json");
}

internal static class JwksEndpoint
{
    public static IResult Handle(SigningKeys keys)
    {
        // Taken once: the ring may change in between, and the ETag is of these bytes.
        var ring = keys.Now;
        return new ReadyBytes(ring.Jwks, ring.ETag, "application/json");
    }
}

/// <summary>Bytes that everybody may keep for an hour, with an ETag.</summary>
internal sealed record ReadyBytes(byte[] Body, string ETag, string ContentType) : IResult
{
    private static readonly string CacheControl = $"public, max-age={(int)Limits.JwksCache.TotalSeconds}";

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.Headers.CacheControl = CacheControl;
        response.Headers.ETag = ETag;
        if (httpContext.Request.Headers.IfNoneMatch == ETag)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.ContentType = ContentType;
        response.ContentLength = Body.Length;
        return response.Body.WriteAsync(Body, httpContext.RequestAborted).AsTask();
    }
}
