using RunBroker.Operations;
using RunBroker.Storage;
using RunBroker.Storage.Model;

namespace RunBroker.Sessions;

/// <summary>Ends sessions. Codes, refresh and access tokens of a session are dead with it: every use of one asks the session.</summary>
internal static class EndSession
{
    /// <param name="cause">One of the causes of contract section 6 (`/logouts`).</param>
    /// <returns>False when it had ended already.</returns>
    public static async Task<bool> One(Tx tx, TenantId tenant, Session session, string cause, string actor, string? ip, DateTimeOffset now)
    {
        if (!await SessionStore.End(tx, tenant, session.Id, cause, now))
            return false;
        await SessionEnds.Record(tx, tenant, [session.Id], cause, actor, ip, now);
        return true;
    }
}
