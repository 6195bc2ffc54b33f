using System.Collections.Immutable;
using RunBroker.Pages;
using RunBroker.Sessions;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;

namespace RunBroker.MySessions;

/// <summary>All live sessions of everybody who is signed in in this browser: what each hangs on, until when it lives, what ends with it.</summary>
internal sealed class MySessionsPage(Db db, Settings settings, EndedElsewhere ended, TimeProvider time)
{
    public async Task<IResult> Show(HttpContext http, CancellationToken stop)
    {
        var now = time.GetUtcNow();
        var (holders, people) = await db.Read(async tx =>
        {
            var here = await Holders.Read(tx, http, settings, now);
            var shown = ImmutableArray.CreateBuilder<SignedInPerson>(here.All.Length);
            foreach (var holder in here.All)
                shown.Add(await Person(tx, http, holder, here.HeldHere));
            return (here, shown.ToImmutable());
        }, stop);
        var frame = PageFrame.For(http.Request).WithLanguageLink(http.Request);
        if (holders.All.IsEmpty)
            return PersonPages.NoSessions(frame);
        var tenants = holders.All.Select(h => h.Tenant).DistinctBy(t => t.Id).ToArray();
        return PersonPages.MySessions(frame.Of(tenants is [var only] ? only : null), new()
        {
            Now = now,
            People = people,
            Ended = await ended.Of(http.Request.Query["ended"], holders, stop),
        });
    }

    private static async Task<SignedInPerson> Person(Tx tx, HttpContext http, Holder holder, ImmutableHashSet<string> here)
    {
        var apps = new SessionApps(await SessionStore.Participants(tx, [.. holder.Live.Select(s => s.Id)]));
        var shown = ImmutableArray.CreateBuilder<LiveSession>();
        foreach (var session in holder.Live.OrderByDescending(s => here.Contains(s.Id)).ThenByDescending(s => s.LastActiveAt).Take(Limits.SessionsOnPage))
            shown.Add(await Session(tx, http, holder, session, here.Contains(session.Id), apps));
        return new()
        {
            Name = $"{holder.User.FirstName} {holder.User.LastName}".Trim(),
            Email = holder.User.Email,
            TenantName = holder.Tenant.Name,
            Idle = holder.Limits.Idle,
            Absolute = holder.Limits.Absolute,
            Sessions = shown.ToImmutable(),
            AllSessions = holder.Live.Length,
            AllApps = apps.Count,
            Everywhere = Form(http, holder, Routes.EndAllSessions, []),
        };
    }

    private static async Task<LiveSession> Session(Tx tx, HttpContext http, Holder holder, Session session, bool here, SessionApps apps)
    {
        var latest = session.AbsoluteEnd(holder.Limits);
        var connection = await ConnectionStore.FindSnapshot(tx, session.TenantId, session.ConnectionId);
        return new()
        {
            Device = Devices.Read(session.UserAgent),
            ThisBrowser = here,
            SignedInAt = session.CreatedAt,
            LastUsedAt = session.LastActiveAt,
            Ends = session.EndOfTokens(holder.Limits),
            AtLatest = latest,
            EndedByProvider = session.UpstreamExpiresAt is { } cap && cap <= latest,
            ProviderName = connection?.Name ?? session.ConnectionId,
            ProviderToo = here && connection is { IsUsable: true } && StoredJson.UpstreamLogout(connection),
            Address = session.Ip,
            Apps = await apps.Of(tx, session.Id, here),
            End = Form(http, holder, Routes.EndSessionOfMine, [new("session", session.Id)]),
        };
    }

    /// <summary>The form names the session of this browser by whose right it acts; the token goes with that one's secret.</summary>
    private static OwnForm Form(HttpContext http, Holder holder, string action, ImmutableArray<FormField> more)
    {
        var language = http.Request.Query["ui_locales"].ToString();
        return new(action, new("form_token", holder.FormToken),
            [new("as", holder.Own.Id), .. more, .. language.Length > 0 ? [new FormField("ui_locales", language)] : Array.Empty<FormField>()]);
    }
}
