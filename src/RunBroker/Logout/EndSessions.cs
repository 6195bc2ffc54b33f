using System.Collections.Immutable;
using System.Text.Json.Nodes;
using RunBroker.Operations;
using RunBroker.SignIns;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;
using RunBroker.Tenancy;
using RunBroker.Webhooks;

namespace RunBroker.Logout;

/// <summary>
/// The one place where sessions end, whoever ends them. In the caller's transaction: the end itself (with it every code, refresh and access
/// token is dead, since each use of one asks the session), the receipt with a leg for everyone to be told, the messages to the apps, the event.
/// </summary>
internal static class EndSessions
{
    /// <param name="sessions">Of whatever tenants. One that ended before is passed over: it has its receipt.</param>
    /// <returns>Those that ended here.</returns>
    public static async Task<ImmutableArray<Session>> Do(Tx tx, ImmutableArray<Session> sessions, SessionEnd end)
    {
        var ended = ImmutableArray.CreateBuilder<Session>(sessions.Length);
        var known = new Known(tx);
        foreach (var session in sessions)
        {
            if (!await SessionStore.End(tx, session.TenantId, session.Id, end.Cause, end.Now))
                continue;
            await Plan(tx, known, session, end);
            await Tell(tx, session, end);
            ended.Add(session);
        }

        return ended.ToImmutable();
    }

    private static async Task Plan(Tx tx, Known known, Session session, SessionEnd end)
    {
        var apps = ImmutableArray.CreateBuilder<SessionApp>();
        foreach (var participant in await SessionStore.Participants(tx, session.Id))
            apps.Add(new(participant.ClientId, participant.Sid, await known.App(participant.ClientId)));
        var upstream = await known.Upstream(session.TenantId, session.ConnectionId);
        var logout = new LogoutRow
        {
            Id = Ids.New("lgo_", end.Now),
            TenantId = session.TenantId,
            SessionId = session.Id,
            UserId = session.UserId,
            ConnectionId = session.ConnectionId,
            Cause = end.Cause,
            Actor = end.Actor,
            ReceiptId = end.ReceiptId ?? ReceiptId.New(),
            SignOutId = end.SignOutId,
            CreatedAt = end.Now,
        };
        ImmutableArray<LogoutLeg> legs = [.. LogoutPlan.For(end, apps.ToImmutable(), upstream).Select(p => Leg(logout, session, p))];
        await LogoutStore.Insert(tx, logout, legs);
        foreach (var leg in legs.Where(l => l is { Channel: LogoutChannels.Backchannel, State: LegStates.Pending }))
            await OutboxStore.Insert(tx, BackchannelLogout.MessageFor(leg, session.UserId, end.Now));
    }

    private static LogoutLeg Leg(LogoutRow logout, Session session, PlannedLeg planned) => new()
    {
        Id = Ids.New("leg_", logout.CreatedAt),
        LogoutId = logout.Id,
        TenantId = logout.TenantId,
        Target = planned.Target,
        Channel = planned.Channel,
        State = planned.State,
        LastError = planned.Why,
        Sid = planned.Sid,
        Upstream = planned is { State: LegStates.Pending, Channel: LogoutChannels.Saml or LogoutChannels.Oidc } ? session.Upstream : null,
        At = logout.CreatedAt,
    };

    private static async Task Tell(Tx tx, Session session, SessionEnd end)
    {
        var data = new JsonObject
        {
            ["session_id"] = session.Id,
            ["cause"] = end.Cause,
            ["user_id"] = session.UserId,
            ["connection_id"] = session.ConnectionId,
        };
        await Events.Record(tx, new NewEvent(WebhookEvents.SessionEnded, session.TenantId, end.Actor, "session", session.Id, data, end.Ip, end.Now)
        {
            Tags = await UserStore.Find(tx, session.TenantId, session.UserId) is { } user ? StoredTags.Read(user.Tags) : [],
        });
    }

    /// <summary>Apps and connections, each read once however many sessions end.</summary>
    private sealed class Known(Tx tx)
    {
        private readonly Dictionary<string, AppMetadata?> apps = new(StringComparer.Ordinal);
        private readonly Dictionary<string, SessionUpstream?> upstreams = new(StringComparer.Ordinal);

        public async Task<AppMetadata?> App(string clientId) => apps.TryGetValue(clientId, out var known) ? known
            : apps[clientId] = await ClientStore.Find(tx, clientId) is { } row ? StoredJson.App(row.Client.Metadata) : null;

        public async Task<SessionUpstream?> Upstream(TenantId tenant, string id) => upstreams.TryGetValue(id, out var known) ? known
            : upstreams[id] = await ConnectionStore.FindSnapshot(tx, tenant, id) is { } row
                ? new(row.Id, row.Protocol, StoredJson.UpstreamLogout(row), row.IsUsable) : null;
    }
}
