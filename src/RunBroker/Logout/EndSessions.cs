using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using RunBroker.Claims;
using RunBroker.Operations;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;
using RunBroker.Webhooks;

namespace RunBroker.Logout;

/// <summary>
/// The one place where sessions end, whoever ends them. In the caller's transaction: the end itself (with it every code, refresh and access
/// token is dead, since each use of one asks the session), the receipt with a leg for everyone to be told, the messages to the apps, the
/// event. Of a crowd of sessions only the end: 25,000 messages in one transaction would hold up every other writer of SQLite for seconds.
/// What is to be told of it lies beside each session till <see cref="EndTeller"/> has done it, in batches, whatever dies meanwhile.
/// </summary>
internal static class EndSessions
{
    /// <param name="sessions">Of whatever tenants. One that ended before is passed over: it has its receipt.</param>
    /// <returns>Those that ended here.</returns>
    public static async Task<ImmutableArray<Session>> Do(Tx tx, ImmutableArray<Session> sessions, SessionEnd end)
    {
        // A browser that is led on has to find its legs; those of other browsers need none.
        var later = sessions.Length > Limits.SessionsToldAtOnce && !end.HasBrowser;
        var toTell = later ? JsonSerializer.Serialize(end, EndJson.Default.SessionEnd) : null;
        var ended = ImmutableArray.CreateBuilder<Session>(sessions.Length);
        var known = new KnownParties(tx);
        foreach (var ofTenant in sessions.DistinctBy(s => s.Id, StringComparer.Ordinal).GroupBy(s => s.TenantId))
        {
            foreach (var batch in ofTenant.Chunk(Limits.SessionsToldAtOnce))
            {
                var ids = await SessionStore.End(tx, ofTenant.Key, [.. batch.Select(s => s.Id)], end.Cause, end.Now, toTell);
                var those = ids.ToHashSet(StringComparer.Ordinal);
                ended.AddRange(batch.Where(s => those.Contains(s.Id)));
            }
        }

        // No statement takes any number of ids.
        foreach (var batch in later ? [] : ended.Chunk(Limits.SessionsToldAtOnce))
            await Tell(tx, known, [.. batch], end);
        return ended.ToImmutable();
    }

    /// <summary>Tells of a batch of those of the tenant that have ended.</summary>
    /// <returns>How many; when it is 0, nothing is left to tell.</returns>
    public static async Task<int> TellSome(Tx tx, TenantId tenant) => await Tell(tx, await SessionStore.ToTell(tx, tenant, Limits.SessionsToldAtOnce));

    /// <summary>As <see cref="TellSome"/>, before the rows go.</summary>
    public static async Task<int> TellSomeOf(Tx tx, TenantId tenant, string? user) =>
        await Tell(tx, await SessionStore.ToTellOf(tx, tenant, user, Limits.SessionsToldAtOnce));

    private static async Task<int> Tell(Tx tx, ImmutableArray<Session> sessions)
    {
        var known = new KnownParties(tx);
        foreach (var alike in sessions.GroupBy(s => (s.TenantId, s.EndToTell)))
        {
            ImmutableArray<Session> those = [.. alike];
            await Tell(tx, known, those, JsonSerializer.Deserialize(alike.Key.EndToTell!, EndJson.Default.SessionEnd)!);
            await SessionStore.Told(tx, alike.Key.TenantId, [.. those.Select(s => s.Id)]);
        }

        return sessions.Length;
    }

    private static async Task Tell(Tx tx, KnownParties known, ImmutableArray<Session> sessions, SessionEnd end)
    {
        if (sessions.IsEmpty)
            return;
        await Plan(tx, known, sessions, end);
        foreach (var ofTenant in sessions.GroupBy(s => s.TenantId))
            await Record(tx, ofTenant.Key, [.. ofTenant], end);
    }

    private static async Task Plan(Tx tx, KnownParties known, ImmutableArray<Session> sessions, SessionEnd end)
    {
        var all = await SessionStore.Participants(tx, [.. sessions.Select(s => s.Id)]);
        await known.LoadApps(all.Select(p => p.ClientId));
        var participants = all.ToLookup(p => p.SessionId, StringComparer.Ordinal);
        var logouts = ImmutableArray.CreateBuilder<LogoutRow>(sessions.Length);
        var legs = ImmutableArray.CreateBuilder<LogoutLeg>();
        var messages = ImmutableArray.CreateBuilder<OutboxMessage>();
        foreach (var session in sessions)
        {
            ImmutableArray<SessionApp> apps = [.. participants[session.Id].Select(p => new SessionApp(p.ClientId, p.Sid, known.App(p.ClientId)))];
            var upstream = await known.Upstream(session.TenantId, session.ConnectionId);
            var logout = Row(session, end);
            logouts.Add(logout);
            foreach (var leg in LogoutPlan.For(end, apps, upstream).Select(p => Leg(logout, session, p)))
            {
                legs.Add(leg);
                if (leg is { Channel: LogoutChannels.Backchannel, State: LegStates.Pending })
                    messages.Add(BackchannelLogout.MessageFor(leg, known.App(leg.Target)?.BackchannelLogoutUri, session.UserId, end.Now));
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

    private static async Task Record(Tx tx, TenantId tenant, ImmutableArray<Session> sessions, SessionEnd end)
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

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SessionEnd))]
internal sealed partial class EndJson : JsonSerializerContext;
