using RunBroker.Http;
using RunBroker.Protocol;
using RunBroker.Protocol.Oidc;
using RunBroker.Storage;
using RunBroker.Tenancy;

namespace RunBroker.Tokens;

/// <summary>Which app calls a token, introspection or revocation endpoint: the shared first step of all of them (RFC6749-2.3).</summary>
internal sealed class CallingApp(Db db, Apps apps, Settings settings, TimeProvider time)
{
    public async Task<(App? App, Parameters Form, OAuthJson? Refused)> Read(HttpContext http, CancellationToken stop)
    {
        if (await http.Request.ReadFormParameters(stop) is not { } form)
            return (null, Parameters.None, OAuthJson.Error("invalid_request", "the body must be application/x-www-form-urlencoded"));
        if (form.Repeated is { } twice)
            return (null, form, OAuthJson.Error("invalid_request", $"a parameter was sent twice{(twice.All(char.IsAsciiLetterLower) ? $": {twice}" : "")}"));
        // Credentials in a URL end in logs (RFC6749-2.3.1).
        if (http.Request.Query.ContainsKey("client_secret") || http.Request.Query.ContainsKey("client_assertion"))
            return (null, form, OAuthJson.Error("invalid_request", "credentials must not be in the URL"));
        var header = http.Request.Headers.Authorization.Count > 0 ? http.Request.Headers.Authorization.ToString() : null;
        var basic = header is not null;
        if (ClientAuth.Read(header, form) is not ClientAuthRead.Shown shown)
            return (null, form, Refuse(((ClientAuthRead.Refused)ClientAuth.Read(header, form)).Error, basic));

        var app = await apps.Find(shown.Credentials.ClientId, stop);
        if (app is null)
            return (null, form, Refuse(Unknown, basic));
        app = await apps.WithKeys(app, stop);
        var now = time.GetUtcNow();
        var result = ClientAuth.Check(shown.Credentials, app.Trust, settings.Issuer, settings.Url(Routes.Token), now);
        // The app may have a new key at its jwks_uri: look once, and judge again.
        if (result is ClientAuthResult.Refused && await apps.WithNewerKeys(app, stop) is { } newer)
            result = ClientAuth.Check(shown.Credentials, (app = newer).Trust, settings.Issuer, settings.Url(Routes.Token), now);
        if (result is not ClientAuthResult.Accepted accepted)
            return (null, form, Refuse(Unknown, basic));
        // One use of an assertion, on whatever node (O-034).
        if (accepted.Jti is { } jti && !await db.Write(tx => SignInStore.UseOnce(tx, $"client_assertion:{app.ClientId}", jti, accepted.JtiUntil), stop))
            return (null, form, Refuse(Unknown, basic));
        return (app, form, null);
    }

    /// <summary>One text for an unknown app and a wrong secret (O-031).</summary>
    private static OAuthError Unknown { get; } = new("invalid_client", "client authentication failed", "RFC6749-5.2");

    private static OAuthJson Refuse(OAuthError error, bool basic) => OAuthJson.Error(error.Error, error.Description, basic);
}
