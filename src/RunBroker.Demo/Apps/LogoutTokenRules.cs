using System.Text.Json.Nodes;

namespace RunBroker.Demo.Apps;

/// <summary>OIDCBC-2.6: whoever could make an app believe one of these could sign its people out.</summary>
internal static class LogoutTokenRules
{
    private const string Event = "http://schemas.openid.net/event/backchannel-logout";

    /// <returns>The session that has ended; null for a token that is not this broker's, not for this app, over, or no logout token.</returns>
    public static string? Sid(string token, JsonObject keys, string issuer, string clientId, DateTimeOffset now)
    {
        // An ID token has no such type, and a logout token no nonce: neither is ever taken for the other.
        if (SignedToken.Verify(token, keys, "logout+jwt") is not { } claims || claims["nonce"] is not null)
            return null;
        var good = (string?)claims["iss"] == issuer && (string?)claims["aud"] == clientId && now.ToUnixTimeSeconds() < ((long?)claims["exp"] ?? 0)
            && claims["jti"] is not null && claims["events"] is JsonObject events && events[Event] is JsonObject;
        return good ? (string?)claims["sid"] : null;
    }
}
