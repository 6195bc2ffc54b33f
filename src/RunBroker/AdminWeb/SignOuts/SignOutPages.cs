using System.Collections.Immutable;
using System.Text;
using RunBroker.Admin;
using RunBroker.AdminWeb.Door;
using RunBroker.AdminWeb.Frame;
using RunBroker.Logout;
using RunBroker.Pages;
using RunBroker.Storage.Model;

namespace RunBroker.AdminWeb.SignOuts;

/// <summary>Sign-outs and their receipts: who was told, and who was not.</summary>
internal static class SignOutPages
{
    private static readonly ImmutableArray<string> Upstreams = [LogoutChannels.Saml, LogoutChannels.Oidc];

    public static void Map(WebGroup web)
    {
        web.Get("/tenants/{slug}/sign-outs", List);
        web.Get("/tenants/{slug}/sign-outs/{id}", Show);
        web.Get("/tenants/{slug}/sign-outs/{id}/receipt", Download);
        web.Post("/tenants/{slug}/sign-outs/{id}/retry", Retry);
    }

    private static async Task<IResult> List(HttpContext http, LogoutAdmin logouts, ConnectionAdmin connections)
    {
        var call = WebCall.Of(http);
        var typed = call.Query("receipt_id")?.Trim() is { Length: > 0 } number ? number : null;
        if (typed is not null && await Found(call, logouts, typed) is { } found)
            return new Found(call.Frame.At($"/sign-outs/{found.Id}"));
        var page = await logouts.List(call.Tenant.Id, call.Page().Match(ask => ask, _ => new PageAsk(Limits.PageDefault, null)), call.Stop);
        var names = (await connections.List(call.Tenant.Id, archived: false, new(Limits.PageMax, null), call.Stop)).Items
            .ToDictionary(c => c.Id, c => c.Name, StringComparer.Ordinal);
        ImmutableArray<SignOutRow> rows = [.. page.Items.Select(l => Row(l, names))];
        return new AdminPage<SignOutListView, SignOutListModel, SignOutWords>(call.Frame, new()
        {
            Open = [.. rows.Where(r => r.Open > 0)],
            Done = [.. rows.Where(r => r.Open == 0)],
            NotFound = typed,
            Next = page.NextCursor,
        }, 200);
    }

    private static async Task<IResult> Show(HttpContext http, LogoutAdmin logouts, ConnectionAdmin connections, UserAdmin users, AppNames appNames)
    {
        var call = WebCall.Of(http);
        if (await Found(call, logouts, call.Route("id")) is not { } logout)
            return AdminPages.NotFound(call);
        var connection = (await connections.Get(call.Tenant.Id, logout.ConnectionId, call.Stop)).Match(v => v.Resource.Name, _ => null!);
        var apps = await appNames.Of(logout.Legs.Where(l => !Upstreams.Contains(l.Channel)).Select(l => l.Target), call.Stop);
        var legs = ImmutableArray.CreateBuilder<LegRow>();
        foreach (var leg in logout.Legs)
        {
            var name = Upstreams.Contains(leg.Channel) ? connection ?? leg.Target : apps[leg.Target];
            legs.Add(new(leg.Target, Inert.Name(name), leg.Channel, leg.State, leg.Attempts, leg.LastError is { } error ? Inert.Text(error) : null, At(leg.At)));
        }

        return new AdminPage<SignOutView, SignOutModel, SignOutWords>(call.Frame, new()
        {
            Id = logout.Id,
            ReceiptId = logout.ReceiptId,
            Cause = logout.Cause,
            Actor = await ActorOf(call, logout, users, connection, appNames),
            UserId = logout.UserId,
            Person = await Person(call, users, logout.UserId),
            SessionId = logout.SessionId,
            ConnectionId = logout.ConnectionId,
            Connection = connection is null ? null : Inert.Name(connection),
            At = At(logout.CreatedAt),
            Legs = [.. legs.OrderBy(l => Rank(l.State)).ThenBy(l => l.Name, StringComparer.Ordinal)],
            Told = Told(logout),
            Apps = Apps(logout),
            MayRetry = call.Caller.MayWrite && logout.Legs.Any(l => l is
            { Channel: LogoutChannels.Backchannel, State: LegStates.Pending or LegStates.Failed or LegStates.Gone }),
        }, 200);
    }

    private static async Task<SignOutActor> ActorOf(WebCall call, LogoutResource logout, UserAdmin users, string? connection, AppNames appNames)
    {
        switch (logout.Actor.Split(':', 2))
        {
            case ["user", var id] when await Person(call, users, id) is { } person:
                return new(person, $"/users/{id}");
            case ["client", var id]:
                return new(Inert.Name((await appNames.Of([id], call.Stop))[id]), $"/apps/{id}");
            case ["upstream", var id] when id == logout.ConnectionId && connection is not null:
                return new(Inert.Name(connection), $"/connections/{id}");
            default:
                return new(Inert.Name(logout.Actor), null);
        }
    }

    private static async Task<string?> Person(WebCall call, UserAdmin users, string id) =>
        (await users.Get(call.Tenant.Id, id, call.Stop)).Match(u => Inert.Name(u.Resource.Email), _ => null!);

    private static async Task<IResult> Retry(HttpContext http, LogoutAdmin logouts)
    {
        var call = WebCall.Of(http);
        return (await logouts.Retry(call.Caller, call.Tenant.Id, call.Route("id"), call.Stop))
            .Match<IResult>(done => RunBroker.AdminWeb.Frame.Found.After(call.Frame.At($"/sign-outs/{done.Id}"), "retried"), _ => AdminPages.NotFound(call));
    }

    /// <summary>The signed receipt, as a file: it proves to others what was done.</summary>
    private static async Task<IResult> Download(HttpContext http, LogoutAdmin logouts)
    {
        var call = WebCall.Of(http);
        if (await Found(call, logouts, call.Route("id")) is not { } logout)
            return AdminPages.NotFound(call);
        http.Response.Headers.CacheControl = "no-store";
        return (await logouts.Receipt(call.Tenant.Id, logout.Id, call.Stop)).Match(
            signed => TypedResults.File(Encoding.ASCII.GetBytes(signed.Receipt), "application/jose", $"{logout.ReceiptId}.jws"), _ => AdminPages.NotFound(call));
    }

    private static async Task<LogoutResource?> Found(WebCall call, LogoutAdmin logouts, string id) =>
        (await logouts.Get(call.Tenant.Id, id, call.Stop)).Match(v => v.Resource, _ => null!);

    private static SignOutRow Row(LogoutResource l, Dictionary<string, string> names) => new(
        l.Id, l.ReceiptId, l.Cause, names.TryGetValue(l.ConnectionId, out var name) ? Inert.Name(name) : null, l.UserId, Told(l), Apps(l),
        l.Legs.Count(leg => leg.State is LegStates.Pending or LegStates.Failed), At(l.CreatedAt));

    private static int Told(LogoutResource l) => l.Legs.Count(leg => !Upstreams.Contains(leg.Channel) && (leg.State == LegStates.Delivered || Asked(l, leg)));

    /// <summary>Who asked for the sign-out knows of it, even where it cannot be told.</summary>
    private static bool Asked(LogoutResource l, LogoutLegResource leg) =>
        leg.State == LegStates.NotPossible && l.Cause == Causes.App && l.Actor == SessionEnd.OfApp + leg.Target;

    private static int Apps(LogoutResource l) => l.Legs.Count(leg => !Upstreams.Contains(leg.Channel));

    private static int Rank(string state) => state switch
    {
        LegStates.Failed => 0,
        LegStates.Pending => 1,
        LegStates.Gone => 2,
        LegStates.NotPossible => 3,
        _ => 4,
    };

    private static DateTimeOffset At(DateTime at) => new(at, TimeSpan.Zero);
}
