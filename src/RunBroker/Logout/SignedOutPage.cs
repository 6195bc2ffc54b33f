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
internal sealed class SignedOutPage(Db db, Settings settings, FirstAnswers answers, AskUpstream upstreams)
{
    public async Task<IResult> Show(HttpContext http, SignOutWay way, CancellationToken stop)
    {
        var legs = await answers.Wait(way.Id, Limits.AppAnswerWaitsOfPage, stop);
        var names = await db.Read(tx => Names(tx, way, legs), stop);
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

        there.AddRange(legs.Where(IsUpstream).Select(l => new SignedOutUpstream { Name = names.Of(l.Target), State = StateOf(l) }));
        return PersonPages.SignedOut(PageFrame.For(http.Request, way.Next.UiLocales).WithLanguageLink(http.Request), new SignedOutModel
        {
            Apps = [.. legs.Where(l => !IsUpstream(l)).GroupBy(l => l.Target)
                .Select(app => new SignedOutApp { Name = names.Of(app.Key), State = StateOf([.. app]) })],
            Receipt = way.Next.Receipt,
            SignInAgainUrl = names.Home is { } home ? FormEncoding.AddTo(home, [new("iss", settings.Issuer)]) : null,
            AppName = way.Next.App is { } app ? names.Of(app) : null,
            Upstreams = [.. there],
        });
    }

    /// <summary>For a browser of which nothing is known: true only when it holds no session.</summary>
    public async Task<IResult> Plain(HttpContext http, CancellationToken stop) =>
        (await db.Read(tx => BrowserSessions.Read(tx, http, frames: false), stop)).Sessions.IsEmpty
            ? SignedOut.Plain(http, null) : PersonPages.SignOutOver(PageFrame.For(http.Request).WithLanguageLink(http.Request));

    private static bool IsUpstream(LogoutLeg leg) => leg.Channel is LogoutChannels.Saml or LogoutChannels.Oidc;

    // The server-to-server message is what an app confirms; its frame only loads.
    private static AppSignOut StateOf(ImmutableArray<LogoutLeg> legs) =>
        (legs.FirstOrDefault(l => l.Channel == LogoutChannels.Backchannel) ?? legs[0]).State switch
        {
            LegStates.Delivered => AppSignOut.Confirmed,
            LegStates.Pending => AppSignOut.Retrying,
            LegStates.Failed => AppSignOut.GaveUp,
            _ => AppSignOut.CannotBeTold,
        };

    private static UpstreamOutcome StateOf(LogoutLeg leg) => leg.State switch
    {
        LegStates.Delivered => UpstreamOutcome.Confirmed,
        LegStates.NotPossible or LegStates.Gone => UpstreamOutcome.NotAsked,
        _ => UpstreamOutcome.Unconfirmed,
    };

    private static async Task<Known> Names(Tx tx, SignOutWay way, ImmutableArray<LogoutLeg> legs)
    {
        var apps = new Dictionary<string, AppMetadata>(StringComparer.Ordinal);
        foreach (var clientId in legs.Where(l => !IsUpstream(l)).Select(l => l.Target).Append(way.Next.App).OfType<string>().Distinct())
        {
            if (await ClientStore.Find(tx, clientId) is { } row)
                apps[clientId] = StoredJson.App(row.Client.Metadata);
        }

        var connections = new Dictionary<string, Connection>(StringComparer.Ordinal);
        var asked = legs.Where(IsUpstream).Select(l => (l.TenantId, l.Target));
        foreach (var (tenant, id) in asked.Concat(way.Next.Offers.Select(o => (o.TenantId, o.Connection))).Distinct())
        {
            if (await ConnectionStore.Find(tx, tenant, id) is { } row)
                connections[id] = row;
        }

        // A registered page that begins a sign-in is the one way back that we may offer: of a redirect URI nobody said that people may go
        // there.
        return new(apps, connections, way.Next.App is { } app ? apps.GetValueOrDefault(app)?.InitiateLoginUri : null);
    }

    private sealed record Known(Dictionary<string, AppMetadata> Apps, Dictionary<string, Connection> Connections, string? Home)
    {
        public string Of(string id) => Apps.GetValueOrDefault(id)?.ClientName ?? Connections.GetValueOrDefault(id)?.Name ?? id;
    }
}

internal static class SignedOut
{
    /// <summary>Nothing more is to be told.</summary>
    public static IResult Plain(HttpContext http, string? uiLocales) =>
        PersonPages.SignedOut(PageFrame.For(http.Request, uiLocales), new SignedOutModel());
}
