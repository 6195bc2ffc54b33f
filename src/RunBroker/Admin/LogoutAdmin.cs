using System.Collections.Immutable;
using System.Globalization;
using RunBroker.Admin.Api;
using RunBroker.Logout;
using RunBroker.Operations;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;
using RunBroker.Tenancy;

namespace RunBroker.Admin;

/// <param name="Target">A client_id, or the connection's id.</param>
/// <param name="Channel">backchannel, frontchannel, none (the app registered neither), saml or oidc (the upstream).</param>
/// <param name="State">pending, delivered, failed, gone or not_possible.</param>
internal sealed record LogoutLegResource(string Target, string Channel, string State, int Attempts, string? LastError, DateTime At);

/// <summary>What became of one ended session (contract section 6).</summary>
internal sealed record LogoutResource
{
    public required string Id { get; init; }
    /// <summary>The number on the person's page.</summary>
    public required string ReceiptId { get; init; }
    public required string TenantId { get; init; }
    public required string SessionId { get; init; }
    public required string UserId { get; init; }
    public required string ConnectionId { get; init; }
    public required string Cause { get; init; }
    public required string Actor { get; init; }
    public required DateTime CreatedAt { get; init; }
    public required ImmutableArray<LogoutLegResource> Legs { get; init; }
    /// <summary>The same as a timeline, in the shape of a sign-in's: each leg where it stands now.</summary>
    public required ImmutableArray<SignInStep> Steps { get; init; }

    public static LogoutResource Of(LogoutRow row, IEnumerable<LogoutLeg> legs) => new()
    {
        Id = row.Id,
        ReceiptId = row.ReceiptId,
        TenantId = row.TenantId.Value,
        SessionId = row.SessionId,
        UserId = row.UserId,
        ConnectionId = row.ConnectionId,
        Cause = row.Cause,
        Actor = row.Actor,
        CreatedAt = row.CreatedAt.UtcDateTime,
        Legs = [.. legs.Where(l => l.LogoutId == row.Id)
            .Select(l => new LogoutLegResource(l.Target, l.Channel, l.State, l.Attempts, l.LastError, l.At.UtcDateTime))],
        Steps =
        [
            new(row.CreatedAt.UtcDateTime, "session_ended", "passed", row.Cause, null, null, null),
            .. legs.Where(l => l.LogoutId == row.Id).OrderBy(l => l.At).ThenBy(l => l.Id, StringComparer.Ordinal).Select(Step),
        ],
    };

    private static SignInStep Step(LogoutLeg leg) => new(
        leg.At.UtcDateTime, $"leg.{leg.Channel}",
        leg.State switch { LegStates.Delivered => "passed", LegStates.Failed => "failed", _ => "noted" },
        string.Create(CultureInfo.InvariantCulture, $"{leg.Target}: {leg.State}, {leg.Attempts} tries"), null, null, leg.LastError);
}

/// <param name="Receipt">A JWS: verify it with the keys of the broker's jwks_uri.</param>
internal sealed record ReceiptResource(string Receipt);

/// <summary>Receipts: who was told that a session ended, and who was not.</summary>
/// <remarks>Each is found by its id, and by the receipt's number as a person types it.</remarks>
internal sealed class LogoutAdmin(Db db, LogoutReceipts receipts, TimeProvider time)
{
    public Task<Page<LogoutResource>> List(TenantId tenant, PageAsk page, CancellationToken stop) =>
        db.Read(
            async tx =>
            {
                var rows = await LogoutStore.Page(tx, tenant, page.After, page.Take);
                var legs = await LogoutStore.Legs(tx, [.. rows.Select(r => r.Id)]);
                return page.Cut(rows, r => r.Id, r => LogoutResource.Of(r, legs));
            }, stop);

    /// <summary>Of all tenants within the caller's reach; those of a deleted one are found here alone.</summary>
    /// <param name="tenant">Only of this one; null: of all.</param>
    public Task<Page<LogoutResource>> ListAll(ManagementCaller caller, TenantId? tenant, PageAsk page, CancellationToken stop) =>
        db.Read(
            async tx =>
            {
                var rows = caller.IsOperator || tenant is null || tenant == caller.Tenant
                    ? await LogoutStore.PageAll(tx, caller.IsOperator ? tenant : caller.Tenant, page.After, page.Take) : [];
                var legs = await LogoutStore.Legs(tx, [.. rows.Select(r => r.Id)]);
                return page.Cut(rows, r => r.Id, r => LogoutResource.Of(r, legs));
            }, stop);

    /// <summary>Whose receipt that is; null when there is none, or none within the caller's reach.</summary>
    public async Task<TenantId?> TenantOf(ManagementCaller caller, string id, CancellationToken stop) =>
        caller.IsOperator || caller.Tenant is not null
            ? await db.Read(tx => LogoutStore.TenantOf(tx, id, ReceiptId.Read(id), caller.IsOperator ? null : caller.Tenant), stop) : null;

    public Task<AdminResult<Versioned<LogoutResource>>> Get(TenantId tenant, string id, CancellationToken stop) =>
        db.Read<AdminResult<Versioned<LogoutResource>>>(
            async tx => await Read(tx, tenant, id) is { } found ? new Versioned<LogoutResource>(found) : Problem.NotFound, stop);

    public Task<AdminResult<ReceiptResource>> Receipt(TenantId tenant, string id, CancellationToken stop) =>
        db.Read<AdminResult<ReceiptResource>>(
            async tx => await Read(tx, tenant, id) is { } found
                ? new ReceiptResource(receipts.Sign(found, tenant, time.GetUtcNow())) : Problem.NotFound, stop);

    /// <summary>
    /// Every app that was given up is told again at once, and one that waits for its next turn too; whoever was told is left alone.
    /// </summary>
    public Task<AdminResult<LogoutResource>> Retry(ManagementCaller caller, TenantId tenant, string id, CancellationToken stop) =>
        db.Try<LogoutResource>(
            async tx =>
            {
                if (await Find(tx, tenant, id) is not { } row)
                    return Problem.NotFound;
                var now = time.GetUtcNow();
                foreach (var leg in await LogoutStore.Legs(tx, [row.Id]))
                    await Retry(tx, row, leg, now);
                await Events.Record(tx, new("logout.retried", tenant, caller.Actor, "logout", row.Id, [], caller.Ip, now));
                return (await Read(tx, tenant, row.Id))!;
            }, stop);

    private static async Task Retry(Tx tx, LogoutRow row, LogoutLeg leg, DateTimeOffset now)
    {
        if (leg is not { Channel: LogoutChannels.Backchannel, State: LegStates.Pending or LegStates.Failed or LegStates.Gone })
            return;
        await LogoutStore.Reopen(tx, row.TenantId, leg.Id, now);
        // Its message may have been cleaned away; the jti stays the leg's id, so an app that has it drops the second one.
        if (!await OutboxStore.Redeliver(tx, row.TenantId, leg.Target, leg.Id, now))
        {
            var app = await ClientStore.Find(tx, leg.Target) is { } known ? StoredJson.App(known.Client.Metadata) : null;
            await OutboxStore.Insert(tx, BackchannelLogout.MessageFor(leg, app?.BackchannelLogoutUri, row.UserId, now));
        }
    }

    private static Task<LogoutRow?> Find(Tx tx, TenantId tenant, string id) =>
        ReceiptId.Read(id) is { } receipt ? LogoutStore.FindReceipt(tx, tenant, receipt) : LogoutStore.Find(tx, tenant, id);

    private static async Task<LogoutResource?> Read(Tx tx, TenantId tenant, string id) =>
        await Find(tx, tenant, id) is { } row ? LogoutResource.Of(row, await LogoutStore.Legs(tx, [row.Id])) : null;
}
