using System.Collections.Immutable;
using RunBroker.Pages;
using RunBroker.Protocol;
using RunBroker.Sessions;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;
using RunBroker.Upstream;

namespace RunBroker.Logout;

/// <summary>The end of a sign-out that nobody waits for: what each app and upstream is known to have done, as of now.</summary>
internal sealed class SignedOutPage(Db db, Settings settings, FirstAnswers answers, AskUpstream upstreams, TimeProvider time)
{
    public async Task<IResult> Show(HttpContext http, SignOutWay way, CancellationToken stop)
    {
        var legs = await answers.Wait(way.Id, Limits.AppAnswerWaitsOfPage, stop, way.Next.Elsewhere.Length + 1);
        // Of a crowd there are more receipts by now.
        way = way with { Logouts = await db.Read(tx => LogoutStore.OfSignOut(tx, way.Id), stop) };
        var untold = way.Next.Elsewhere.Except(way.Logouts.Select(l => l.SessionId)).Count();
        var (names, known) = await db.Read(async tx => (await Names(tx, way, legs), await AppOutcomes.Of(tx, way.Logouts, legs, time.GetUtcNow())), stop);
        var there = new List<SignedOutUpstream>();
        foreach (var offer in way.Next.Offers.Where(o => legs.All(l => l.LogoutId != o.Logout || l.Target != o.Connection)))
        {
            var can = names.Connections.GetValueOrDefault(offer.Connection) is { IsUsable: true } row && await upstreams.Can(row, stop);
            there.Add(new()
            {
                Name = names.Of(offer.Connection),
                State = UpstreamOutcome.NotAsked,
                SignOutUrl = can ? Routes.SignOutThere(way.Id, offer.Connection) : null,
            });
        }

        var others = way.Next.Elsewhere.ToHashSet(StringComparer.Ordinal);
        var elsewhere = way.Logouts.Where(l => others.Contains(l.SessionId)).ToDictionary(l => l.Id, StringComparer.Ordinal);
        there.AddRange(legs.Where(l => AppOutcomes.IsUpstream(l) && !elsewhere.ContainsKey(l.LogoutId))
            .Select(l => new SignedOutUpstream { Name = names.Of(l.Target), State = StateOf(l) }));
        there.AddRange(elsewhere.Values.Select(l => l.ConnectionId).Distinct()
            .Select(id => new SignedOutUpstream { Name = names.Of(id), State = UpstreamOutcome.StaysElsewhere }));
        var frame = PageFrame.For(http.Request, way.Next.UiLocales).WithLanguageLink(http.Request).Of(names.Tenant);
        return PersonPages.SignedOut(frame, new SignedOutModel
        {
            // What is not written yet is not confirmed, whatever the others say.
            Apps = untold == 0 ? known : [.. known.Select(a => a.Knows ? a with { State = AppSignOut.Retrying } : a)],
            Sessions = Math.Max(1, way.Logouts.Length + untold),
            At = way.Logouts.FirstOrDefault()?.CreatedAt,
            Receipt = way.Next.Receipt,
            SignInAgainUrl = names.Home is { } home ? FormEncoding.AddTo(home, [new("iss", settings.Issuer)]) : null,
            AppName = names.App is { } app ? app.ClientName ?? way.Next.App : null,
            Upstreams = [.. there],
        });
    }

    /// <summary>For a browser of which nothing is known: true only when it holds no session.</summary>
    public async Task<IResult> Plain(HttpContext http, CancellationToken stop) =>
        (await db.Read(tx => BrowserSessions.Read(tx, http, frames: false), stop)).Sessions.IsEmpty
            ? SignedOut.Plain(http, null) : PersonPages.SignOutOver(PageFrame.For(http.Request).WithLanguageLink(http.Request));

    private static UpstreamOutcome StateOf(LogoutLeg leg) => leg.State switch
    {
        LegStates.Delivered => UpstreamOutcome.Confirmed,
        LegStates.NotPossible or LegStates.Gone => UpstreamOutcome.NotAsked,
        _ => UpstreamOutcome.Unconfirmed,
    };

    private static async Task<Known> Names(Tx tx, SignOutWay way, ImmutableArray<LogoutLeg> legs)
    {
        var connections = new Dictionary<string, Connection>(StringComparer.Ordinal);
        var asked = legs.Where(AppOutcomes.IsUpstream).Select(l => (l.TenantId, l.Target)).Concat(way.Next.Offers.Select(o => (o.TenantId, o.Connection)));
        foreach (var (tenant, id) in asked.Concat(way.Logouts.Select(l => (l.TenantId, l.ConnectionId))).Distinct())
        {
            if (await ConnectionStore.FindSnapshot(tx, tenant, id) is { } row)
                connections[id] = row;
        }

        var app = way.Next.App is { } asker && await ClientStore.Find(tx, asker) is { } found ? StoredJson.App(found.Client.Metadata) : null;
        return new(app, connections, await way.Tenant(tx));
    }

    private sealed record Known(AppMetadata? App, Dictionary<string, Connection> Connections, Tenant? Tenant)
    {
        // A registered page that begins a sign-in is the one way back that we may offer: of a redirect URI nobody said that people may go there.
        public string? Home => App?.InitiateLoginUri;

        public string Of(string connection) => Connections.GetValueOrDefault(connection)?.Name ?? connection;
    }
}

internal static class SignedOut
{
    /// <summary>Nothing more is to be told.</summary>
    public static IResult Plain(HttpContext http, string? uiLocales) =>
        PersonPages.SignedOut(PageFrame.For(http.Request, uiLocales), new SignedOutModel());
}
