using System.Text.Json.Nodes;
using RunBroker.Admin.Api;
using RunBroker.Operations;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;
using RunBroker.Webhooks;

namespace RunBroker.Admin;

/// <summary>Reading, creating and editing connections; what switches them on and off is <see cref="ConnectionSwitch"/>.</summary>
internal sealed class ConnectionAdmin(Db db, TimeProvider time, ConnectionDrafts drafts, ConnectionCheck check, ConnectionView view)
{
    /// <summary>Of edits at once of one connection each is made of the one before, so often.</summary>
    private const int Attempts = 4;

    public Task<Page<ConnectionResource>> List(TenantId tenant, bool archived, PageAsk page, CancellationToken stop) =>
        db.Read(
            async tx =>
            {
                var hosts = await HostStore.Of(tx, tenant);
                var rows = await ConnectionStore.Page(tx, tenant, archived, page.AfterOrStart, page.Take);
                var states = new List<ConnectionState>(rows.Length);
                foreach (var row in rows)
                    states.Add(await ConnectionState.Of(tx, row, hosts));
                return page.Cut([.. states], s => s.Row.Id, s => view.Show(s));
            }, stop);

    public async Task<AdminResult<Versioned<ConnectionResource>>> Get(TenantId tenant, string id, CancellationToken stop) =>
        await Load(tenant, id, stop) is { } found ? view.Answer(found) : Problem.NotFound;

    /// <summary>May be unfinished: name and protocol suffice, so that its URLs can be given to the provider first. Never enabled.</summary>
    public Task<AdminResult<Versioned<ConnectionResource>>> Create(ManagementCaller caller, TenantId tenant, JsonObject sent, CancellationToken stop) =>
        Create(caller, tenant, sent, (_, _) => Task.FromResult(true), stop);

    /// <param name="also">Written with it, or neither: by the new id. False takes it back.</param>
    public async Task<AdminResult<Versioned<ConnectionResource>>> Create(
        ManagementCaller caller, TenantId tenant, JsonObject sent, Func<Tx, string, Task<bool>> also, CancellationToken stop)
    {
        var read = drafts.New(sent);
        if (read is not AdminResult<ConnectionDraft>.Done { Value: var draft })
            return ((AdminResult<ConnectionDraft>.Refused)read).Why;
        var now = time.GetUtcNow();
        var ready = await drafts.Ready(
            new Connection
            {
                Id = Ids.New("con_", now),
                TenantId = tenant,
                Name = draft.Name,
                Protocol = "",
                // CO-06, CO-13: nobody finds it by trying, and a new connection never inherits an old address.
                LoginSlug = RandomToken.Create("", 16),
                Settings = "",
                Version = 1,
                CreatedAt = now,
                UpdatedAt = now,
            }, null, draft, stop);
        var made = await db.Try<bool>(
            async tx =>
            {
                await ConnectionStore.Insert(tx, ready.Row);
                await ready.Write(tx);
                await VersionLog.Begin(tx, caller.Actor, ready.Row);
                await Events.Record(tx, Told(caller, ready.Row, WebhookEvents.ConnectionCreated, now));
                return await also(tx, ready.Row.Id) ? true : Problem.Stale;
            }, stop);
        return await made.Match(_ => Judged(ready, stop), why => Task.FromResult<AdminResult<Versioned<ConnectionResource>>>(why));
    }

    public Task<AdminResult<Versioned<ConnectionResource>>> Change(
        ManagementCaller caller, TenantId tenant, string id, JsonObject patch, string? ifMatch, CancellationToken stop) =>
        Change(caller, tenant, id, patch, ifMatch, (_, _) => null, stop);

    /// <param name="within">Bounds that a caller has besides those of everybody: why what was read is beyond them, or null.</param>
    public async Task<AdminResult<Versioned<ConnectionResource>>> Change(
        ManagementCaller caller, TenantId tenant, string id, JsonObject patch, string? ifMatch, Func<ConnectionState, ConnectionDraft, Problem?> within,
        CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (await Load(tenant, id, stop) is not { } before)
                return Problem.NotFound;
            if (!ApiAnswer.Matches(ifMatch, before.Row.Version))
                return Problem.Stale;
            var read = drafts.Changed(before, view.Show(before), patch);
            if (read is not AdminResult<ConnectionDraft>.Done { Value: var draft })
                return ((AdminResult<ConnectionDraft>.Refused)read).Why;
            if (within(before, draft) is { } beyond)
                return beyond;
            var next = before.Row with { Version = before.Row.Version + 1, UpdatedAt = time.GetUtcNow() };
            var ready = await drafts.Ready(next, before, draft, stop);
            if (await check.WouldBreak(before, ready, stop) is { IsEmpty: false } broken)
                return Problem.WouldBreak(broken);
            if (await Store(caller, before, ready, stop))
                return await Judged(ready, stop);
            // Somebody else was first. Who named no version wants the members set whatever the others are.
            if (ifMatch is not null || attempt == Attempts)
                return Problem.Stale;
        }
    }

    /// <summary>Fetches the provider's document and keys now.</summary>
    public async Task<AdminResult<Versioned<ConnectionResource>>> Refresh(ManagementCaller caller, TenantId tenant, string id,
        CancellationToken stop)
    {
        if (await Load(tenant, id, stop) is not { } found)
            return Problem.NotFound;
        return view.Answer(await Noted(await check.All(found, caller.Actor, stop), stop));
    }

    /// <summary>As <see cref="Get"/>, and asks an OIDC provider how it is now, without noting anything: for a page that is only looked at.</summary>
    public async Task<AdminResult<Versioned<ConnectionResource>>> Look(TenantId tenant, string id, CancellationToken stop) =>
        await Load(tenant, id, stop) is not { } found ? Problem.NotFound
            : view.Answer(found.IsSaml ? view.Judge(found) : await check.Saved(found, [], stop));

    internal Task<ConnectionState?> Load(TenantId tenant, string id, CancellationToken stop) =>
        db.Read(tx => ConnectionState.Find(tx, tenant, id), stop);

    internal static NewEvent Told(ManagementCaller caller, Connection row, string type, DateTimeOffset now) => caller.Did(
        type, row.TenantId, "connection", row.Id, now,
            new() { ["id"] = row.Id, ["name"] = row.Name, ["protocol"] = row.Protocol, ["enabled"] = row.Enabled });

    /// <summary>Sealed anew is another secret, as far as anybody can tell.</summary>
    private static bool Changes(Connection before, ReadyConnection ready) => ready.Metadata is not null || ready.DropsMetadata
        || ready.Row with { Version = before.Version, UpdatedAt = before.UpdatedAt } != before;

    private Task<bool> Store(ManagementCaller caller, ConnectionState before, ReadyConnection ready, CancellationToken stop) =>
        db.Write(
            async tx =>
            {
                if (!await ConnectionStore.Update(tx, ready.Row, before.Row.Version))
                    return false;
                await ready.Write(tx);
                if (Changes(before.Row, ready))
                    await VersionLog.Replace(tx, caller.Actor, before, ready.Row, null, ready.Row.UpdatedAt);
                await Events.Record(tx, Told(caller, ready.Row, WebhookEvents.ConnectionUpdated, ready.Row.UpdatedAt));
                return true;
            }, stop);

    // What was saved is saved; what is wrong with it is said beside it.
    private async Task<AdminResult<Versioned<ConnectionResource>>> Judged(ReadyConnection ready, CancellationToken stop) =>
        await Load(ready.Row.TenantId, ready.Row.Id, stop) is { } state
            ? view.Answer(await Noted(await check.Saved(state, ready.Problems, stop), stop)) : Problem.NotFound;

    // Of SAML that is the time of the metadata, and noted with it.
    private async Task<JudgedConnection> Noted(JudgedConnection judged, CancellationToken stop)
    {
        if (judged.State.IsSaml || !judged.Problems.IsEmpty)
            return judged;
        var (row, now) = (judged.State.Row, time.GetUtcNow());
        await db.Write(tx => ConnectionStore.Refreshed(tx, row.TenantId, row.Id, now), stop);
        return judged with { State = judged.State with { Row = row with { MetadataRefreshedAt = now } } };
    }
}
