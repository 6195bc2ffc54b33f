using System.Text.Json.Nodes;

namespace RunBroker.TestIdps;

/// <summary>OIDCC-3.1.3.7 by the app's own hand, strictly: the provider under test must get everything right.</summary>
public static class IdTokenRules
{
    public static JsonObject Verify(
        string jwt, JsonObject jwks, string issuer, string clientId, DateTimeOffset now,
        string? nonce = null, string? accessToken = null, string? alg = null)
    {
        if (jwt.Split('.').Length != 3) throw new TestAppException("not a compact JWS");
        var (header, claims) = (TestJws.Header(jwt), TestJws.Claims(jwt));
        var used = (string?)header["alg"] ?? "";
        Must(alg is null ? used is not ("none" or "") : used == alg, $"alg {used}");
        Must(Key(jwks, (string?)header["kid"]) is { } key && TestJws.Verify(jwt, key), "signature");
        Must((string?)claims["iss"] == issuer, $"iss: wanted {issuer}, got {claims["iss"]}");
        var audiences = claims["aud"] is JsonArray list ? list.Select(a => (string?)a).ToArray() : [(string?)claims["aud"]];
        Must(audiences.Contains(clientId), $"aud {claims["aud"]}");
        Must(audiences.Length == 1 || claims["azp"] is not null, "azp missing");
        Must(claims["azp"] is null || (string?)claims["azp"] == clientId, "azp");
        Must(claims["sub"] is JsonValue sub && sub.ToString() is { Length: > 0 and <= 255 }, "sub");
        Must(claims["exp"] is JsonValue exp && now.ToUnixTimeSeconds() < (long)exp, "exp");
        Must(claims["iat"] is JsonValue iat && Math.Abs(now.ToUnixTimeSeconds() - (long)iat) <= 300, "iat");
        Must((string?)claims["nonce"] == nonce, $"nonce: wanted {nonce}, got {claims["nonce"]}");
        Must(accessToken is null || claims["at_hash"] is null || (string?)claims["at_hash"] == TestJws.HalfHash(used, accessToken), "at_hash");
        return claims;
    }

    /// <summary>The key of this kid; without kid the only key.</summary>
    private static TestKey? Key(JsonObject jwks, string? kid)
    {
        var keys = jwks["keys"]?.AsArray().OfType<JsonObject>().Where(k => kid is null || (string?)k["kid"] == kid).ToArray() ?? [];
        return keys is [var only] ? TestKey.FromJwk(only) : null;
    }

    private static void Must(bool holds, string rule)
    {
        if (!holds) throw new TestAppException("ID token refused: " + rule);
    }
}
