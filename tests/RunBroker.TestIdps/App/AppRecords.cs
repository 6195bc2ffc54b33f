using System.Text.Json.Nodes;

namespace RunBroker.TestIdps;

/// <summary>A sign-in the app began: what it must remember to believe the answer.</summary>
public sealed record AppSignIn(string Url, Fields Sent, string State, string Nonce, string Verifier);

/// <summary>What arrived at the redirect URI: by GET, by POST (form_post), or read from a fragment.</summary>
public sealed record AppCallback(string Method, Fields Fields)
{
    public string? Code => Fields["code"];
    public string? Error => Fields["error"];
}

/// <summary>An answer of one of the provider's JSON endpoints. <see cref="Json"/> is empty if the body was no JSON object.</summary>
public sealed record AppAnswer(int Status, JsonObject Json, string Body, Fields Headers)
{
    public string? this[string name] => Json[name] is JsonValue value ? value.ToString() : null;
    public string? Error => this["error"];
    public string AccessToken => this["access_token"] ?? throw new InvalidOperationException($"No access token: {Status} {Body}");
    public string RefreshToken => this["refresh_token"] ?? throw new InvalidOperationException($"No refresh token: {Status} {Body}");
    public string IdToken => this["id_token"] ?? throw new InvalidOperationException($"No ID token: {Status} {Body}");
}

/// <summary>The app would not believe the provider; the message says which rule.</summary>
public sealed class TestAppException : Exception
{
    public TestAppException() { }
    public TestAppException(string message) : base(message) { }
    public TestAppException(string message, Exception inner) : base(message, inner) { }
}
