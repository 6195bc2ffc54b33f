using System.Text;
using System.Text.Json.Nodes;
using RunBroker.Protocol.Jose;
using RunBroker.Protocol.OidcUpstream;

namespace RunBroker.Protocol.Tests.OidcUpstream;

/// <summary>One good sign-in at one good provider; a test breaks one part of it.</summary>
internal static class Upstream
{
    public static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    public static readonly SigningKey Key = SigningKey.Create("RS256");
    public static readonly SigningKey Stranger = SigningKey.Create("RS256");
    public static readonly JwkSet Keys = JwkSet.Of(Key.PublicKey);

    public static readonly OidcTrust Trust = new()
    {
        Issuer = "https://idp.example",
        ClientId = "our client",
        AuthorizationEndpoint = "https://idp.example/authorize",
        TokenEndpoint = "https://idp.example/token",
        JwksUri = "https://idp.example/jwks",
        UserInfoEndpoint = "https://idp.example/userinfo",
        EndSessionEndpoint = "https://idp.example/logout?brand=x",
        SendsIss = true,
    };

    public static readonly OidcExpectation Expected = new()
    {
        State = "state-of-this-sign-in",
        Nonce = "nonce-of-this-sign-in",
        CodeVerifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
        RedirectUri = "https://sso.example/federation/oidc/cn_1/callback",
        RequestedAt = Now.AddSeconds(-20),
    };

    public const string AccessToken = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";

    public static Parameters Answer(params (string Name, string? Value)[] changes) =>
        Changed(new() { ["state"] = Expected.State, ["iss"] = Trust.Issuer, ["code"] = "SplxlOBeZQQYbYS6WxSbIA" }, changes);

    public static readonly CheckedCode Code = Assert.IsType<CallbackResult.Accepted>(UpstreamCallback.Check(Answer(), Trust,
        Expected)).Code;

    public static JsonObject Claims(Action<JsonObject>? change = null)
    {
        var claims = new JsonObject
        {
            ["iss"] = Trust.Issuer,
            ["aud"] = Trust.ClientId,
            ["sub"] = "248289761001",
            ["nonce"] = Expected.Nonce,
            ["iat"] = Unix(-5),
            ["exp"] = Unix(300),
            ["email"] = "ana@acme.example",
        };
        change?.Invoke(claims);
        return claims;
    }

    public static long Unix(int secondsFromNow) => Now.AddSeconds(secondsFromNow).ToUnixTimeSeconds();

    public static string Signed(JsonNode claims, SigningKey? key = null, string? typ = "JWT") =>
        Jws.Sign(key ?? Key, typ, Bytes(claims.ToJsonString()));

    public static string IdToken(Action<JsonObject>? change = null) => Signed(Claims(change));

    /// <summary>The same token with another header; its signature no longer fits.</summary>
    public static string WithHeader(string token, string header) =>
        Base64Url.Encode(Bytes(header)) + token[token.IndexOf('.', StringComparison.Ordinal)..];

    /// <summary>A well signed token whose header says what <paramref name="header"/> says: for providers without kid.</summary>
    public static string SignedBare(JsonNode claims, System.Security.Cryptography.RSA key, string header)
    {
        var signed = Base64Url.Encode(Bytes(header)) + "." + Base64Url.Encode(Bytes(claims.ToJsonString()));
        var signature = key.SignData(Bytes(signed), System.Security.Cryptography.HashAlgorithmName.SHA256,
            System.Security.Cryptography.RSASignaturePadding.Pkcs1);
        return signed + "." + Base64Url.Encode(signature);
    }

    public static IdTokenResult Check(string token, OidcTrust? trust = null, OidcExpectation? expected = null, JwkSet? keys = null,
        CheckedCode? code = null) =>
        UpstreamIdToken.Check(token, keys ?? Keys, [], trust ?? Trust, expected ?? Expected, AccessToken, code ?? Code, Now);

    public static UpstreamIdentity Identity(Action<JsonObject>? change = null) =>
        Assert.IsType<IdTokenResult.Accepted>(Check(IdToken(change))).Identity;

    public static UserInfoResult UserInfo(string body, string type = "application/json", int status = 200) =>
        UpstreamUserInfo.Check(status, type, Bytes(body), Keys, [], Trust, Identity());

    public static readonly UpstreamClientAuth Secret = new UpstreamClientAuth.SecretBasic("s3cret-of-ours");

    public static readonly UpstreamTokenRequest TokenRequest = UpstreamExchange.Request(Trust, Expected, Code, Secret);

    public const string GoodTokens =
        """{"access_token":"at","token_type":"bearer","id_token":"a.b.c","refresh_token":"rt","expires_in":3600,"scope":"openid email"}""";

    public static TokenResult Tokens(string body = GoodTokens, int status = 200, string? type = "application/json;charset=UTF-8") =>
        UpstreamExchange.Read(TokenRequest, status, type, Bytes(body));

    public static JsonObject LogoutClaims(Action<JsonObject>? change = null)
    {
        var claims = new JsonObject
        {
            ["iss"] = Trust.Issuer,
            ["aud"] = Trust.ClientId,
            ["sub"] = "248289761001",
            ["sid"] = "s1",
            ["jti"] = "j1",
            ["iat"] = Unix(-5),
            ["exp"] = Unix(60),
            ["events"] = new JsonObject { [UpstreamLogoutToken.Event] = new JsonObject() },
        };
        change?.Invoke(claims);
        return claims;
    }

    public static LogoutTokenResult Logout(Action<JsonObject>? change = null, SigningKey? key = null) =>
        UpstreamLogoutToken.Check(Signed(LogoutClaims(change), key, "logout+jwt"), Keys, [], Trust, Now);

    public static readonly RevocationTrust RevocationTrust = new()
    {
        Issuer = Trust.Issuer,
        Caller = Trust.ClientId,
        Audiences = ["https://sso.example/federation/oidc/cn_1/global-token-revocation"],
    };

    /// <summary>A good order to end everything of one person, with one thing changed.</summary>
    public static RevocationTokenResult Revocation(Action<JsonObject>? change = null, SigningKey? key = null, string typ = RevocationToken.Type)
    {
        var claims = new JsonObject
        {
            ["iss"] = RevocationTrust.Issuer,
            ["sub"] = RevocationTrust.Caller,
            ["aud"] = RevocationTrust.Audiences[0],
            ["jti"] = "r1",
            ["iat"] = Unix(-5),
            ["exp"] = Unix(300),
        };
        change?.Invoke(claims);
        return RevocationToken.Check(Signed(claims, key, typ), Keys, RevocationTrust, Now);
    }

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static Parameters Changed(Dictionary<string, string?> good, params (string Name, string? Value)[] changes)
    {
        foreach (var (name, value) in changes)
            good[name] = value;
        return Parameters.From(good);
    }

    /// <summary>The reason, whichever step refused; null when it did not.</summary>
    public static UpstreamRefusal? Why(object result) => result switch
    {
        CallbackResult.Refused r => r.Why,
        TokenResult.Refused r => r.Why,
        IdTokenResult.Refused r => r.Why,
        IdTokenResult.NeedsKeys r => r.Why,
        UserInfoResult.Refused r => r.Why,
        UserInfoResult.NeedsKeys r => r.Why,
        LogoutTokenResult.Refused r => r.Why,
        LogoutTokenResult.NeedsKeys r => r.Why,
        RevocationTokenResult.Refused r => r.Why,
        RevocationTokenResult.NeedsKeys r => r.Why,
        _ => null,
    };
}
