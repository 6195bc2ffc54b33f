using System.Collections.Immutable;
using RunBroker.Admin.Api;
using RunBroker.Operations;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Webhooks;

namespace RunBroker.Admin;

/// <summary>Enabling, disabling, putting away and disconnecting. Each is one transaction under the tenant's lock.</summary>
internal sealed class ConnectionSwitch(Db db, ConnectionAdmin connections, ConnectionCheck check, ConnectionView view, TimeProvider time)
{
    /// <summary>TG-15, TG-14: checked anew, then enabled; under the policy `exclusive` all others are disabled with it, or nothing
    /// happens.</summary>
    public async Task<AdminResult<Versioned<ConnectionResource>>> Enable(
        ManagementCaller caller, Tenant tenant, string id, string? ifMatch, CancellationToken stop)
    {
        if (await connections.Load(tenant.Id, id, stop) is not { } found)
            return Problem.NotFound;
        if (!ApiAnswer.Matches(ifMatch, found.Row.Version))
            return Problem.Stale;
        if (!Plans.AllowSso(tenant))
            return Problem.Plan;
        if (found.Row.ArchivedAt is not null)
            return Problem.Conflict("archived", "The connection is archived: restore it first.");
        var judged = await check.All(found, caller.Actor, stop);
        if (!judged.Problems.IsEmpty)
            return Problem.Unready(judged.Problems);
        var result = await db.Try<(ConnectionState State, ImmutableArray<string> Disabled)>(tx => Enable(tx, caller, tenant.Id, found), stop);
        return result.Match<AdminResult<Versioned<ConnectionResource>>>(
            done =>
            {
                var answer = view.Answer(judged with { State = done.State });
                return answer with { Resource = answer.Resource with { Disabled = done.Disabled } };
            }, why => why);
    }

    private async Task<AdminResult<(ConnectionState State, ImmutableArray<string> Disabled)>> Enable(
        Tx tx, ManagementCaller caller, TenantId tenant, ConnectionState found)
    {
        // The lock makes two enables at once two after each other: so exactly one stays enabled.
        var id = found.Row.Id;
        if (await TenantStore.Lock(tx, tenant) is not { } locked || await ConnectionStore.Find(tx, tenant, id) is not { } before)
            return Problem.NotFound;
        if (!Plans.AllowSso(locked))
            return Problem.Plan;
        // What was checked is what is enabled.
        if (before.Settings != found.Row.Settings || before.ClientSecret is null != found.Row.ClientSecret is null
            || before.ArchivedAt is not null)
            return Problem.Stale;
        var now = time.GetUtcNow();
        var disabled = locked.ConnectionPolicy == TenantAdmin.Exclusive ? await ConnectionStore.DisableOthers(tx, tenant, id, now) : [];
        foreach (var other in disabled)
            await EndSessions(tx, caller, (await ConnectionStore.Find(tx, tenant, other))!, now);
        var row = before with { Enabled = true, Version = before.Version + 1, UpdatedAt = now };
        if (!await ConnectionStore.Update(tx, row, before.Version))
            return Problem.Stale;
        // Of SAML that is the time of the metadata, which a connection by fields has none of.
        if (!found.IsSaml)
            await ConnectionStore.Refreshed(tx, tenant, id, now);
        await Events.Record(tx, ConnectionAdmin.Told(caller, row, WebhookEvents.ConnectionEnabled, now));
        return (await ConnectionState.Of(tx, (await ConnectionStore.Find(tx, tenant, id))!, found.Hosts), disabled);
    }

    public Task<AdminResult<Versioned<ConnectionResource>>> Disable(
        ManagementCaller caller, TenantId tenant, string id, string? ifMatch, CancellationToken stop) =>
        Change(tenant, id, ifMatch, async (tx, before, now) =>
        {
            var row = before with { Enabled = false };
            if (before.Enabled)
                await EndSessions(tx, caller, row, now);
            return row;
        }, stop);

    public Task<AdminResult<Versioned<ConnectionResource>>> Archive(
        ManagementCaller caller, TenantId tenant, string id, string? ifMatch, CancellationToken stop) =>
        Change(tenant, id, ifMatch, async (tx, before, now) =>
        {
            if (before.Enabled)
                return Problem.Conflict("enabled", "Only a disabled connection can be archived.");
            await Events.Record(tx, ConnectionAdmin.Told(caller, before, "connection.archived", now));
            return before with { ArchivedAt = before.ArchivedAt ?? now };
        }, stop);

    public Task<AdminResult<Versioned<ConnectionResource>>> Restore(
        ManagementCaller caller, TenantId tenant, string id, string? ifMatch, CancellationToken stop) =>
        Change(tenant, id, ifMatch, async (tx, before, now) =>
        {
            await Events.Record(tx, ConnectionAdmin.Told(caller, before, "connection.restored", now));
            return before with { ArchivedAt = null };
        }, stop);

    public Task<AdminResult<bool>> Disconnect(ManagementCaller caller, TenantId tenant, string id, string? ifMatch,
        CancellationToken stop) =>
        db.Try<bool>(
            async tx =>
            {
                await TenantStore.Lock(tx, tenant);
                if (await ConnectionStore.Find(tx, tenant, id) is not { } before)
                    return Problem.NotFound;
                if (!ApiAnswer.Matches(ifMatch, before.Version))
                    return Problem.Stale;
                return await Disconnection.Run(tx, caller, before, time.GetUtcNow()) ? true : Problem.Stale;
            }, stop);

    private async Task<AdminResult<Versioned<ConnectionResource>>> Change(
        TenantId tenant, string id, string? ifMatch, Func<Tx, Connection, DateTimeOffset, Task<AdminResult<Connection>>> change,
            CancellationToken stop)
    {
        var result = await db.Try<ConnectionState>(
            async tx =>
            {
                await TenantStore.Lock(tx, tenant);
                if (await ConnectionState.Find(tx, tenant, id) is not { Row: var before } found)
                    return Problem.NotFound;
                if (!ApiAnswer.Matches(ifMatch, before.Version))
                    return Problem.Stale;
                var now = time.GetUtcNow();
                var changed = await change(tx, before, now);
                if (changed is not AdminResult<Connection>.Done { Value: var row })
                    return ((AdminResult<Connection>.Refused)changed).Why;
                row = row with { Version = before.Version + 1, UpdatedAt = now };
                return await ConnectionStore.Update(tx, row, before.Version) ? found with { Row = row } : Problem.Stale;
            }, stop);
        return result.Match<AdminResult<Versioned<ConnectionResource>>>(done => view.Answer(done), why => why);
    }

    // Nobody stays signed in by a provider that the tenant has switched off; a sign-in that is being finished holds the connection: it is seen
    // here, or sees this. Unseen, its session would be back when the connection is.
    private static async Task EndSessions(Tx tx, ManagementCaller caller, Connection row, DateTimeOffset now)
    {
        await ConnectionStore.FindAndLock(tx, row.TenantId, row.Id);
        var live = await SessionStore.LiveOfConnection(tx, row.TenantId, row.Id);
        await Logout.EndSessions.Do(tx, live, new(Logout.Causes.ConnectionDisabled, caller.Actor, caller.Ip, now));
        await Events.Record(tx, ConnectionAdmin.Told(caller, row, WebhookEvents.ConnectionDisabled, now));
    }
}
