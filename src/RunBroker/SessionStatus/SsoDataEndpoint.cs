using RunBroker.Http;
using RunBroker.Protocol;
using RunBroker.Tenancy;

namespace RunBroker.SessionStatus;

/// <summary>
/// An app's page asks whether its person is signed in here (AU-11..AU-14). Always 200: whoever may not know, and whatever goes wrong, gets
/// <c>{"sso":false}</c>. Only an answer that was found out has the CORS header, so that to a page an outage or a limit is an error of
/// fetch, which must sign nobody out (AU-16), and not the news that the session is over.
/// </summary>
internal static class SsoDataEndpoint
{
    public static IResult No { get; } = OAuthJson.Ok(w => w.WriteBoolean("sso", false));

    public static bool IsAt(PathString path) => path.StartsWithSegments(Routes.SsoData, StringComparison.OrdinalIgnoreCase)
        || path.StartsWithSegments(Routes.UserSsoData, StringComparison.OrdinalIgnoreCase);

    public static async Task<IResult> Handle(HttpContext http, Apps apps, SsoStatus status, CancellationToken stop)
    {
        http.Response.Headers.Vary = "Origin";
        var sent = Parameters.Parse(http.Request.QueryString.Value);
        var origin = http.Request.Headers.Origin.ToString();
        if (sent.Repeated is not null || await apps.Find(sent["client_id"], stop) is not { Metadata.Sso: true } app
            || !app.Metadata.AllowedOrigins.Contains(origin, StringComparer.Ordinal))
            return No;
        var held = await status.Find(http, app, sent["organization"], stop);
        Cors.LetRead(http.Response, origin);
        return held is null ? No : OAuthJson.Ok(w =>
        {
            w.WriteBoolean("sso", true);
            w.WriteStartArray("sessionClients");
            foreach (var participant in held.Apps)
                w.WriteStringValue(participant.ClientId);
            w.WriteEndArray();
            if (held.Apps.MaxBy(p => p.LastSeenAt) is { } last)
                w.WriteString("lastUsedClientID", last.ClientId);
            if (app.Metadata.SsodataUsername)
                w.WriteString("lastUsedUsername", held.User.Email);
            w.WriteStartObject("lastUsedConnection");
            w.WriteString("name", held.Connection.Name);
            w.WriteString("strategy", held.Connection.Protocol);
            w.WriteEndObject();
        });
    }
}
