using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace RunBroker.TestIdps;

/// <summary>OIDCD-4 and the key set.</summary>
internal static class OpDiscovery
{
    public static Task Document(TestOp op, HttpContext http)
    {
        var here = op.Base(http);
        var multiTenant = here.EndsWith("/common/v2.0", StringComparison.Ordinal) || here.EndsWith("/organizations/v2.0", StringComparison.Ordinal);
        var document = new JsonObject
        {
            ["issuer"] = op.Options.Entra && multiTenant ? op.Issuer : here,
            ["authorization_endpoint"] = here + "/authorize",
            ["token_endpoint"] = here + "/token",
            ["userinfo_endpoint"] = here + "/userinfo",
            ["revocation_endpoint"] = here + "/revoke",
            ["end_session_endpoint"] = here + "/end_session",
            ["jwks_uri"] = here + "/jwks",
            ["response_types_supported"] = List("code"),
            ["response_modes_supported"] = List("query", "fragment", "form_post"),
            ["grant_types_supported"] = List("authorization_code", "refresh_token"),
            ["subject_types_supported"] = List("public"),
            ["scopes_supported"] = List("openid", "profile", "email", "groups", "offline_access"),
            ["claims_supported"] = List("sub", "name", "given_name", "family_name", "email", "email_verified", "groups", "auth_time", "acr"),
            ["prompt_values_supported"] = List("none", "login", "select_account", "consent"),
            ["id_token_signing_alg_values_supported"] = List("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"),
            ["token_endpoint_auth_methods_supported"] = List("client_secret_basic", "client_secret_post", "private_key_jwt", "none"),
            ["token_endpoint_auth_signing_alg_values_supported"] = List("RS256", "PS256", "ES256"),
            ["code_challenge_methods_supported"] = List("S256"),
            ["backchannel_logout_supported"] = true,
            ["backchannel_logout_session_supported"] = true,
        };
        if (op.SendsIss) document["authorization_response_iss_parameter_supported"] = true;
        op.EditDiscovery?.Invoke(document);
        return op.Send(http, OpPlace.Discovery, new(op, 200, document) { Headers = { ["Cache-Control"] = "max-age=3600" } });
    }

    public static Task Keys(TestOp op, HttpContext http)
    {
        var set = new JsonArray();
        foreach (var key in op.Keys)
        {
            var jwk = key.PublicJwk();
            if (op.Options.Entra) jwk["issuer"] = op.Issuer;
            set.Add(jwk);
        }
        var document = new JsonObject { ["keys"] = set };
        op.EditJwks?.Invoke(document);
        return op.Send(http, OpPlace.Jwks, new(op, 200, document) { Headers = { ["Cache-Control"] = "max-age=3600" } });
    }

    private static JsonArray List(params string[] values) => [.. values.Select(v => (JsonNode)v)];
}
