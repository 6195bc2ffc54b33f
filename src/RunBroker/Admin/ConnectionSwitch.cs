using RunBroker.Admin.Api;
using RunBroker.Operations;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Webhooks;

namespace RunBroker.Admin;

/// <summary>Enabling, disabling, putting away and disconnecting. Each is one transaction under the tenant's lock.</summary>
internal sealed class ConnectionSwitch(Db db, ConnectionAdmin connections, ConnectionCheck check, TimeProvider time)
{
    /// <summary>TG-15, TG-14: checked anew, then enabled; under the policy `exclusive` all others are disabled with it, or nothing
    /// happens.</summary>
    public async Task<AdminResult<Versioned<ConnectionResource>>> Enable(
        ManagementCaller caller, Tenant tenant, string id, string? ifMatch, CancellationToken stop)
    {
        if (await connections.Load(tenant.Id, id, stop) is not { } found)
            return Problem.NotFound;
        if (!ApiAnswer.Matches(ifMatch, connections.Answer(found.Row, found.Hosts, [])))
            return Problem.Stale;
        if (!Plans.AllowSso(tenant))
            return Problem.Plan;
        if (found.Row.ArchivedAt is not null)
            return Problem.Conflict("archived", "The connection is archived: restore it first.");
        var (problems, warnings) = await check.All(found.Row, stop);
        if (!problems.IsEmpty)
            return Problem.Unready(problems);
        return await db.Try<Versioned<ConnectionResource>>(
            async tx =>
            {
                // The lock makes two enables at once two after each other: so exactly one stays enabled.
                if (await TenantStore.Lock(tx, tenant.Id) is not { } locked
                    || await ConnectionStore.Find(tx, tenant.Id, id) is not { } before)
                    return Problem.NotFound;
                if (!Plans.AllowSso(locked))
                    return Problem.Plan;
                // What was checked is what is enabled.
                if (before.Settings != found.Row.Settings || before.ClientSecret is null != found.Row.ClientSecret is null
                    || before.ArchivedAt is not null)
                    return Problem.Stale;
                var now = time.GetUtcNow();
                var disabled = locked.ConnectionPolicy == TenantAdmin.Exclusive
                    ? await ConnectionStore.DisableOthers(tx, tenant.Id, id, now) : [];
                foreach (var other in disabled)
                    await EndSessions(tx, caller, (await ConnectionStore.Find(tx, tenant.Id, other))!, now);
                var row = before with { Enabled = true, Version = before.Version + 1, UpdatedAt = now };
                if (!await ConnectionStore.Update(tx, row, before.Version))
                    return Problem.Stale;
                await ConnectionStore.Refreshed(tx, tenant.Id, id, now);
                await Events.Record(tx, ConnectionAdmin.Told(caller, row, WebhookEvents.ConnectionEnabled, now));
                var answer = connections.Answer(row with { MetadataRefreshedAt = now }, found.Hosts, warnings);
                return answer with { Resource = answer.Resource with { Disabled = disabled } };
            }, stop);
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
                if (!ApiAnswer.Matches(ifMatch, connections.Answer(before, [], [])))
                    return Problem.Stale;
                return await Disconnection.Run(tx, caller, before, time.GetUtcNow()) ? true : Problem.Stale;
            }, stop);

    private Task<AdminResult<Versioned<ConnectionResource>>> Change(
        TenantId tenant, string id, string? ifMatch, Func<Tx, Connection, DateTimeOffset, Task<AdminResult<Connection>>> change,
            CancellationToken stop) =>
        db.Try<Versioned<ConnectionResource>>(
            async tx =>
            {
                await TenantStore.Lock(tx, tenant);
                if (await ConnectionStore.Find(tx, tenant, id) is not { } before)
                    return Problem.NotFound;
                var hosts = await HostStore.Of(tx, tenant);
                if (!ApiAnswer.Matches(ifMatch, connections.Answer(before, hosts, [])))
                    return Problem.Stale;
                var now = time.GetUtcNow();
                var changed = await change(tx, before, now);
                if (changed is not AdminResult<Connection>.Done { Value: var row })
                    return ((AdminResult<Connection>.Refused)changed).Why;
                row = row with { Version = before.Version + 1, UpdatedAt = now };
                return await ConnectionStore.Update(tx, row, before.Version)
                    ? connections.Answer(row, hosts, ConnectionCheck.Missing(row))
                    : Problem.Stale;
            }, stop);

    // Nobody stays signed in by a provider that the tenant has switched off.
    private static async Task EndSessions(Tx tx, ManagementCaller caller, Connection row, DateTimeOffset now)
    {
        var ended = await SessionStore.EndAllOfConnection(tx, row.TenantId, row.Id, "connection_disabled", now);
        await SessionEnds.Record(tx, row.TenantId, ended, "connection_disabled", caller.Actor, caller.Ip, now);
        await Events.Record(tx, ConnectionAdmin.Told(caller, row, WebhookEvents.ConnectionDisabled, now));
    }
}
