using System.Collections.Immutable;
using RunBroker.Http;
using RunBroker.Storage;
using RunBroker.Storage.Model;

namespace RunBroker.Sessions;

/// <summary>The sessions that a browser holds, read from its cookies: one per tenant, several tenants side by side.</summary>
internal sealed record BrowserSessions(ImmutableArray<Session> Sessions, ImmutableArray<Handle> Handles, ImmutableArray<Handle> FrameHandles)
{
    /// <summary>
    /// Every request of a browser brings the first cookie; a request out of another site's frame brings the second only (O-107), which serves
    /// where <paramref name="frames"/> says so: prompt=none, ssodata, front-channel logout.
    /// </summary>
    public static async Task<BrowserSessions> Read(Tx tx, HttpContext http, bool frames)
    {
        var handles = Cookies.ReadHandles(http, Cookies.Sessions);
        var frameHandles = Cookies.ReadHandles(http, Cookies.FrameSessions);
        var shown = handles.IsEmpty && frames ? frameHandles : handles;
        if (shown.IsEmpty)
            return new([], handles, frameHandles);
        var rows = await SessionStore.FindMany(tx, [.. shown.Select(h => h.Id)]);
        var byMain = !handles.IsEmpty;
        return new([.. rows.Where(row => shown.Any(h => h.Id == row.Id && h.Matches(byMain ? row.SecretHash : row.FrameHash)))], handles, frameHandles);
    }

    public Session? Of(TenantId tenant) => Sessions.Where(s => s.TenantId == tenant).MaxBy(s => s.LastActiveAt);

    /// <summary>Puts the session's new handles first, and takes away those of sessions that it replaces.</summary>
    /// <param name="until">When the browser may forget them all, so not the end of this session: that may be earlier than another tenant's. The row decides.</param>
    public void Write(HttpContext http, NewHandles made, ImmutableArray<string> replaced, DateTimeOffset until)
    {
        Cookies.WriteHandles(http, Cookies.Sessions, [made.Main, .. Handles.Where(h => h.Id != made.Main.Id && !replaced.Contains(h.Id))], until);
        Cookies.WriteHandles(http, Cookies.FrameSessions, [made.Frame, .. FrameHandles.Where(h => h.Id != made.Frame.Id && !replaced.Contains(h.Id))], until);
    }

    /// <summary>Takes ended sessions out of the cookies. One that did not come may be there all the same (a frame), with other tenants' sessions.</summary>
    public void Forget(HttpContext http, ImmutableArray<string> ended, DateTimeOffset until)
    {
        if (!Handles.IsEmpty)
            Cookies.WriteHandles(http, Cookies.Sessions, [.. Handles.Where(h => !ended.Contains(h.Id))], until);
        if (!FrameHandles.IsEmpty)
            Cookies.WriteHandles(http, Cookies.FrameSessions, [.. FrameHandles.Where(h => !ended.Contains(h.Id))], until);
    }
}

/// <summary>What the two cookies get of a session.</summary>
internal sealed record NewHandles(Handle Main, Handle Frame);
