using System.Collections.Immutable;
using System.Text.Json.Nodes;
using RunBroker.Protocol.OidcUpstream;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;
using RunBroker.Tests.Upstream;
using RunBroker.Tests.Upstream.Saml;

namespace RunBroker.Tests.Cases;

/// <summary>Sign-outs and revocations that an OpenID Provider orders wrongly.</summary>
internal static class OrderProducers
{
    public static ImmutableArray<Producer> All { get; } =
    [
        Logout(UpstreamReason.LogoutTokenTooOld, t => t.Claims["iat"] = (long)t.Claims["iat"]! - 400),
        Logout(UpstreamReason.NonceInLogoutToken, t => t.Claims["nonce"] = "n"),
        Logout(UpstreamReason.WrongLogoutEvent, t => t.Claims["events"] = new JsonObject { ["http://schemas.openid.net/event/other"] = new JsonObject() }),
        Logout(UpstreamReason.MissingTokenId, t => t.Claims.Remove("jti")),
        Logout(UpstreamReason.LogoutNamesNobody, t =>
        {
            t.Claims.Remove("sub");
            t.Claims.Remove("sid");
        }),
        Producer.Of("upstream.LogoutTokenReplayed", "oidc", async scene =>
        {
            var stage = await Stage.On(scene);
            for (var i = 0; i < 2; i++)
                await stage.LogoutToken("alice", null, t => t.Claims["jti"] = "the-same-again");
            return await stage.LastCase();
        }),
        Producer.Of("upstream.RevocationNotSetUp", "saml", async scene =>
        {
            await using var stage = await SamlStage.On(scene);
            await Revoke(stage, "RS256", stage.Idp.EntityId, "nobody", TestKey.Of("saml", stage.Idp.Keys.Signing.Rsa));
            return await stage.LastCase();
        }),
        Revocation(UpstreamReason.WrongCaller, c => c["sub"] = "another-client"),
        Revocation(UpstreamReason.LivesTooLong, c => c["exp"] = (long)c["iat"]! + 86400),
    ];

    private static Producer Logout(UpstreamReason reason, Action<IdTokenDraft> edit) => Producer.Of($"upstream.{reason}", "oidc", async scene =>
    {
        var stage = await Stage.On(scene);
        await stage.LogoutToken("alice", "some-session", edit);
        return await stage.LastCase();
    });

    private static Producer Revocation(UpstreamReason reason, Action<JsonObject> edit) => Producer.Of($"upstream.{reason}", "oidc", async scene =>
    {
        var stage = await Stage.On(scene);
        await Revoke(stage, "RS256", stage.Op.Issuer, stage.ClientId(), stage.Op.Keys[0], edit);
        return await stage.LastCase();
    });

    private static Task<AppAnswer> Revoke(TenantStage stage, string alg, string issuer, string caller, TestKey key, Action<JsonObject>? edit = null)
    {
        var url = $"{stage.Scene.Broker.Url}/federation/{stage.Connection.Protocol}/{stage.Connection.Id}/global-token-revocation";
        var now = stage.Scene.Clock.GetUtcNow();
        var claims = new JsonObject
        {
            ["iss"] = issuer,
            ["sub"] = caller,
            ["aud"] = url,
            ["jti"] = Guid.NewGuid().ToString(),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddMinutes(5).ToUnixTimeSeconds(),
        };
        edit?.Invoke(claims);
        var token = TestJws.Sign(new() { ["alg"] = alg, ["kid"] = key.Kid, ["typ"] = "global-token-revocation+jwt" }, claims, key);
        var body = new JsonObject { ["sub_id"] = new JsonObject { ["format"] = "iss_sub", ["iss"] = issuer, ["sub"] = "alice" } };
        return Wire.PostJson(url, body.ToJsonString(), Wire.Bearer(token));
    }
}
