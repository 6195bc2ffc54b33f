using System.Collections.Immutable;
using System.Text.Json.Nodes;
using RunBroker.Claims;
using RunBroker.Http;
using RunBroker.Logout;
using RunBroker.Operations;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;
using RunBroker.Upstream;

namespace RunBroker.Sessions;

/// <summary>What a new sign-in gives a session.</summary>
/// <param name="Sso">False: of one app only, without a cookie (AU-02).</param>
internal sealed record SessionStart(
    Tenant Tenant, User User, string ConnectionId, bool Sso, UpstreamLogin Login, SessionLimits Limits, string? Ip, string? UserAgent, DateTimeOffset Now)
{
    /// <summary>The upstream's own end caps ours (AU-35).</summary>
    public DateTimeOffset ExpiresAt => Login.SessionExpiry is { } cap && cap < Now + Limits.Absolute ? cap : Now + Limits.Absolute;
}

/// <summary>Begins a session, or renews the one that the same person has in this browser.</summary>
internal static class StartSession
{
    /// <param name="current">The tenant's session in this browser, if any.</param>
    /// <returns>The session, the handles for its cookies (null without SSO), and the sessions that ended for it.</returns>
    public static async Task<(Session Session, NewHandles? Handles, ImmutableArray<string> Replaced)> Begin(
        Tx tx, SessionStart start, Session? current, SecretBox box)
    {
        if (!start.Sso)
            return (await Insert(tx, start, null, box), null, []);
        // A session whose time is over ends here, whether the clean-up was quicker or not: renewed, it would bring its old refresh tokens back.
        var state = current?.At(start.Limits, start.Now) ?? SessionState.Ended;
        var renews = state == SessionState.Live && current!.UserId == start.User.Id && current.ConnectionId == start.ConnectionId;
        if (renews && await Renew(tx, start, current!, box) is { } renewed)
            return renewed;
        var handles = NewHandlesFor(Ids.New("ses_", start.Now));
        ImmutableArray<string> replaced = [];
        var end = state switch
        {
            // A limit that was lowered since counts, though the row does not know it yet.
            SessionState.TooOld when current!.ExpiresAt > start.Now => new SessionEnd(Causes.Absolute, "broker", start.Ip, start.Now),
            SessionState.TooOld or SessionState.Idle => new SessionEnd(SsoSession.CauseOfExpiry(current!, start.Now), "broker", start.Ip, start.Now),
            _ => new(Causes.User, $"user:{start.User.Id}", start.Ip, start.Now),
        };
        if (current is not null)
            replaced = [.. (await EndSessions.Do(tx, [current], end)).Select(s => s.Id)];
        return (await Insert(tx, start, handles, box), handles, replaced);
    }

    /// <summary>
    /// The same session goes on with its apps, under a new absolute end (AU-08: a new sign-in resets it). Null when it ended in this very
    /// moment: it stays ended.
    /// </summary>
    private static async Task<(Session Session, NewHandles? Handles, ImmutableArray<string> Replaced)?> Renew(Tx tx, SessionStart start, Session current, SecretBox box)
    {
        var handles = NewHandlesFor(current.Id);
        var session = Fill(start, handles, current.Id, box);
        return await SessionStore.Renew(tx, session) ? (session, handles, []) : null;
    }

    /// <summary>New secrets at every sign-in, also of the same person: whoever knew the old ones has nothing (O-020, O-107).</summary>
    private static NewHandles NewHandlesFor(string id) => new(Handle.For(id), Handle.For(id));

    private static async Task<Session> Insert(Tx tx, SessionStart start, NewHandles? handles, SecretBox box)
    {
        var session = Fill(start, handles, handles?.Main.Id ?? Ids.New("ses_", start.Now), box);
        await SessionStore.Insert(tx, session);
        await Events.Record(tx, new("session.created", start.Tenant.Id, $"user:{start.User.Id}", "session", session.Id,
            new JsonObject { ["user_id"] = start.User.Id, ["connection_id"] = start.ConnectionId }, start.Ip, start.Now)
        { Tags = StoredTags.Read(start.User.Tags) });
        return session;
    }

    private static Session Fill(SessionStart start, NewHandles? handles, string id, SecretBox box) => new()
    {
        Id = id,
        TenantId = start.Tenant.Id,
        UserId = start.User.Id,
        ConnectionId = start.ConnectionId,
        Sso = start.Sso,
        SecretHash = handles?.Main.Hash(),
        FrameHash = handles?.Frame.Hash(),
        CreatedAt = start.Now,
        LastActiveAt = start.Now,
        ExpiresAt = start.ExpiresAt,
        IdleMs = (long)start.Limits.Idle.TotalMilliseconds,
        AuthTime = start.Login.AuthTime is { } at && at < start.Now ? at : start.Now,
        Acr = start.Login.Acr,
        Amr = start.Login.Amr,
        Upstream = start.Login.Facts is { } facts
            ? box.Seal(facts.ToJson(), new SecretPlace(start.Tenant.Id.Value, "sso_session", id, "upstream")) : null,
        UpstreamSid = start.Login.Sid,
        UpstreamNameHash = start.Login.NameHash,
        UpstreamExpiresAt = start.Login.SessionExpiry,
        Ip = start.Ip,
        UserAgent = start.UserAgent,
    };
}
