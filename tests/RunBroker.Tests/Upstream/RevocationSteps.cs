using System.Text.Json.Nodes;
using RunBroker.Tenancy;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;
using RunBroker.Tests.Upstream.Saml;

namespace RunBroker.Tests.Upstream;

/// <summary>A provider's order to end everything of a person (Okta's Universal Logout), for either protocol.</summary>
internal static class RevocationSteps
{
    /// <summary>What a SAML provider calls itself, and us, in its tokens.</summary>
    public const string Okta = "https://acme.okta.example";
    public const string AppAtOkta = "0oa-app-instance";

    public static SamlSettings TakesOrders(SamlSettings settings) =>
        settings with { GlobalTokenRevocationJwtIss = Okta, GlobalTokenRevocationJwtSub = AppAtOkta };

    /// <summary>A good order about whoever signed in last.</summary>
    public static Task<AppAnswer> RevokeAll(this TenantStage stage) => stage switch
    {
        Stage oidc => Send(Url(oidc), Token(oidc), Body(oidc.Op.Issuer, oidc.Subject())),
        SamlStage saml => Send(Url(saml), Token(saml, null), Body(Okta, saml.Idp.Sent[^1].NameId!.Value)),
        _ => throw new ArgumentOutOfRangeException(nameof(stage), stage.Connection.Protocol, null),
    };

    public static string Url(TenantStage stage) =>
        $"{stage.Scene.Broker.Url}/federation/{stage.Connection.Protocol}/{stage.Connection.Id}/global-token-revocation";

    public static string Body(string issuer, string subject, string member = "sub_id") =>
        new JsonObject { [member] = new JsonObject { ["format"] = "iss_sub", ["iss"] = issuer, ["sub"] = subject } }.ToJsonString();

    public static JsonObject ClaimsOf(Scene scene, string issuer, string caller, string audience)
    {
        var now = scene.Clock.GetUtcNow();
        return new()
        {
            ["iss"] = issuer,
            ["sub"] = caller,
            ["aud"] = audience,
            ["jti"] = Guid.NewGuid().ToString(),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["nbf"] = now.AddMinutes(-5).ToUnixTimeSeconds(),
            ["exp"] = now.AddMinutes(5).ToUnixTimeSeconds(),
        };
    }

    public static string Token(Stage stage, Action<JsonObject, JsonObject>? edit = null, bool stranger = false)
    {
        var key = stage.Op.Keys[0];
        var header = new JsonObject { ["alg"] = "RS256", ["kid"] = key.Kid, ["typ"] = "global-token-revocation+jwt" };
        var claims = ClaimsOf(stage.Scene, stage.Op.Issuer, stage.ClientId(), Url(stage));
        edit?.Invoke(header, claims);
        return TestJws.Sign(header, claims, stranger ? TestKey.Rsa("stranger") : key);
    }

    /// <summary>By the key of the provider's certificate.</summary>
    public static string Token(SamlStage stage, string? kid)
    {
        var header = new JsonObject { ["alg"] = "RS256", ["typ"] = "global-token-revocation+jwt" };
        if (kid is not null)
            header["kid"] = kid;
        return TestJws.Sign(header, ClaimsOf(stage.Scene, Okta, AppAtOkta, Url(stage)), TestKey.Of("saml", stage.Idp.Keys.Signing.Rsa));
    }

    public static Task<AppAnswer> Send(string url, string? token, string body, string scheme = "Bearer") =>
        Wire.PostJson(url, body, token is null ? [] : [("Authorization", $"{scheme} {token}")]);
}
