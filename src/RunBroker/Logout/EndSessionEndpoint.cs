using RunBroker.Http;
using RunBroker.Protocol;
using RunBroker.Tenancy;
using RunBroker.Tokens;

namespace RunBroker.Logout;

/// <summary>
/// App → broker: sign this person out (RP-Initiated Logout 1.0). With a valid id_token_hint the session ends at once; without one anybody's
/// link could do it, so the person is asked (O-101). A redirect goes only to a registered URI of the app that the hint names (O-100,
/// O-102).
/// </summary>
internal static class EndSessionEndpoint
{
    public static async Task<IResult> Handle(HttpContext http, Apps apps, IdTokenHints hints, EndBrowserSession end, CancellationToken stop)
    {
        if (await http.Request.ReadParameters(stop) is not { Repeated: null } sent)
            return ConfirmEndpoint.Ask(http, SignOutAsk.Of(http.Request, Parameters.None, null, null));
        var wanted = sent["post_logout_redirect_uri"];
        switch (hints.Check(sent["id_token_hint"], sent["client_id"]))
        {
            case IdTokenHint.Names hint when await apps.Find(hint.ClientId, stop) is { } app:
                var asked = SignOutAsk.Of(http.Request, sent, app, wanted);
                // Contradictory hints end nothing (AU-31).
                var contradicts = sent["logout_hint"] is { } sid && hint.Sid is { } own && sid != own;
                return contradicts || (wanted is not null && asked.Registered is null)
                    ? ConfirmEndpoint.Ask(http, asked.GoingNowhere()) : await end.Named(http, hint, app, asked, stop);
            case IdTokenHint.None:
                return ConfirmEndpoint.Ask(http, SignOutAsk.Of(http.Request, sent, await apps.Find(sent["client_id"], stop), wanted));
            default:
                return ConfirmEndpoint.Ask(http, SignOutAsk.Of(http.Request, sent, null, null));
        }
    }
}

/// <summary>
/// App → broker, as Auth0 has it: sign this browser out. A link is enough, so it counts only from an app that the session has, and leads
/// only to one of that app's registered URIs (O-101, AU-21 to AU-26); else the person is asked.
/// </summary>
internal static class LogoutUrlEndpoint
{
    public static async Task<IResult> Handle(HttpContext http, Apps apps, EndBrowserSession end, CancellationToken stop)
    {
        if (await http.Request.ReadParameters(stop) is not { Repeated: null } sent)
            return ConfirmEndpoint.Ask(http, SignOutAsk.Of(http.Request, Parameters.None, null, null));
        var app = await apps.Find(sent["client_id"], stop);
        var wanted = sent["returnTo"] ?? app?.Trust.PostLogoutRedirectUris.FirstOrDefault();
        // Auth0 sends no state along; one that is in returnTo itself is registered with it.
        var asked = SignOutAsk.Of(http.Request, sent, app, wanted).WithoutState();
        return asked.Registered is not null && await end.OfApp(http, app!, asked, stop) is { } done ? done
            : ConfirmEndpoint.Ask(http, asked);
    }
}
