using System.Collections.Immutable;
using RunBroker.Admin;
using RunBroker.Admin.Api;
using RunBroker.AdminWeb.Door;
using RunBroker.AdminWeb.Frame;
using RunBroker.MySessions;
using RunBroker.Pages;

namespace RunBroker.AdminWeb.Sessions;

/// <summary>Where people are signed in: the tree of app, broker and provider, when each ends by itself, and the end by hand.</summary>
internal static class SessionPages
{
    private const string All = "/tenants/{slug}/sessions";
    private const string One = All + "/{id}";

    public static void Map(WebGroup web)
    {
        web.Get("/sessions", ListAll, ApiPolicy.Operator);
        web.Get(All, List);
        web.Get(One, Show);
        web.Post(One + "/end", End);
    }

    private static async Task<IResult> ListAll(HttpContext http, SessionAdmin sessions)
    {
        var call = WebCall.Of(http);
        var ask = call.Page().Match(a => a, _ => new PageAsk(Limits.PageDefault, null));
        var found = await sessions.ListAll(ask, call.Stop);
        return new AdminPage<SessionListView, SessionListModel, SessionWords>(
            call.Frame, new() { Sessions = [.. found.Items.Select(SessionRow.Of)], Next = found.NextCursor }, 200);
    }

    private static async Task<IResult> List(HttpContext http, SessionAdmin sessions)
    {
        var call = WebCall.Of(http);
        var ask = call.Page().Match(a => a, _ => new PageAsk(Limits.PageDefault, null));
        var found = (await sessions.List(call.Tenant, null, ask, call.Stop)).Match(p => p, _ => new([], null));
        return new AdminPage<SessionListView, SessionListModel, SessionWords>(
            call.Frame, new() { Sessions = [.. found.Items.Select(SessionRow.Of)], Next = found.NextCursor }, 200);
    }

    private static async Task<IResult> Show(HttpContext http, SessionAdmin sessions, UserAdmin users, ConnectionAdmin connections, AppNames appNames)
    {
        var call = WebCall.Of(http);
        if (await sessions.Get(call.Tenant, call.Route("id"), call.Stop) is not AdminResult<Versioned<SessionResource>>.Done { Value.Resource: var session })
            return AdminPages.NotFound(call);
        var user = (await users.Get(call.Tenant.Id, session.UserId, call.Stop)).Match(u => u.Resource.Email, _ => session.UserId);
        var connection = (await connections.Get(call.Tenant.Id, session.ConnectionId, call.Stop))
            .Match(c => (c.Resource.Name, (bool?)c.Resource.UpstreamLogout), _ => (session.ConnectionId, null));
        var apps = await appNames.Of(session.Participants.Select(p => p.ClientId), call.Stop);
        return new AdminPage<SessionView, SessionModel, SessionWords>(call.Frame, new()
        {
            Session = SessionRow.Of(session),
            User = user,
            Connection = connection.Item1,
            AsksUpstream = connection.Item2,
            Apps = [.. session.Participants.Select(p => new SessionAppRow(Inert.Name(apps[p.ClientId]), p.FirstSeenAt, p.LastSeenAt))],
        }, 200);
    }

    private static async Task<IResult> End(HttpContext http, SessionAdmin sessions)
    {
        var call = WebCall.Of(http);
        return (await sessions.End(call.Caller, call.Tenant, call.Route("id"), call.Stop)).Match(
            _ => Found.After(call.Frame.At("/sessions"), "ended"), _ => AdminPages.NotFound(call));
    }
}

/// <param name="Person">E-mail and name.</param>
/// <param name="Tenant">Its slug, where those of all tenants are shown.</param>
/// <param name="IdleEnd">When it ends unless an app is opened before.</param>
/// <param name="LastEnd">When it ends in any case.</param>
public sealed record SessionRow(
    string Id, string UserId, string ConnectionId, DateTime CreatedAt, DateTime LastActiveAt, DateTime IdleEnd, DateTime LastEnd,
    int Apps, string? Ip, string? UserAgent, string? Tenant, string Person, Device Device)
{
    internal static SessionRow Of(SessionResource s) => new(s.Id, s.UserId, s.ConnectionId, s.CreatedAt, s.LastActiveAt,
        s.IdleExpiresAt < s.ExpiresAt ? s.IdleExpiresAt : s.ExpiresAt, s.ExpiresAt, s.Participants.Length, s.Ip, s.UserAgent, s.Tenant,
        s.Email is null ? Inert.Name(s.UserId) : s.Name is { Length: > 0 } name ? $"{Inert.Name(s.Email)} ({Inert.Name(name)})" : Inert.Name(s.Email), Devices.Read(s.UserAgent));
}

public sealed record SessionAppRow(string Name, DateTime FirstSeenAt, DateTime LastSeenAt);

public sealed record SessionListModel
{
    public required ImmutableArray<SessionRow> Sessions { get; init; }
    public string? Next { get; init; }
}

public sealed record SessionModel
{
    public required SessionRow Session { get; init; }
    public required string User { get; init; }
    public required string Connection { get; init; }
    /// <summary>Whether the end here ends the provider's session as well; null: the connection is gone.</summary>
    public bool? AsksUpstream { get; init; }
    public required ImmutableArray<SessionAppRow> Apps { get; init; }
}
