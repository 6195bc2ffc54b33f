using System.Collections.Immutable;
using RunBroker.Authorize;
using RunBroker.Http;
using RunBroker.Pages;
using RunBroker.Protocol;
using RunBroker.Sessions;
using RunBroker.SignIns;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;
using RunBroker.Tokens;

namespace RunBroker.Logout;

/// <summary>
/// App → broker: sign this person out (RP-Initiated Logout 1.0). With a valid id_token_hint the session ends at once; without one anybody's
/// link could do it, so the person is asked (O-101). A redirect goes only to a registered URI of the app that the hint names (O-100, O-102).
/// </summary>
internal static class EndSessionEndpoint
{
    public static async Task<IResult> Handle(HttpContext http, Apps apps, IdTokenHints hints, EndBrowserSession end, CancellationToken stop)
    {
        var sent = await http.Request.ReadParameters(stop) ?? Parameters.None;
        if (sent.Repeated is not null)
            return Ask(http);
        if (hints.Check(sent["id_token_hint"], sent["client_id"]) is not IdTokenHint.Names hint || await apps.Find(hint.ClientId, stop) is not { } app)
            return Ask(http);
        var wanted = sent["post_logout_redirect_uri"];
        var registered = wanted is not null && app.Trust.PostLogoutRedirectUris.Contains(wanted, StringComparer.Ordinal);
        if (wanted is not null && !registered)
            return Ask(http);
        // Contradictory hints end nothing (AU-31).
        if (sent["logout_hint"] is { } sid && hint.Sid is { } own && sid != own)
            return Ask(http);

        await end.Named(http, hint, app, stop);
        if (wanted is null)
            return SignedOut(http);
        var location = sent["state"] is { } state ? FormEncoding.AddTo(wanted, [new("state", state)]) : wanted;
        return new SeeOther(location);
    }

    internal static IResult SignedOut(HttpContext http) => PersonPages.SignedOut(PageFrame.For(http.Request), new SignedOutModel());

    private static IResult Ask(HttpContext http)
    {
        var token = SignOutForm.Issue(http);
        return PersonPages.ConfirmSignOut(PageFrame.For(http.Request).WithLanguageLink(http.Request), new ConfirmSignOutModel
        {
            Form = new OwnForm("/sign-out", new FormField("form_token", token), []),
        });
    }
}

/// <summary>The person said yes on our page.</summary>
internal static class ConfirmEndpoint
{
    public static async Task<IResult> Handle(HttpContext http, EndBrowserSession end, CancellationToken stop)
    {
        var form = await http.Request.ReadFormParameters(stop);
        if (!SignOutForm.IsOurs(http, form?["form_token"]))
        {
            var token = SignOutForm.Issue(http);
            return PersonPages.ConfirmSignOut(PageFrame.For(http.Request), new ConfirmSignOutModel
            {
                Form = new OwnForm("/sign-out", new FormField("form_token", token), []),
            });
        }

        await end.All(http, stop);
        return EndSessionEndpoint.SignedOut(http);
    }
}

/// <summary>Where an upstream sends the person after a sign-out there.</summary>
internal static class UpstreamSignedOutEndpoint
{
    public static IResult Handle(HttpContext http) => EndSessionEndpoint.SignedOut(http);
}

/// <summary>Ends sessions that this browser holds, or that an app's hint names, and takes them out of its cookies.</summary>
internal sealed class EndBrowserSession(Db db, TimeProvider time)
{
    /// <summary>
    /// The session of the hint; it is the hint that is believed, so it also ends when cookies are blocked. When that one is over already, it is
    /// the same person's session that this browser now holds: whoever signs out must not find themselves signed in.
    /// </summary>
    public Task Named(HttpContext http, IdTokenHint.Names hint, App app, CancellationToken stop) => End(http, async (tx, browser) =>
    {
        var participant = hint.Sid is { } sid ? await SessionStore.FindBySid(tx, sid, hint.ClientId) : null;
        if (participant is not null && (await SessionStore.FindMany(tx, [participant.SessionId])).SingleOrDefault(s => s.UserId == hint.UserId) is { } session)
            return [session];
        return app.Metadata.Sso ? [.. browser.Sessions.Where(s => s.UserId == hint.UserId)] : [];
    }, "app", $"client:{hint.ClientId}", stop);

    public Task All(HttpContext http, CancellationToken stop) =>
        End(http, (_, browser) => Task.FromResult(browser.Sessions), "user", "user", stop);

    private async Task End(
        HttpContext http, Func<Tx, BrowserSessions, Task<ImmutableArray<Session>>> which, string cause, string actor, CancellationToken stop)
    {
        var now = time.GetUtcNow();
        var (browser, ended) = await db.Write(async tx =>
        {
            var held = await BrowserSessions.Read(tx, http, frames: false);
            var sessions = (await which(tx, held)).AddRange(await OpenSignIns.Close(tx, http, now));
            foreach (var session in sessions)
                await EndSessions.Do(tx, [session], new(cause, actor == "user" ? $"user:{session.UserId}" : actor, http.Ip(), now));
            return (held, sessions);
        }, stop);
        browser.Forget(http, [.. ended.Select(s => s.Id)], now + Limits.HintCookie);
    }
}
