using System.Text.Json.Nodes;
using RunBroker.TestIdps;

namespace RunBroker.Demo.Apps;

/// <summary>RFC9068-4, as an app's API does it: nothing of the token is believed before its signature.</summary>
internal static class AccessTokenRules
{
    /// <returns>The claims, or null for a token that is not this broker's, not for this app, or over.</returns>
    public static JsonObject? Verify(string token, JsonObject keys, string issuer, string clientId, DateTimeOffset now)
    {
        if (token.Split('.').Length != 3 || !IsJson(token))
            return null;
        var header = TestJws.Header(token);
        // at+jwt: an ID token is no access token, though the same key signed it.
        if ((string?)header["typ"] != "at+jwt" || (string?)header["alg"] != "RS256")
            return null;
        var key = keys["keys"]?.AsArray().OfType<JsonObject>().SingleOrDefault(k => (string?)k["kid"] == (string?)header["kid"]);
        if (key is null || TestKey.FromJwk(key) is not { } known || !TestJws.Verify(token, known))
            return null;
        var claims = TestJws.Claims(token);
        var good = (string?)claims["iss"] == issuer && (string?)claims["client_id"] == clientId && now.ToUnixTimeSeconds() < ((long?)claims["exp"] ?? 0);
        return good ? claims : null;
    }

    private static bool IsJson(string token)
    {
        try
        {
            return TestJws.Header(token).Count > 0;
        }
        catch (Exception e) when (e is FormatException or System.Text.Json.JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
