using System.Text;
using System.Text.Json.Nodes;

namespace RunBroker.TestIdps;

/// <summary>OIDCC-9, the client's side.</summary>
public static class AppClientAuth
{
    internal static void Add(TestApp app, HttpRequestMessage request, Fields form)
    {
        var options = app.Options;
        switch (options.AuthMethod)
        {
            case "client_secret_basic":
                var pair = Uri.EscapeDataString(options.ClientId) + ":" + Uri.EscapeDataString(options.ClientSecret ?? "");
                request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
                break;
            case "client_secret_post":
                (form["client_id"], form["client_secret"]) = (options.ClientId, options.ClientSecret);
                break;
            case "private_key_jwt":
                form["client_id"] = options.ClientId;
                form["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
                form["client_assertion"] = app.Assertion();
                break;
            default:
                form["client_id"] = options.ClientId;
                break;
        }
    }

    /// <summary>A client assertion for the provider (RFC 7523), edited at will.</summary>
    public static string Assertion(this TestApp app, Action<JsonObject, JsonObject>? edit = null)
    {
        var now = app.Options.Clock.GetUtcNow().ToUnixTimeSeconds();
        var header = new JsonObject { ["alg"] = "RS256", ["kid"] = app.Key.Value.Kid };
        var claims = new JsonObject
        {
            ["iss"] = app.Options.ClientId,
            ["sub"] = app.Options.ClientId,
            ["aud"] = app.Issuer,
            ["iat"] = now,
            ["exp"] = now + 60,
            ["jti"] = TestApp.Unguessable(),
        };
        edit?.Invoke(header, claims);
        return TestJws.Sign(header, claims, app.Key.Value);
    }
}
