using System.Collections.Immutable;
using System.Text.Json.Nodes;
using RunBroker.Admin.Api;
using RunBroker.Operations;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Webhooks;

namespace RunBroker.Admin;

/// <summary>
/// A connection that people depend on is edited beside what they use: a draft, that can be tested, takes its place when somebody says so, and
/// what was in use before can be put back.
/// </summary>
internal sealed class ConnectionVersions(Db db, ConnectionDrafts drafts, ConnectionCheck check, VersionView view, TimeProvider time)
{
    /// <summary>The draft, the live one, and those before it, newest first.</summary>
    public Task<AdminResult<Page<ConnectionVersionResource>>> List(TenantId tenant, string id, CancellationToken stop) =>
        db.Read<AdminResult<Page<ConnectionVersionResource>>>(
            async tx => await ConnectionState.Find(tx, tenant, id) is { } live
                ? new Page<ConnectionVersionResource>([.. (await ConnectionVersionStore.Of(tx, tenant, id)).Select(v => view.Show(live, v))], null)
                : Problem.NotFound, stop);

    /// <summary>Null: there is none.</summary>
    public async Task<ConnectionVersionResource?> Draft(TenantId tenant, string id, CancellationToken stop) =>
        await Load(tenant, id, stop) is (var live, { } draft) ? view.Show(live, draft) : null;

    /// <summary>Edits the draft, or begins one from what is live. A draft that says what is live anyway is none.</summary>
    /// <param name="ifMatch">Of the draft's number; of the connection's version while there is no draft.</param>
    /// <returns>The draft, or null where there is none now.</returns>
    public async Task<AdminResult<ConnectionVersionResource?>> Save(
        ManagementCaller caller, TenantId tenant, string id, JsonObject patch, string? ifMatch, CancellationToken stop)
    {
        if (await Load(tenant, id, stop) is not var (live, draft))
            return Problem.NotFound;
        if (live.Row.ArchivedAt is not null)
            return Problem.Conflict("archived", "The connection is archived: restore it first.");
        if (!ApiAnswer.Matches(ifMatch, draft?.Number ?? live.Row.Version))
            return Problem.Stale;
        var before = draft is null ? live : view.StateOf(live, draft);
        var read = drafts.Changed(before, view.Resource(before), patch);
        if (read is not AdminResult<ConnectionDraft>.Done { Value: var changed })
            return ((AdminResult<ConnectionDraft>.Refused)read).Why;
        var ready = await drafts.Ready(before.Row, before, changed, stop);
        var after = before with { Row = ready.Row, Metadata = ready.DropsMetadata ? null : ready.Metadata ?? before.Metadata };
        var same = view.Changes(live, after).IsEmpty;
        return await db.Try<ConnectionVersionResource?>(
            async tx =>
            {
                // One after the other: of two drafts at once the second would fail at an index.
                if (await ConnectionStore.FindAndLock(tx, tenant, id) is null)
                    return Problem.NotFound;
                if ((await ConnectionVersionStore.InState(tx, tenant, id, ConnectionVersionRow.Draft))?.Number != draft?.Number)
                    return Problem.Stale;
                var number = await ConnectionVersionStore.NextNumber(tx, id);
                var dropped = await ConnectionVersionStore.DeleteDraft(tx, tenant, id);
                var now = time.GetUtcNow();
                if (same)
                {
                    if (dropped)
                        await Events.Record(tx, Told(caller, live.Row, "connection.draft_discarded", draft!.Number, now));
                    return (ConnectionVersionResource?)null;
                }

                var row = VersionLog.New(ready.Row, number, ConnectionVersionRow.Draft, caller.Actor, now) with
                {
                    BaseVersion = draft?.BaseVersion ?? live.Row.Version,
                    Metadata = KeptMetadata.Of(ready.Metadata) ?? (ready.DropsMetadata ? null : draft?.Metadata),
                };
                await ConnectionVersionStore.Insert(tx, row);
                await Events.Record(tx, Told(caller, live.Row, "connection.draft_saved", number, now));
                return view.Show(live, row);
            }, stop);
    }

    /// <summary>The draft takes the place of what is live, if people could still sign in by it.</summary>
    /// <param name="number">Only that draft; null: whatever it is now.</param>
    public Task<AdminResult<Versioned<ConnectionResource>>> Promote(
        ManagementCaller caller, TenantId tenant, string id, long? number, string? ifMatch, CancellationToken stop) =>
        Put(caller, tenant, id, ifMatch, "connection.promoted", (_, draft) => draft is null
            ? Problem.Conflict("no_draft", "The connection has no draft.")
            : number is { } wanted && wanted != draft.Number ? Problem.Stale
            : draft, stop);

    /// <summary>What was live before is live again: the version before, or the one that is named.</summary>
    public Task<AdminResult<Versioned<ConnectionResource>>> RollBack(
        ManagementCaller caller, TenantId tenant, string id, long? number, string? ifMatch, CancellationToken stop) =>
        Put(caller, tenant, id, ifMatch, "connection.rolled_back", (all, _) =>
            all.Where(v => v.State == ConnectionVersionRow.Previous && (number is null || v.Number == number)).MaxBy(v => v.LiveAt) is { } to
                ? to : Problem.Conflict("no_previous", "There is no such earlier version."), stop);

    public Task<AdminResult<bool>> Discard(ManagementCaller caller, TenantId tenant, string id, CancellationToken stop) =>
        db.Try<bool>(
            async tx =>
            {
                if (await ConnectionStore.FindAndLock(tx, tenant, id) is not { } live
                    || await ConnectionVersionStore.InState(tx, tenant, id, ConnectionVersionRow.Draft) is not { } draft)
                    return Problem.NotFound;
                await ConnectionVersionStore.DeleteDraft(tx, tenant, id);
                await Events.Record(tx, Told(caller, live, "connection.draft_discarded", draft.Number, time.GetUtcNow()));
                return true;
            }, stop);

    private Task<(ConnectionState Live, ConnectionVersionRow? Draft)?> Load(TenantId tenant, string id, CancellationToken stop) =>
        db.Read<(ConnectionState, ConnectionVersionRow?)?>(
            async tx => await ConnectionState.Find(tx, tenant, id) is { } live
                ? (live, await ConnectionVersionStore.InState(tx, tenant, id, ConnectionVersionRow.Draft)) : null, stop);

    private async Task<AdminResult<Versioned<ConnectionResource>>> Put(
        ManagementCaller caller, TenantId tenant, string id, string? ifMatch, string says,
        Func<ImmutableArray<ConnectionVersionRow>, ConnectionVersionRow?, AdminResult<ConnectionVersionRow>> choose, CancellationToken stop)
    {
        if (await Load(tenant, id, stop) is not var (live, draft))
            return Problem.NotFound;
        if (!ApiAnswer.Matches(ifMatch, live.Row.Version))
            return Problem.Stale;
        var all = await db.Read(tx => ConnectionVersionStore.Of(tx, tenant, id), stop);
        var chosen = choose(all, draft);
        if (chosen is not AdminResult<ConnectionVersionRow>.Done { Value: var version })
            return ((AdminResult<ConnectionVersionRow>.Refused)chosen).Why;
        // What was taken out of the live one since the draft was begun would be back. Who names the version has seen how the two differ now.
        if (version.BaseVersion is { } begun && begun != live.Row.Version && ifMatch is null)
            return Problem.Stale;
        var now = time.GetUtcNow();
        var ready = VersionRows.Ready(live, version, now);
        if (await check.WouldBreak(live, ready, stop) is { IsEmpty: false } broken)
            return Problem.WouldBreak(broken);
        var done = await db.Try<ConnectionState>(
            async tx =>
            {
                if (!await ConnectionStore.Update(tx, ready.Row, live.Row.Version))
                    return Problem.Stale;
                if (await ConnectionVersionStore.Find(tx, tenant, id, version.Number) is not { } still || still.State != version.State)
                    return Problem.Stale;
                await ready.Write(tx);
                if (ready.Metadata is not null || ready.DropsMetadata)
                    await ConnectionStore.TrustChanged(tx, tenant, id);
                await VersionLog.Replace(tx, caller.Actor, live, ready.Row, version.State == ConnectionVersionRow.Draft ? version : null, now);
                await Events.Record(tx, ConnectionAdmin.Told(caller, ready.Row, WebhookEvents.ConnectionUpdated, now));
                await Events.Record(tx, Told(caller, ready.Row, says, version.Number, now));
                return (await ConnectionState.Find(tx, tenant, id))!;
            }, stop);
        return done.Match<AdminResult<Versioned<ConnectionResource>>>(
            state => new Versioned<ConnectionResource>(view.Resource(state), state.Row.Version), why => why);
    }

    private static NewEvent Told(ManagementCaller caller, Connection row, string type, long number, DateTimeOffset now) => caller.Did(
        type, row.TenantId, "connection", row.Id, now, new() { ["id"] = row.Id, ["name"] = row.Name, ["version"] = number });
}
