using System.Collections.Immutable;
using RunBroker.Http;
using RunBroker.Storage;
using RunBroker.Storage.Model;

namespace RunBroker.Sessions;

/// <summary>The sessions that a browser holds, read from its cookies: one per tenant, several tenants side by side.</summary>
/// <param name="InFrames">Those of the frame cookie, whether they serve this request or not: the state cookie is kept where that one is kept.</param>
internal sealed record BrowserSessions(
    ImmutableArray<Session> Sessions, ImmutableArray<Session> InFrames, ImmutableArray<Handle> Handles, ImmutableArray<Handle> FrameHandles)
{
    /// <summary>Read with the session, where there is one alone.</summary>
    private User? Person { get; init; }

    /// <summary>
    /// Every request of a browser brings the first cookie; a request out of another site's frame brings the second only (O-107), which serves
    /// where <paramref name="frames"/> says so: prompt=none, ssodata, front-channel logout.
    /// </summary>
    public static async Task<BrowserSessions> Read(Tx tx, HttpContext http, bool frames)
    {
        var handles = Cookies.ReadHandles(http, Cookies.Sessions);
        var frameHandles = Cookies.ReadHandles(http, Cookies.FrameSessions);
        if (handles.IsEmpty && frameHandles.IsEmpty)
            return new([], [], handles, frameHandles);
        string[] ids = [.. handles.Concat(frameHandles).Select(h => h.Id).Distinct(StringComparer.Ordinal)];
        var held = ids is [var only] ? await SessionStore.FindHeld(tx, only) : null;
        ImmutableArray<Session> rows = ids.Length > 1 ? await SessionStore.FindMany(tx, ids) : held is null ? [] : [held.Session];
        ImmutableArray<Session> main = [.. rows.Where(row => handles.Any(h => h.Id == row.Id && h.Matches(row.SecretHash)))];
        ImmutableArray<Session> inFrames = [.. frameHandles.Select(h => rows.FirstOrDefault(row => row.Id == h.Id && h.Matches(row.FrameHash))).OfType<Session>()];
        return new(handles.IsEmpty && frames ? inFrames : main, inFrames, handles, frameHandles) { Person = held?.User };
    }

    /// <summary>Whose session it is; null when they are gone.</summary>
    public async ValueTask<User?> UserOf(Tx tx, Session session) =>
        Person is { } known && known.Id == session.UserId ? known : await UserStore.Find(tx, session.TenantId, session.UserId);

    public Session? Of(TenantId tenant) => Sessions.Where(s => s.TenantId == tenant).MaxBy(s => s.LastActiveAt);

    /// <summary>Puts the session's new handles first, and takes away those of sessions that it replaces.</summary>
    /// <param name="until">When the browser may forget them all, so not the end of this session: that may be earlier than another tenant's. The row decides.</param>
    public void Write(HttpContext http, NewHandles made, ImmutableArray<string> replaced, DateTimeOffset until)
    {
        bool Stays(string id) => id != made.Main.Id && !replaced.Contains(id);
        Cookies.WriteHandles(http, Cookies.Sessions, [made.Main, .. Handles.Where(h => Stays(h.Id))], until);
        Cookies.WriteHandles(http, Cookies.FrameSessions, [made.Frame, .. FrameHandles.Where(h => Stays(h.Id))], until);
        BrowserState.Write(http, [BrowserState.Of(made.Frame.Hash()), .. States(s => Stays(s.Id))], until);
    }

    /// <summary>
    /// Takes ended sessions out of the cookies. One that did not come may be there all the same (a frame), with other tenants' sessions; then the
    /// second stays as it is, so that who has the first always has the second.
    /// </summary>
    public void Forget(HttpContext http, ImmutableArray<string> ended, DateTimeOffset until)
    {
        if (!Handles.IsEmpty)
            Cookies.WriteHandles(http, Cookies.Sessions, [.. Handles.Where(h => !ended.Contains(h.Id))], until);
        if (!FrameHandles.IsEmpty && !Handles.IsEmpty)
            Cookies.WriteHandles(http, Cookies.FrameSessions, [.. FrameHandles.Where(h => !ended.Contains(h.Id))], until);
        BrowserState.Write(http, States(s => !ended.Contains(s.Id)), until);
    }

    /// <summary>
    /// A session that ended without this browser (admin, back channel, time) goes out of the state cookie at the first request that brings it, so
    /// that the frame says "changed".
    /// </summary>
    /// <param name="known">Tenants whose limits hold exactly; for others the installation's and the row's own do until one of their apps asks.</param>
    public void Settle(HttpContext http, Settings settings, IEnumerable<Tenant> known, DateTimeOffset now)
    {
        var ceilings = new SessionLimits(settings.AbsoluteLifetime, settings.IdleTimeout);
        var limits = known.DistinctBy(t => t.Id).ToDictionary(t => t.Id, t => SessionLimits.Of(t, settings));
        BrowserState.Write(http, States(s => s.At(limits.GetValueOrDefault(s.TenantId, ceilings), now) == SessionState.Live), now + settings.AbsoluteLifetime);
    }

    private ImmutableArray<string> States(Func<Session, bool> stays) => [.. InFrames.Where(stays).Select(BrowserState.Of).OfType<string>()];
}

/// <summary>What the two cookies get of a session.</summary>
internal sealed record NewHandles(Handle Main, Handle Frame);
