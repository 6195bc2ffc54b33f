using System.Collections.Immutable;
using System.Text.Json.Nodes;
using RunBroker.Admin.Api;
using RunBroker.Logout;
using RunBroker.Operations;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;
using RunBroker.Storage.Secrets;

namespace RunBroker.Admin;

/// <param name="LastSuccessAt">The last sign-in through any of its connections, enabled now or not.</param>
internal sealed record FoundTenant(TenantResource Tenant, ImmutableArray<Connection> Enabled, DateTimeOffset? LastSuccessAt);

internal sealed class TenantAdmin(Db db, Settings settings, TimeProvider time)
{
    public const string Exclusive = "exclusive";
    public const string Multiple = "multiple";

    public Task<Page<TenantResource>> List(ManagementCaller caller, PageAsk page, CancellationToken stop) =>
        db.Read(
            async tx =>
            {
                var rows = caller.IsOperator
                    ? await TenantStore.Page(tx, page.AfterOrStart, page.Take)
                    : await TenantStore.Find(tx, caller.Tenant!.Value) is { } own && string.CompareOrdinal(own.Slug, page.AfterOrStart) > 0
                        ? [own] : [];
                var shown = ImmutableArray.CreateBuilder<TenantResource>(rows.Length);
                foreach (var row in rows)
                    shown.Add(Show(row, await HostStore.Of(tx, row.Id)));
                return page.Cut(shown.ToImmutable(), t => t.Slug, t => t);
            }, stop);

    /// <summary>What an operator looks for among all tenants, each with its enabled connections.</summary>
    public Task<Page<FoundTenant>> Search(TenantFilter filter, PageAsk page, CancellationToken stop) =>
        db.Read(
            async tx =>
            {
                var rows = await TenantStore.Search(tx, filter, page.AfterOrStart, page.Take);
                var shown = ImmutableArray.CreateBuilder<FoundTenant>(rows.Length);
                foreach (var row in rows)
                {
                    ImmutableArray<Connection> all = [.. await ConnectionStore.Page(tx, row.Id, archived: false, "", Limits.PageMax),
                        .. await ConnectionStore.Page(tx, row.Id, archived: true, "", Limits.PageMax)];
                    shown.Add(new(Show(row, []), [.. all.Where(c => c is { Enabled: true, ArchivedAt: null })], all.Max(c => c.LastSuccessAt)));
                }

                return page.Cut(shown.ToImmutable(), t => t.Tenant.Slug, t => t);
            }, stop);

    public Task<Versioned<TenantResource>> Get(Tenant tenant, CancellationToken stop) =>
        db.Read(async tx => Answer(tenant, await HostStore.Of(tx, tenant.Id)), stop);

    public Task<AdminResult<Versioned<TenantResource>>> Create(ManagementCaller caller, JsonObject sent, CancellationToken stop) =>
        db.Try<Versioned<TenantResource>>(
            async tx =>
            {
                var now = time.GetUtcNow();
                var blank = new Tenant
                {
                    Id = new(Ids.New("ten_", now)),
                    Slug = "",
                    Name = "",
                    Plan = Plans.Free,
                    ConnectionPolicy = Exclusive,
                    DefaultRole = "",
                    AccessRules = "[]",
                    Version = 1,
                    CreatedAt = now,
                    UpdatedAt = now,
                };
                switch (TenantDraft.Read(Draft.New(sent), caller, settings, blank))
                {
                    case AdminResult<TenantDrafted>.Refused refused:
                        return refused.Why;
                    case AdminResult<TenantDrafted>.Done { Value: var drafted }:
                        var row = drafted.Row;
                        if (row.DefaultClientId is not null)
                            return Problem.Invalid("default_client_id", "is not an app of this tenant");
                        if (!await TenantStore.Insert(tx, row))
                            return Problem.Duplicate("The slug is taken.");
                        return await Store(tx, caller, drafted, "tenant.created");
                    default:
                        throw new InvalidOperationException("The set of outcomes is closed.");
                }
            }, stop);

    public Task<AdminResult<Versioned<TenantResource>>> Change(
        ManagementCaller caller, TenantId tenant, JsonObject patch, string? ifMatch, CancellationToken stop) =>
        db.Try<Versioned<TenantResource>>(
            async tx =>
            {
                if (await TenantStore.Lock(tx, tenant) is not { } before)
                    return Problem.NotFound;
                var current = Answer(before, await HostStore.Of(tx, tenant));
                if (!ApiAnswer.Matches(ifMatch, current))
                    return Problem.Stale;
                var result = TenantDraft.Read(Draft.Change(current.Resource, patch), caller, settings, before);
                if (result is not AdminResult<TenantDrafted>.Done { Value: var drafted })
                    return ((AdminResult<TenantDrafted>.Refused)result).Why;
                var row = drafted.Row;
                if (row.DefaultClientId is { } app && app != before.DefaultClientId && !await IsAppOf(tx, tenant, app))
                    return Problem.Invalid("default_client_id", "is not an app of this tenant");
                row = row with { Version = before.Version + 1, UpdatedAt = time.GetUtcNow() };
                return await TenantStore.Update(tx, row, before.Version) ? await Store(tx, caller, drafted with { Row = row }, "tenant.updated")
                    : Problem.Stale;
            }, stop);

    /// <summary>
    /// In three steps, so that no other tenant's write waits long: everyone is out, then the apps' messages are written in batches, then
    /// the tenant goes. Whatever dies in between, nobody is signed in, all are told, and the tenant can be deleted again.
    /// </summary>
    public async Task<AdminResult<bool>> Delete(ManagementCaller caller, Tenant tenant, string? ifMatch, CancellationToken stop)
    {
        var left = await db.Try<bool>(async tx => await SignAllOut(tx, caller, tenant.Id, ifMatch) is { } why ? why : true, stop);
        if (left is AdminResult<bool>.Refused)
            return left;
        while (await db.Write(tx => EndSessions.TellSomeOf(tx, tenant.Id, null), stop) > 0)
            stop.ThrowIfCancellationRequested();
        return await db.Try<bool>(
            async tx =>
            {
                // Whoever came in meanwhile, too.
                if (await SignAllOut(tx, caller, tenant.Id, ifMatch) is { } why)
                    return why;
                while (await EndSessions.TellSomeOf(tx, tenant.Id, null) > 0)
                    continue;
                // The receipts outlive the tenant, and its apps are told all the same: they may have kept sessions of their own.
                await BackchannelLogout.KeepAddresses(tx, tenant.Id);
                await TenantStore.Delete(tx, tenant.Id);
                await Events.Record(tx, Told(caller, tenant, "tenant.deleted", time.GetUtcNow()));
                return true;
            }, stop);
    }

    /// <returns>Why not.</returns>
    private async Task<Problem?> SignAllOut(Tx tx, ManagementCaller caller, TenantId tenant, string? ifMatch)
    {
        if (await TenantStore.Lock(tx, tenant) is not { } row)
            return Problem.NotFound;
        if (!ApiAnswer.Matches(ifMatch, Answer(row, await HostStore.Of(tx, tenant))))
            return Problem.Stale;
        if (await OperatorsTenant.KeepsLast(tx, caller, tenant, null) is { } last)
            return last;
        var end = new SessionEnd(Causes.Admin, caller.Actor, caller.Ip, time.GetUtcNow());
        await EndSessions.Do(tx, await SessionStore.LiveOfTenant(tx, tenant), end);
        return null;
    }

    private static async Task<AdminResult<Versioned<TenantResource>>> Store(Tx tx, ManagementCaller caller, TenantDrafted drafted, string type)
    {
        var (row, hosts, logo) = drafted;
        if (await HostStore.Replace(tx, row.Id, hosts) is { } taken)
            return Problem.Duplicate($"The host {taken} belongs to another tenant.");
        if (logo is { File: var file })
            await TenantStore.SetLogo(tx, row.Id, file is null ? null : new(row.Id, file.Hash, file.ContentType, file.Content));
        await Events.Record(tx, Told(caller, row, type, row.UpdatedAt));
        return Answer(row, [.. hosts.Order(StringComparer.Ordinal)]);
    }

    private static async Task<bool> IsAppOf(Tx tx, TenantId tenant, string clientId) =>
        !Apps.IsOurOwn(clientId) && await ClientStore.Find(tx, clientId) is { } app && (app.Client.TenantId == tenant || app.AllowedTenants.Contains(tenant));

    private static NewEvent Told(ManagementCaller caller, Tenant row, string type, DateTimeOffset now) => caller.Did(
        type, row.Id, "tenant", row.Id.Value, now,
        new() { ["slug"] = row.Slug, ["name"] = row.Name, ["plan"] = row.Plan, ["connection_policy"] = row.ConnectionPolicy });

    private static Versioned<TenantResource> Answer(Tenant row, ImmutableArray<string> hosts) => new(Show(row, hosts), row.Version);

    private static TenantResource Show(Tenant row, ImmutableArray<string> hosts) => new()
    {
        Id = row.Id.Value,
        Slug = row.Slug,
        Name = row.Name,
        Plan = row.Plan,
        DefaultClientId = row.DefaultClientId,
        ConnectionPolicy = row.ConnectionPolicy,
        Session = new()
        {
            AbsoluteLifetimeSeconds = (int?)(row.AbsoluteLifetimeMs / 1000),
            IdleTimeoutSeconds = (int?)(row.IdleTimeoutMs / 1000),
        },
        DefaultRole = row.DefaultRole,
        Brand = new() { Colour = row.BrandColour, HelpUrl = row.HelpUrl, PrivacyUrl = row.PrivacyUrl, LogoUrl = Branding.LogoUrl(row) },
        AccessRules = AdminJson.Shape<ImmutableArray<AccessRuleResource>>(JsonNode.Parse(row.AccessRules)),
        CallbackHosts = hosts,
        CreatedAt = row.CreatedAt.UtcDateTime,
        UpdatedAt = row.UpdatedAt.UtcDateTime,
    };
}
