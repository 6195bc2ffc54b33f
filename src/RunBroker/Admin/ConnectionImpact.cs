using RunBroker.Storage;

namespace RunBroker.Admin;

/// <param name="Users">Who are signed out.</param>
/// <param name="Sessions">That end.</param>
/// <param name="Apps">That lose a session.</param>
internal sealed record ImpactResource(long Users, long Sessions, long Apps);

/// <param name="Users">Who are signed out.</param>
/// <param name="Sessions">That end: also those that these users have through other connections.</param>
/// <param name="Apps">That lose a session.</param>
/// <param name="Viewers">Users who get the role viewer, signed in or not.</param>
internal sealed record DisconnectImpactResource(long Users, long Sessions, long Apps, long Viewers);

/// <summary>What disabling and disconnecting would do now.</summary>
internal sealed record ConnectionImpactResource(ImpactResource Disable, DisconnectImpactResource Disconnect);

/// <summary>CO-12: the count is shown before it is done.</summary>
internal sealed class ConnectionImpact(Db db, TimeProvider time)
{
    public Task<AdminResult<ConnectionImpactResource>> Of(TenantId tenant, string id, CancellationToken stop) =>
        db.Read<AdminResult<ConnectionImpactResource>>(
            async tx =>
            {
                if (await ConnectionStore.Find(tx, tenant, id) is null)
                    return Problem.NotFound;
                var now = time.GetUtcNow();
                var own = await SessionStore.Count(tx, tenant, id, everywhere: false, now);
                var all = await SessionStore.Count(tx, tenant, id, everywhere: true, now);
                return new ConnectionImpactResource(
                    new(own.Users, own.Sessions, own.Apps),
                    new(all.Users, all.Sessions, all.Apps, await IdentityStore.CountUsers(tx, tenant, id)));
            }, stop);
}
