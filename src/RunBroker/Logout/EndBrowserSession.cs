using System.Collections.Immutable;
using RunBroker.Authorize;
using RunBroker.Http;
using RunBroker.Pages;
using RunBroker.Sessions;
using RunBroker.SignIns;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;
using RunBroker.Tenancy;
using RunBroker.Tokens;

namespace RunBroker.Logout;

/// <summary>
/// Ends sessions that this browser holds, or that an app's hint names, takes them out of its cookies, and begins its way through whatever
/// needs a browser. Where nothing does, the person is back at the app at once.
/// </summary>
internal sealed class EndBrowserSession(Db db, SignOutWays ways, TimeProvider time)
{
    /// <summary>
    /// The session of the hint; it is the hint that is believed, so it also ends when cookies are blocked. When that one is over already,
    /// it is the same person's session that this browser now holds: whoever signs out must not find themselves signed in.
    /// </summary>
    public Task<IResult> Named(HttpContext http, IdTokenHint.Names hint, App app, SignOutAsk asked, CancellationToken stop) =>
        End(http, async (tx, held) =>
    {
        var participant = hint.Sid is { } sid ? await SessionStore.FindBySid(tx, sid, hint.ClientId) : null;
        if (participant is not null
            && (await SessionStore.FindMany(tx, [participant.SessionId])).SingleOrDefault(s => s.UserId == hint.UserId) is { } session)
            return [session];
        return app.Metadata.Sso ? [.. held.Sessions.Where(s => s.UserId == hint.UserId)] : [];
    }, Causes.App, asked, stop);

    /// <summary>Those that the app took part in; null, and nothing ended, when the browser's sessions are all without it (AU-25).</summary>
    public async Task<IResult?> OfApp(HttpContext http, App app, SignOutAsk asked, CancellationToken stop)
    {
        var (held, its) = await db.Read(async tx =>
        {
            var browser = await BrowserSessions.Read(tx, http, frames: false);
            return (browser.Sessions, await With(tx, browser.Sessions, app.ClientId));
        }, stop);
        // Nobody is signed in here: there is nothing to end and nothing to ask.
        if (its.IsEmpty && !held.IsEmpty)
            return null;
        return await End(http, (tx, browser) => With(tx, browser.Sessions, app.ClientId), Causes.App, asked, stop);
    }

    public Task<IResult> All(HttpContext http, SignOutAsk asked, CancellationToken stop) =>
        End(http, (_, browser) => Task.FromResult(browser.Sessions), Causes.User, asked, stop);

    /// <summary>One of those that this browser holds.</summary>
    public Task<IResult> One(HttpContext http, string id, SignOutAsk asked, CancellationToken stop) =>
        End(http, (_, browser) => Task.FromResult<ImmutableArray<Session>>([.. browser.Sessions.Where(s => s.Id == id)]), Causes.User, asked, stop);

    /// <summary>
    /// All sessions of the person of one that this browser holds, in whatever browsers. The way of this browser tells of all of them; what the
    /// others need of a browser is not possible here.
    /// </summary>
    public Task<IResult> Everywhere(HttpContext http, string own, SignOutAsk asked, CancellationToken stop) => End(
        http,
        async (tx, browser) =>
            browser.Sessions.FirstOrDefault(s => s.Id == own) is { } held ? await SessionStore.LiveOfUser(tx, held.TenantId, held.UserId) : [],
        Causes.User,
        asked with { Everywhere = true },
        stop);

    private static bool Holds(BrowserSessions browser, Session session) => browser.Sessions.Any(s => s.Id == session.Id);

    private static async Task<ImmutableArray<Session>> With(Tx tx, ImmutableArray<Session> sessions, string clientId)
    {
        var its = ImmutableArray.CreateBuilder<Session>();
        foreach (var session in sessions)
        {
            if ((await SessionStore.Participants(tx, session.Id)).Any(p => p.ClientId == clientId))
                its.Add(session);
        }

        return its.ToImmutable();
    }

    private async Task<IResult> End(
        HttpContext http, Func<Tx, BrowserSessions, Task<ImmutableArray<Session>>> which, string cause, SignOutAsk asked,
        CancellationToken stop)
    {
        var now = time.GetUtcNow();
        var (browser, ended, way) = await db.Write(async tx =>
        {
            var held = await BrowserSessions.Read(tx, http, frames: false);
            var chosen = await which(tx, held);
            // Else any page could keep a person from ever signing in (O-101).
            var begun = http.Request.IsOfAnothersPage() ? [] : await OpenSignIns.Close(tx, http, now);
            ImmutableArray<Session> sessions = [.. chosen.Concat(begun).DistinctBy(s => s.Id)];
            // What has just begun here is this browser's, too, though its cookie does not say so yet.
            ImmutableHashSet<string> elsewhere = asked.Everywhere
                ? [.. sessions.Where(s => !Holds(held, s) && begun.All(b => b.Id != s.Id)).Select(s => s.Id)] : [];
            return (held, sessions, await Begin(tx, sessions, elsewhere, cause, asked, http, now));
        }, stop);
        browser.Forget(http, [.. ended.Select(s => s.Id)], now + Limits.HintCookie);
        if (way is null)
            return asked.ReturnUrl is { } back ? Go(http, back, asked.AfterForm) : SignedOut.Plain(http, asked.UiLocales);
        ways.GiveTo(http, way.Handle);
        return Go(http, Routes.SignOut(way.Handle.Id), asked.AfterForm && way.LeavesAtOnce);
    }

    /// <summary>Null: nothing needs the browser, and it has somewhere to go; or nothing ended here.</summary>
    private static async Task<Begun?> Begin(
        Tx tx, ImmutableArray<Session> sessions, ImmutableHashSet<string> elsewhere, string cause, SignOutAsk asked, HttpContext http, DateTimeOffset now)
    {
        var (handle, receipt, any) = (SignOutWays.New(now), ReceiptId.New(), false);
        // Somebody may have thousands elsewhere, by a script of theirs: a crowd, as any other.
        foreach (var some in sessions.GroupBy(s => (s.UserId, There: elsewhere.Contains(s.Id) ? "" : s.Id)))
        {
            var actor = cause == Causes.User ? $"user:{some.Key.UserId}" : SessionEnd.OfApp + asked.App!.ClientId;
            var end = new SessionEnd(cause, actor, http.Ip(), now)
            {
                SignOutId = handle.Id,
                ReceiptId = receipt,
                Federated = asked.Federated,
                Elsewhere = some.Key.There.Length == 0,
            };
            any |= !(await EndSessions.Do(tx, [.. some], end)).IsEmpty;
        }

        // Apps that are told without the browser may be hundreds, and say nothing about its way.
        var logouts = any ? await LogoutStore.OfSignOut(tx, handle.Id) : [];
        var legs = any ? await LogoutStore.BrowserLegsOfSignOut(tx, handle.Id) : [];
        var stage = SignOutStage.Of(legs);
        if (!any || (asked.ReturnUrl is not null && stage is SignOutStage.End))
            return null;
        await SignOutWays.Keep(tx, handle, new SignOutNext
        {
            Receipt = receipt,
            Host = SignOutWays.HostOf(http),
            App = asked.App?.ClientId,
            ReturnUrl = asked.ReturnUrl,
            UiLocales = asked.UiLocales,
            // A person who goes back to the app never sees our page.
            Offers = asked.ReturnUrl is null ? await UpstreamOffers.Of(tx, [.. sessions.Where(s => !elsewhere.Contains(s.Id))], logouts, legs) : [],
            Elsewhere = [.. elsewhere],
        }, now);
        return new(handle, stage is SignOutStage.Upstream);
    }

    /// <param name="afterForm">
    /// Chrome would hold a redirect to another origin against the form's page (O-009), so a page goes in between.
    /// </param>
    private static IResult Go(HttpContext http, string url, bool afterForm) => afterForm
        ? PersonPages.Onward(PageFrame.For(http.Request), new OnwardModel { Url = url, SignsOut = true }) : new SeeOther(url);

    /// <param name="LeavesAtOnce">The next step is no page of ours.</param>
    private sealed record Begun(Handle Handle, bool LeavesAtOnce);
}
