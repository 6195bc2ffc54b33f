using System.Collections.Immutable;
using RunBroker.Http;
using RunBroker.Sessions;
using RunBroker.SignIns;
using RunBroker.Storage;
using RunBroker.Storage.Model;

namespace RunBroker.MySessions;

/// <summary>
/// Somebody who is signed in in this browser, proven by the secret in its cookie. Only a holder's own sessions are ever shown or ended: an id in a form
/// or an address is looked for among those, and nowhere else.
/// </summary>
/// <param name="Own">The session of this browser.</param>
/// <param name="Live">All of the person, newest first; <paramref name="Own"/> is one of them.</param>
internal sealed record Holder(Tenant Tenant, User User, SessionLimits Limits, Session Own, Handle Handle, ImmutableArray<Session> Live)
{
    /// <summary>Bound to the session's secret: no other page can know it, and it is over with the session (O-110).</summary>
    public string FormToken => new BrowserSecret(Handle.Secret).FormToken;

    public bool IsFormToken(string? sent) => new BrowserSecret(Handle.Secret).IsFormToken(sent);

    /// <summary>Not the row's secret: where it is shown, it says who.</summary>
    public override string ToString() => $"{nameof(Holder)} of {Own.Id}";
}

/// <summary>The holders of a browser, and the ids of the sessions that its cookie proves.</summary>
internal sealed record Holders(ImmutableArray<Holder> All, ImmutableHashSet<string> HeldHere)
{
    public static async Task<Holders> Read(Tx tx, HttpContext http, Settings settings, DateTimeOffset now)
    {
        var browser = await BrowserSessions.Read(tx, http, frames: false);
        var holders = ImmutableArray.CreateBuilder<Holder>();
        foreach (var held in browser.Sessions.GroupBy(s => (s.TenantId, s.UserId)))
        {
            if (await TenantStore.Find(tx, held.Key.TenantId) is not { } tenant
                || await UserStore.Find(tx, tenant.Id, held.Key.UserId) is not { Active: true } user)
                continue;
            var limits = SessionLimits.Of(tenant, settings);
            if (held.Where(s => s.At(limits, now) == SessionState.Live).MaxBy(s => s.LastActiveAt) is not { } own)
                continue;
            var rows = await SessionStore.PageLive(tx, tenant.Id, user.Id, now, null, Limits.PageMax);
            var handle = browser.Handles.First(h => h.Id == own.Id);
            var live = rows.Where(s => s.At(limits, now) == SessionState.Live);
            // Two hundred newer ones, of somebody who signs in and in again in their name, do not hide this browser's own.
            holders.Add(new(tenant, user, limits, own, handle, [.. live, .. rows.Any(s => s.Id == own.Id) ? [] : new[] { own }]));
        }

        return new(holders.ToImmutable(), [.. browser.Sessions.Select(s => s.Id)]);
    }
}
