using System.Text.Json.Nodes;
using RunBroker.TestIdps;

namespace RunBroker.Demo.Apps;

/// <summary>What the broker gave an app for one person. The ID token was verified; the access token is read for show only.</summary>
public sealed record AppTokens(string IdToken, string AccessToken, string? RefreshToken, DateTimeOffset Expires)
{
    public JsonObject IdTokenClaims => TestJws.Claims(IdToken);

    public JsonObject AccessTokenClaims => TestJws.Claims(AccessToken);

    /// <summary>The broker's name for the session, by which it tells of its end.</summary>
    public string? Sid => (string?)IdTokenClaims["sid"];

    public string? Nonce => (string?)IdTokenClaims["nonce"];
}

/// <summary>The token endpoint's answer.</summary>
public abstract record TokenAnswer
{
    private TokenAnswer() { }

    public sealed record Given(AppTokens Tokens) : TokenAnswer;

    /// <param name="Error">The OAuth error, or <c>id_token</c> when the app itself would not believe what came.</param>
    public sealed record Refused(string Error, string? Says) : TokenAnswer;
}
