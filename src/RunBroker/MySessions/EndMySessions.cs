using RunBroker.Authorize;
using RunBroker.Http;
using RunBroker.Logout;
using RunBroker.Pages;
using RunBroker.Protocol;
using RunBroker.Storage;

namespace RunBroker.MySessions;

/// <summary>
/// Ends what the person chose on their page. Who may is settled by the cookie alone; the form says which, and proves that it is ours. Anything
/// that does not hold gets one and the same answer, so that nobody learns which ids exist.
/// </summary>
internal sealed class EndMySessions(Db db, Settings settings, EndBrowserSession browser, TimeProvider time)
{
    /// <summary>This browser's, by its journey; another one's at once, and back to the page, which says what came of it.</summary>
    public async Task<IResult> One(HttpContext http, CancellationToken stop)
    {
        var form = await http.Request.ReadFormParameters(stop);
        var (holder, here) = await Check(http, form, stop);
        if (holder?.Live.FirstOrDefault(s => s.Id == form!["session"]) is not { } target)
            return Refused(http, form);
        if (here!.HeldHere.Contains(target.Id))
            return await browser.One(http, target.Id, Asked(http, form!), stop);
        var end = new SessionEnd(Causes.User, $"user:{holder.User.Id}", http.Ip(), time.GetUtcNow()) { Elsewhere = true };
        var logout = await db.Write(
            async tx => (await EndSessions.Do(tx, [target], end)).IsEmpty ? null : await LogoutStore.OfSession(tx, target.TenantId, target.Id), stop);
        return logout is null ? Refused(http, form) : new SeeOther(Routes.SessionsAfter(logout.Id, form!["ui_locales"]));
    }

    public async Task<IResult> Everywhere(HttpContext http, CancellationToken stop)
    {
        var form = await http.Request.ReadFormParameters(stop);
        var (holder, _) = await Check(http, form, stop);
        return holder is null ? Refused(http, form) : await browser.Everywhere(http, holder.Own.Id, Asked(http, form!), stop);
    }

    private async Task<(Holder? Holder, Holders? Here)> Check(HttpContext http, Parameters? form, CancellationToken stop)
    {
        if (form is not { Repeated: null } || !http.Request.MayBeOfOurPage())
            return default;
        var here = await db.Read(tx => Holders.Read(tx, http, settings, time.GetUtcNow()), stop);
        var holder = here.All.FirstOrDefault(h => h.Own.Id == form["as"]);
        return holder?.IsFormToken(form["form_token"]) == true ? (holder, here) : default;
    }

    private static SignOutAsk Asked(HttpContext http, Parameters form) => SignOutAsk.Of(http.Request, form, null, null) with { AfterForm = true };

    private static IResult Refused(HttpContext http, Parameters? form) =>
        PersonPages.SessionNotEnded(PageFrame.For(http.Request, form?["ui_locales"]), Routes.SessionsIn(form?["ui_locales"]));
}
