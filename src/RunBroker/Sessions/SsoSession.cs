using RunBroker.Logout;
using RunBroker.Storage.Model;

namespace RunBroker.Sessions;

internal enum SessionState
{
    Live,
    Idle,
    TooOld,
    Ended,
}

/// <summary>The lifetimes that hold for a tenant's sessions now: its own, never above the installation's ceilings (AU-05).</summary>
internal sealed record SessionLimits(TimeSpan Absolute, TimeSpan Idle)
{
    public static SessionLimits Of(Tenant tenant, Settings settings) => new(
        Lower(tenant.AbsoluteLifetimeMs, settings.AbsoluteLifetime),
        Lower(tenant.IdleTimeoutMs, settings.IdleTimeout));

    private static TimeSpan Lower(long? own, TimeSpan ceiling) => own is { } ms && ms < ceiling.TotalMilliseconds ? TimeSpan.FromMilliseconds(ms) : ceiling;
}

/// <summary>How long a session lives: pure.</summary>
internal static class SsoSession
{
    /// <summary>
    /// The end itself is already over. Shorter limits of a tenant count at once, longer ones only for new sessions (AU-08):
    /// the row keeps what held when it was made, and the lower of both decides.
    /// </summary>
    public static SessionState At(this Session session, SessionLimits limits, DateTimeOffset now) =>
        session.EndedAt is not null ? SessionState.Ended
        : now >= session.AbsoluteEnd(limits) ? SessionState.TooOld
        : now >= session.IdleEnd(limits) ? SessionState.Idle
        : SessionState.Live;

    /// <summary>Why a session whose time is over has ended.</summary>
    public static string CauseOfExpiry(Session session, DateTimeOffset now) =>
        session.ExpiresAt > now ? Causes.Idle
        : session.UpstreamExpiresAt is { } cap && cap <= session.ExpiresAt ? Causes.UpstreamExpiry
        : Causes.Absolute;

    /// <summary>By somebody, and not by time: who comes back because the session has run out is not kept waiting.</summary>
    public static bool WasEndedSince(this Session session, DateTimeOffset since) =>
        session.EndedAt > since && session.EndCause is not (Causes.Idle or Causes.Absolute or Causes.UpstreamExpiry);

    public static DateTimeOffset AbsoluteEnd(this Session session, SessionLimits limits)
    {
        var own = session.CreatedAt + limits.Absolute;
        return own < session.ExpiresAt ? own : session.ExpiresAt;
    }

    public static DateTimeOffset IdleEnd(this Session session, SessionLimits limits)
    {
        var idle = session.Idle(limits);
        // The stored time may lag behind the last activity, so the lag is added: no session ends early (contract section 4).
        return session.LastActiveAt + idle + (idle * Limits.ActivityLag);
    }

    /// <summary>What holds for this session: a limit raised since counts for new ones only.</summary>
    public static TimeSpan Idle(this Session session, SessionLimits limits) =>
        TimeSpan.FromMilliseconds(session.IdleMs) is var own && own < limits.Idle ? own : limits.Idle;

    /// <summary>No token outlives the session (requirements section 4).</summary>
    public static DateTimeOffset EndOfTokens(this Session session, SessionLimits limits)
    {
        var (absolute, idle) = (session.AbsoluteEnd(limits), session.IdleEnd(limits));
        return absolute < idle ? absolute : idle;
    }

    /// <summary>Whether activity must be written: not at every request, only when the stored time would lag by 1 % of the idle limit.</summary>
    public static bool NeedsTouch(this Session session, SessionLimits limits, DateTimeOffset now) =>
        now - session.LastActiveAt >= session.Idle(limits) * Limits.ActivityLag || session.ExpiresAt > session.AbsoluteEnd(limits) || session.IdleMs > limits.Idle.TotalMilliseconds;
}
