using System.Collections.Immutable;
using RunBroker.Authorize;
using RunBroker.Http;
using RunBroker.Pages;
using RunBroker.Protocol;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;

namespace RunBroker.Logout;

/// <summary>
/// Tells apps by frames in the person's browser (OIDCFC-3), each with iss and sid. A frame tells nobody whether it did its work: at best
/// that it has loaded, and where browsers keep cookies from it not even that means much (O-104). So the receipt says no more.
/// </summary>
internal sealed class FramesPage(Db db, Settings settings, TimeProvider time)
{
    public const string Loaded = "its frame has loaded; more is not to be known of a frame";
    public const string NotSeen = "its frame was not seen to load";

    /// <returns>Null when no frame is left to be shown.</returns>
    public async Task<IResult?> Show(HttpContext http, SignOutWay way, ImmutableArray<LogoutLeg> legs, CancellationToken stop)
    {
        var (apps, tenant) = await db.Read(
            async tx =>
            {
                var found = new Dictionary<string, AppMetadata?>(StringComparer.Ordinal);
                foreach (var clientId in legs.Select(l => l.Target).Distinct())
                    found[clientId] = await ClientStore.Find(tx, clientId) is { } row ? StoredJson.App(row.Client.Metadata) : null;
                return (found, await way.Tenant(tx));
            }, stop);
        var frames = ImmutableArray.CreateBuilder<SignOutFrame>();
        var over = new List<(LogoutLeg Leg, string State, string Why)>();
        foreach (var leg in legs)
        {
            if (apps[leg.Target] is not { FrontchannelLogoutUri: { } uri } app)
                over.Add((leg, LegStates.Gone, "the app is no longer registered for it"));
            else if (frames.Count == Limits.SignOutFrames)
                over.Add((leg, LegStates.Failed, $"more than {Limits.SignOutFrames} frames on one page"));
            else
                frames.Add(new(leg.Id, app.ClientName ?? leg.Target, UrlOf(uri, leg)));
        }

        await Settle(over.Select(o => (o.Leg, o.State, o.Why)));
        var frame = PageFrame.For(http.Request, way.Next.UiLocales).Of(tenant);
        return frames.Count == 0 ? null : PersonPages.SigningOut(frame, new SigningOutModel
        {
            Frames = frames.ToImmutable(),
            OnwardUrl = Routes.SignOutOn(way.Id),
            ReportUrl = Routes.SignOutFrames(way.Id),
        });
    }

    private Uri UrlOf(string uri, LogoutLeg leg) => new(FormEncoding.AddTo(uri, [new("iss", settings.Issuer), new("sid", leg.Sid ?? "")]));

    public Task Settle(IEnumerable<(LogoutLeg Leg, string State, string Why)> over) => db.Write(
        async tx =>
        {
            foreach (var (leg, state, why) in over)
                await LogoutStore.Settle(tx, leg.TenantId, leg.Id, state, 1, why, time.GetUtcNow());
        }, CancellationToken.None);
}

/// <summary>The page's own script says which frames have loaded, and the page goes on.</summary>
internal static class FramesEndpoint
{
    public static async Task<IResult> Report(string id, HttpContext http, SignOutWays ways, FramesPage frames, CancellationToken stop)
    {
        var form = await http.Request.ReadFormParameters(stop);
        // The cookie is SameSite=Lax: no other site's page can post it.
        if (form is null || await ways.Of(http, id, stop) is not { } way)
            return Results.NotFound();
        var named = form.All.Where(f => f.Key == "leg").Select(f => f.Value).ToHashSet(StringComparer.Ordinal);
        await frames.Settle(way.Legs.Where(l => SignOutStage.IsFrame(l) && named.Contains(l.Id))
            .Select(l => (l, LegStates.Delivered, FramesPage.Loaded)));
        return Results.NoContent();
    }

    /// <summary>Whatever has not been seen to load by now is not waited for.</summary>
    public static async Task<IResult> GoOn(string id, HttpContext http, SignOutWays ways, FramesPage frames, CancellationToken stop)
    {
        if (await ways.Of(http, id, stop) is { } way)
            await frames.Settle(way.Legs.Where(SignOutStage.IsFrame).Select(l => (l, LegStates.Failed, FramesPage.NotSeen)));
        return new SeeOther(Routes.SignOut(id));
    }
}
