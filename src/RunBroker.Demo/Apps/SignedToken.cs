using System.Text.Json.Nodes;
using RunBroker.TestIdps;

namespace RunBroker.Demo.Apps;

/// <summary>Nothing of a token is believed before its signature.</summary>
internal static class SignedToken
{
    /// <returns>The claims; null unless it is of this type and signed by one of the keys.</returns>
    public static JsonObject? Verify(string token, JsonObject keys, string type)
    {
        if (token.Split('.').Length != 3 || !IsJson(token))
            return null;
        var header = TestJws.Header(token);
        if ((string?)header["typ"] != type || (string?)header["alg"] != "RS256")
            return null;
        var key = keys["keys"]?.AsArray().OfType<JsonObject>().SingleOrDefault(k => (string?)k["kid"] == (string?)header["kid"]);
        return key is not null && TestKey.FromJwk(key) is { } known && TestJws.Verify(token, known) ? TestJws.Claims(token) : null;
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
