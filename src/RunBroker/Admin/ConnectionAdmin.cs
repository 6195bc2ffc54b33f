using System.Collections.Immutable;
using System.Text.Json.Nodes;
using RunBroker.Admin.Api;
using RunBroker.Operations;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;
using RunBroker.Tenancy;
using RunBroker.Webhooks;

namespace RunBroker.Admin;

/// <summary>Reading, creating and editing connections; what switches them on and off is <see cref="ConnectionSwitch"/>.</summary>
internal sealed class ConnectionAdmin(Db db, Settings settings, SecretBox box, TimeProvider time, ConnectionCheck check)
{
    public Task<Page<ConnectionResource>> List(TenantId tenant, bool archived, PageAsk page, CancellationToken stop) =>
        db.Read(
            async tx =>
            {
                var hosts = await HostStore.Of(tx, tenant);
                var rows = await ConnectionStore.Page(tx, tenant, archived, page.AfterOrStart, page.Take);
                return page.Cut(rows, c => c.Id, c => Show(c, hosts));
            }, stop);

    public async Task<AdminResult<Versioned<ConnectionResource>>> Get(TenantId tenant, string id, CancellationToken stop) =>
        await Load(tenant, id, stop) is { } found ? Answer(found.Row, found.Hosts, ConnectionCheck.Missing(found.Row)) : Problem.NotFound;

    /// <summary>May be unfinished: name and protocol suffice, so that its URLs can be given to the provider first. Never enabled.</summary>
    public async Task<AdminResult<Versioned<ConnectionResource>>> Create(ManagementCaller caller, TenantId tenant, JsonObject sent,
        CancellationToken stop)
    {
        var read = ConnectionDraft.Read(Draft.New(sent), null);
        if (read is not AdminResult<ConnectionDraft>.Done { Value: var draft })
            return ((AdminResult<ConnectionDraft>.Refused)read).Why;
        var now = time.GetUtcNow();
        var row = ConnectionKeys.Seal(box, new Connection
        {
            Id = Ids.New("con_", now),
            TenantId = tenant,
            Name = draft.Name,
            Protocol = "oidc",
            // CO-06, CO-13: nobody finds it by trying, and a new connection never inherits an old address.
            LoginSlug = RandomToken.Create("", 16),
            Settings = StoredJson.Write(draft.Settings),
            Version = 1,
            CreatedAt = now,
            UpdatedAt = now,
        }, draft, null);
        await db.Write(
            async tx =>
            {
                await ConnectionStore.Insert(tx, row);
                await Events.Record(tx, Told(caller, row, WebhookEvents.ConnectionCreated, now));
            }, stop);
        return await Judged(row, stop);
    }

    public async Task<AdminResult<Versioned<ConnectionResource>>> Change(
        ManagementCaller caller, TenantId tenant, string id, JsonObject patch, string? ifMatch, CancellationToken stop)
    {
        var result = await db.Try<Connection>(
            async tx =>
            {
                if (await ConnectionStore.Find(tx, tenant, id) is not { } before)
                    return Problem.NotFound;
                var current = Answer(before, await HostStore.Of(tx, tenant), ConnectionCheck.Missing(before));
                if (!ApiAnswer.Matches(ifMatch, current))
                    return Problem.Stale;
                var old = StoredJson.Oidc(before.Settings);
                return await ConnectionDraft.Read(Draft.Change(current.Resource, patch), old).Match(
                    draft => Store(tx, caller, before, old, draft), why => Task.FromResult<AdminResult<Connection>>(why));
            }, stop);
        return result is AdminResult<Connection>.Done { Value: var row } ? await Judged(row, stop)
            : ((AdminResult<Connection>.Refused)result).Why;
    }

    /// <summary>Fetches the provider's document and keys now.</summary>
    public async Task<AdminResult<Versioned<ConnectionResource>>> Refresh(TenantId tenant, string id, CancellationToken stop)
    {
        if (await Load(tenant, id, stop) is not { } found)
            return Problem.NotFound;
        var (problems, warnings) = await check.All(found.Row, stop);
        var row = found.Row;
        if (problems.IsEmpty)
        {
            var now = time.GetUtcNow();
            await db.Write(tx => ConnectionStore.Refreshed(tx, tenant, id, now), stop);
            row = row with { MetadataRefreshedAt = now };
        }

        return Answer(row, found.Hosts, [.. problems, .. warnings]);
    }

    internal async Task<(Connection Row, ImmutableArray<string> Hosts)?> Load(TenantId tenant, string id, CancellationToken stop) =>
        await db.Read<(Connection, ImmutableArray<string>)?>(
            async tx => await ConnectionStore.Find(tx, tenant, id) is { } row ? (row, await HostStore.Of(tx, tenant)) : null, stop);

    internal Versioned<ConnectionResource> Answer(Connection row, ImmutableArray<string> hosts,
        ImmutableArray<ConnectionProblem> warnings) =>
        new(ConnectionResource.Show(row, hosts, settings, warnings), row.Version);

    internal static NewEvent Told(ManagementCaller caller, Connection row, string type, DateTimeOffset now) => caller.Did(
        type, row.TenantId, "connection", row.Id, now,
            new() { ["id"] = row.Id, ["name"] = row.Name, ["protocol"] = row.Protocol, ["enabled"] = row.Enabled });

    private ConnectionResource Show(Connection row, ImmutableArray<string> hosts) =>
        ConnectionResource.Show(row, hosts, settings, ConnectionCheck.Missing(row));

    private async Task<AdminResult<Connection>> Store(Tx tx, ManagementCaller caller, Connection before, OidcSettings old,
        ConnectionDraft draft)
    {
        var row = ConnectionKeys.Seal(box, before, draft, old.IdTokenEncryptedResponseAlg) with
        {
            Name = draft.Name,
            Settings = StoredJson.Write(draft.Settings),
            Version = before.Version + 1,
            UpdatedAt = time.GetUtcNow(),
        };
        if (!await ConnectionStore.Update(tx, row, before.Version))
            return Problem.Stale;
        await Events.Record(tx, Told(caller, row, WebhookEvents.ConnectionUpdated, row.UpdatedAt));
        return row;
    }

    // What was saved is saved; what is wrong with it is said beside it.
    private async Task<AdminResult<Versioned<ConnectionResource>>> Judged(Connection row, CancellationToken stop)
    {
        var (problems, warnings) = await check.All(row, stop);
        var hosts = await db.Read(tx => HostStore.Of(tx, row.TenantId), stop);
        return Answer(row, hosts, [.. problems, .. warnings]);
    }
}
