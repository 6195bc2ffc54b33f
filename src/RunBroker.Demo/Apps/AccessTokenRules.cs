using System.Text.Json.Nodes;

namespace RunBroker.Demo.Apps;

/// <summary>RFC9068-4, as an app's API does it.</summary>
internal static class AccessTokenRules
{
    /// <returns>The claims, or null for a token that is not this broker's, not for this app, or over.</returns>
    public static JsonObject? Verify(string token, JsonObject keys, string issuer, string clientId, DateTimeOffset now)
    {
        // at+jwt: an ID token is no access token, though the same key signed it.
        if (SignedToken.Verify(token, keys, "at+jwt") is not { } claims)
            return null;
        var good = (string?)claims["iss"] == issuer && (string?)claims["client_id"] == clientId && now.ToUnixTimeSeconds() < ((long?)claims["exp"] ?? 0);
        return good ? claims : null;
    }
}
