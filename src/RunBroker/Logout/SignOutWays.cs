using System.Collections.Immutable;
using RunBroker.Http;
using RunBroker.Sessions;
using RunBroker.Storage;
using RunBroker.Storage.Model;

namespace RunBroker.Logout;

/// <summary>A browser's way through a sign-out, and how far the receipt's legs are by now.</summary>
internal sealed record SignOutWay(string Id, SignOutNext Next, ImmutableArray<LogoutRow> Logouts, ImmutableArray<LogoutLeg> Legs)
{
    public LogoutRow LogoutOf(LogoutLeg leg) => Logouts.First(l => l.Id == leg.LogoutId);

    /// <summary>Whose sign-out it is; null when sessions of several tenants ended.</summary>
    public async Task<Tenant?> Tenant(Tx tx) =>
        Logouts.Select(l => l.TenantId).Distinct().ToArray() is [var only] ? await TenantStore.Find(tx, only) : null;
}

/// <summary>Begun together with the end of the sessions, and found again by a cookie of this browser.</summary>
internal sealed class SignOutWays(Db db, Settings settings, TimeProvider time)
{
    /// <summary>In the transaction that ends the sessions with this id.</summary>
    public static Handle New(DateTimeOffset now) => Handle.New("sot_", now);

    public static Task Keep(Tx tx, Handle handle, SignOutNext next, DateTimeOffset now) => LogoutStore.InsertSignOut(tx, new SignOut
    {
        Id = handle.Id,
        SecretHash = handle.Hash(),
        Next = next.Write(),
        CreatedAt = now,
        ExpiresAt = now + Limits.SignOut,
    });

    /// <summary>What an ended session's receipt says so far.</summary>
    public static async Task<(ImmutableArray<LogoutRow> Logouts, ImmutableArray<LogoutLeg> Legs)> Receipt(Tx tx, string id)
    {
        var logouts = await LogoutStore.OfSignOut(tx, id);
        return (logouts, logouts.IsEmpty ? [] : await LogoutStore.LegsOfSignOut(tx, id));
    }

    /// <summary>Null: there is no such way any more, or it is another browser's.</summary>
    public async Task<SignOutWay?> Of(HttpContext http, string id, CancellationToken stop) =>
        Cookies.ReadHandles(http, Cookies.SignOuts).FirstOrDefault(h => h.Id == id) is { } held ? await Find(id, held, stop) : null;

    /// <summary>Whoever's it is: for the way back to whoever asked, which tells nothing and ends nothing.</summary>
    public Task<SignOutWay?> Unbound(string id, CancellationToken stop) => Find(id, null, stop);

    public void GiveTo(HttpContext http, Handle handle)
    {
        ImmutableArray<Handle> others = [.. Cookies.ReadHandles(http, Cookies.SignOuts).Take(Limits.SignOutsPerBrowser - 1)];
        Cookies.WriteHandles(http, Cookies.SignOuts, [handle, .. others], time.GetUtcNow() + Limits.SignOut);
    }

    /// <summary>The page of a way, at the host where its cookie is; null when there is none any more.</summary>
    public async Task<string?> Address(HttpContext http, string? id, CancellationToken stop)
    {
        if (id is null || await db.Read(tx => LogoutStore.FindSignOut(tx, id, time.GetUtcNow()), stop) is not { } row)
            return null;
        var host = SignOutNext.Read(row.Next).Host;
        return host == HostOf(http) ? Routes.SignOut(id) : $"{new Uri(settings.Issuer).Scheme}://{host}{Routes.SignOut(id)}";
    }

    /// <summary>It passed <see cref="Hosts"/>, so it is one of ours.</summary>
    public static string HostOf(HttpContext http) => (http.Request.Host.Value ?? "").ToLowerInvariant();

    /// <summary>The browser's cookies lose what has ended; a request that brought none leaves them as they are.</summary>
    public async Task Forget(HttpContext http, ImmutableArray<string> ended, CancellationToken stop)
    {
        if (!Cookies.ReadHandles(http, Cookies.Sessions).Any(h => ended.Contains(h.Id)))
            return;
        var held = await db.Read(tx => BrowserSessions.Read(tx, http, frames: false), stop);
        held.Forget(http, ended, time.GetUtcNow() + Limits.HintCookie);
    }

    private Task<SignOutWay?> Find(string id, Handle? held, CancellationToken stop) => db.Read(
        async tx =>
        {
            if (await LogoutStore.FindSignOut(tx, id, time.GetUtcNow()) is not { } row
                || (held is not null && !held.Matches(row.SecretHash)))
                return null;
            var (logouts, legs) = await Receipt(tx, id);
            return new SignOutWay(id, SignOutNext.Read(row.Next), logouts, legs);
        }, stop);
}
