using System.Collections.Immutable;
using System.Text.Json.Nodes;
using RunBroker.Operations;
using RunBroker.SignIns;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;
using RunBroker.Webhooks;

namespace RunBroker.Logout;

/// <summary>
/// The one place where sessions end, whoever ends them. In the caller's transaction: the end itself (with it every code, refresh and access
/// token is dead, since each use of one asks the session), the receipt with a leg for everyone to be told, the messages to the apps, the
/// event. However many end, all is one transaction; a few statements for each batch keep it short.
/// </summary>
internal static class EndSessions
{
    /// <summary>
    /// Sessions for which one round of statements is made: 5,000 sessions of five apps are then ended in a second or two, where a
    /// statement for each row held up every other writer for many times that.
    /// </summary>
    private const int Batch = 200;

    /// <param name="sessions">Of whatever tenants. One that ended before is passed over: it has its receipt.</param>
    /// <returns>Those that ended here.</returns>
    public static async Task<ImmutableArray<Session>> Do(Tx tx, ImmutableArray<Session> sessions, SessionEnd end)
    {
        var ended = ImmutableArray.CreateBuilder<Session>(sessions.Length);
        var known = new KnownParties(tx);
        foreach (var ofTenant in sessions.GroupBy(s => s.TenantId))
        {
            foreach (var batch in ofTenant.Chunk(Batch))
                ended.AddRange(await Do(tx, known, ofTenant.Key, batch, end));
        }

        return ended.ToImmutable();
    }

    private static async Task<ImmutableArray<Session>> Do(Tx tx, KnownParties known, TenantId tenant, Session[] sessions, SessionEnd end)
    {
        var ids = (await SessionStore.End(tx, tenant, [.. sessions.Select(s => s.Id)], end.Cause, end.Now)).ToHashSet(StringComparer.Ordinal);
        ImmutableArray<Session> ended = [.. sessions.Where(s => ids.Contains(s.Id))];
        if (ended.IsEmpty)
            return ended;
        await Plan(tx, known, ended, end);
        await Tell(tx, tenant, ended, end);
        return ended;
    }

    private static async Task Plan(Tx tx, KnownParties known, ImmutableArray<Session> sessions, SessionEnd end)
    {
        var participants = (await SessionStore.Participants(tx, [.. sessions.Select(s => s.Id)])).ToLookup(p => p.SessionId, StringComparer.Ordinal);
        var logouts = ImmutableArray.CreateBuilder<LogoutRow>(sessions.Length);
        var legs = ImmutableArray.CreateBuilder<LogoutLeg>();
        var messages = ImmutableArray.CreateBuilder<OutboxMessage>();
        foreach (var session in sessions)
        {
            var apps = ImmutableArray.CreateBuilder<SessionApp>();
            foreach (var participant in participants[session.Id])
                apps.Add(new(participant.ClientId, participant.Sid, await known.App(participant.ClientId)));
            var upstream = await known.Upstream(session.TenantId, session.ConnectionId);
            var logout = Row(session, end);
            logouts.Add(logout);
            foreach (var leg in LogoutPlan.For(end, apps.ToImmutable(), upstream).Select(p => Leg(logout, session, p)))
            {
                legs.Add(leg);
                if (leg is { Channel: LogoutChannels.Backchannel, State: LegStates.Pending })
                    messages.Add(BackchannelLogout.MessageFor(leg, await known.App(leg.Target), session.UserId, end.Now));
            }
        }

        await LogoutStore.Insert(tx, logouts.ToImmutable(), legs.ToImmutable());
        await OutboxStore.Insert(tx, messages.ToImmutable());
    }

    private static LogoutRow Row(Session session, SessionEnd end) => new()
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

    private static async Task Tell(Tx tx, TenantId tenant, ImmutableArray<Session> sessions, SessionEnd end)
    {
        var users = (await UserStore.FindMany(tx, tenant, [.. sessions.Select(s => s.UserId).Distinct(StringComparer.Ordinal)]))
            .ToDictionary(u => u.Id, u => StoredTags.Read(u.Tags), StringComparer.Ordinal);
        await Events.RecordAll(tx, [.. sessions.Select(session =>
            new NewEvent(WebhookEvents.SessionEnded, tenant, end.Actor, "session", session.Id, Data(session, end), end.Ip, end.Now)
            {
                Tags = users.GetValueOrDefault(session.UserId, []),
            })]);
    }

    private static JsonObject Data(Session session, SessionEnd end) => new()
    {
        ["session_id"] = session.Id,
        ["cause"] = end.Cause,
        ["user_id"] = session.UserId,
        ["connection_id"] = session.ConnectionId,
    };
}
