using System.Collections.Immutable;
using RunBroker.Admin;
using RunBroker.Sessions;
using RunBroker.SignIns;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;

namespace RunBroker.SessionStatus;

/// <summary>A session of this browser that would answer the app without a question.</summary>
internal sealed record HeldSession(Tenant Tenant, Session Session, User User, Connection Connection, ImmutableArray<Participant> Apps);

/// <summary>Finds what <c>prompt=none</c> would find, and touches nothing: being asked about is no activity (contract section 4).</summary>
internal sealed class SsoStatus(Db db, Settings settings, TimeProvider time)
{
    /// <param name="organization">Null: of any tenant that the app serves, the session used last.</param>
    public async Task<HeldSession?> Find(HttpContext http, App app, string? organization, CancellationToken stop)
    {
        var now = time.GetUtcNow();
        var (browser, seen, held) = await db.Read(async tx =>
        {
            var sessions = await BrowserSessions.Read(tx, http, frames: true);
            var tenants = ImmutableArray.CreateBuilder<Tenant>();
            foreach (var session in sessions.Sessions.Where(s => s.Sso && app.MayServe(s.TenantId)).OrderByDescending(s => s.LastActiveAt))
            {
                if (await TenantStore.Find(tx, session.TenantId) is not { } tenant)
                    continue;
                tenants.Add(tenant);
                if ((organization is null || organization == tenant.Slug) && await Serves(tx, app, tenant, session, now) is { } found)
                    return (sessions, tenants.ToImmutable(), found);
            }

            return (sessions, tenants.ToImmutable(), (HeldSession?)null);
        }, stop);
        browser.Settle(http, settings, seen, now);
        return held;
    }

    /// <summary>As NextStep has it for a silent request: whom the app may not serve it does not hear of either (O-012).</summary>
    private async Task<HeldSession?> Serves(Tx tx, App app, Tenant tenant, Session session, DateTimeOffset now)
    {
        if (!Plans.AllowSso(tenant) || session.At(SessionLimits.Of(tenant, settings), now) != SessionState.Live)
            return null;
        if (await UserStore.Find(tx, tenant.Id, session.UserId) is not { Active: true } user
            || !Access.Allows(tenant, app, user))
            return null;
        return await ConnectionStore.Find(tx, tenant.Id, session.ConnectionId) is { Enabled: true, ArchivedAt: null } connection
            ? new(tenant, session, user, connection, await SessionStore.Participants(tx, session.Id)) : null;
    }
}
