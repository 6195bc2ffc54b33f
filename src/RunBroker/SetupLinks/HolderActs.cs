using System.Collections.Immutable;
using System.Text.Json.Nodes;
using RunBroker.Admin;
using RunBroker.Admin.Api;
using RunBroker.AdminWeb.Connections;
using RunBroker.Guides;
using RunBroker.Operations;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Webhooks;

namespace RunBroker.SetupLinks;

/// <summary>
/// What the holder of a link can do with its connection, by the same domain code as any admin's form. With its neighbours (<c>Holder…</c>) the only
/// place of the bounds: the connection is the link's own and never one that a request names, it is not in use, and only listed settings are taken.
/// </summary>
internal sealed class HolderActs(Db db, ConnectionAdmin connections, ConnectionSwitch connectionSwitch, TimeProvider time)
{
    /// <summary>What only an admin weakens or widens (older algorithms, sign-ins nobody asked for, who else may end sessions) is not among them.</summary>
    private static readonly ImmutableHashSet<string> Settable = ImmutableHashSet.Create(StringComparer.Ordinal,
        "name", "claim_mappings", "other_claim_mappings",
        "issuer_url", "client_id", "client_secret", "scopes", "token_endpoint_auth_method", "allowed_tenant_ids",
        "metadata_url", "metadata_xml", "idp_entity_id", "sso_url", "sso_binding", "idp_slo_url", "slo_binding", "slo_response_url", "certificates",
        "name_id_format", "subject_attribute");

    public static Problem InUse { get; } = Problem.Conflict("enabled", "The connection is in use: only an admin changes it now.");

    private static Problem Fixed { get; } = Problem.Conflict("protocol", "The connection that this link is for has another protocol.");

    /// <summary>The link's, or null when there is none (any more).</summary>
    /// <param name="ask">Also asks an OIDC provider how it is now.</param>
    public async Task<Versioned<ConnectionResource>?> Connection(SetupCall call, bool ask = false)
    {
        if (call.Link.ConnectionId is not { } id)
            return null;
        var found = ask ? await connections.Look(call.Tenant.Id, id, call.Stop) : await connections.Get(call.Tenant.Id, id, call.Stop);
        return found.Match(c => c.Resource.ArchivedAt is null ? c : null, _ => null);
    }

    /// <summary>A provider is chosen: a connection is made, so that our values for it are there to be copied.</summary>
    public async Task<AdminResult<string>> Choose(SetupCall call, Guide guide, string protocol)
    {
        var before = await Connection(call);
        if (before is { Resource.Protocol: var same } && same == protocol)
            return await Again(call, guide, before);
        if (call.Link is { OwnConnection: false, ConnectionId: not null })
            return Fixed;
        var sent = FormReading.Only(guide.For(protocol)!.Preset, protocol);
        (sent["protocol"], sent["name"]) = (protocol, NameOf(guide, call.Tenant));
        var made = await connections.Create(call.Caller, call.Tenant.Id, sent, (tx, id) => Take(tx, call, id, guide.Id), call.Stop);
        return made.Match<AdminResult<string>>(c => c.Resource.Id, why => why);
    }

    /// <param name="opened">The version that the form was opened with.</param>
    public async Task<AdminResult<Versioned<ConnectionResource>>> Save(SetupCall call, JsonObject patch, long opened)
    {
        if (!call.Link.Intents.Contains(SetupIntents.Sso) || await Connection(call) is not { } before)
            return Problem.NotFound;
        if (before.Resource.Enabled)
            return InUse;
        if (before.Version != opened)
            return Problem.Stale;
        foreach (var name in patch.Select(member => member.Key).Where(name => !Settable.Contains(name)).ToArray())
            patch.Remove(name);
        return await Noted(call, await connections.Change(call.Caller, call.Tenant.Id, before.Resource.Id, patch, ApiAnswer.EtagOf(before), call.Stop));
    }

    /// <summary>The same request, with the link as it is by now.</summary>
    public async Task<SetupCall> Fresh(SetupCall call) =>
        await db.Read(tx => SetupLinkStore.Find(tx, call.Tenant.Id, call.Link.Id), call.Stop) is { } link ? call with { Link = link } : call;

    /// <summary>Only with the intent, and by the same checks as an admin's switch.</summary>
    public async Task<AdminResult<bool>> Enable(SetupCall call)
    {
        if (!call.Link.Intents.Contains(SetupIntents.Enable) || await Connection(call) is not { } found)
            return Problem.NotFound;
        if (found.Resource.Enabled)
            return true;
        var turned = await connectionSwitch.Enable(call.Caller, call.Tenant, found.Resource.Id, ApiAnswer.EtagOf(found), call.Stop);
        return turned.Match<AdminResult<bool>>(_ => true, why => why);
    }

    /// <summary>Closes the link, in every browser.</summary>
    public Task<AdminResult<bool>> HandOver(SetupCall call) => db.Try<bool>(
        async tx =>
        {
            var now = time.GetUtcNow();
            if (!await SetupLinkStore.HandOver(tx, call.Tenant.Id, call.Link.Id, now))
                return Problem.NotFound;
            var told = SetupLinkAdmin.Told(call.Caller, call.Link, WebhookEvents.SetupLinkHandedOver, now);
            (told.Data["ready"], told.Data["tested"]) = (call.Link.Ready, call.Link.TestedAt is not null);
            told.Data["domains"] = new JsonArray([.. call.Domains.Select(d => JsonValue.Create(d))]);
            await Events.Record(tx, told);
            return true;
        }, call.Stop);

    /// <summary>Another provider with the same protocol. What nobody has filled in yet becomes as this one needs it.</summary>
    private async Task<AdminResult<string>> Again(SetupCall call, Guide guide, Versioned<ConnectionResource> before)
    {
        var now = before.Resource;
        if (call.Link is { OwnConnection: true, SavedAt: null } && !now.Enabled && call.Link.Guide != guide.Id)
        {
            var patch = FormReading.Only(guide.For(now.Protocol)!.Preset, now.Protocol);
            patch["name"] = NameOf(guide, call.Tenant);
            var changed = await connections.Change(call.Caller, call.Tenant.Id, now.Id, patch, ApiAnswer.EtagOf(before), call.Stop);
            if (changed is AdminResult<Versioned<ConnectionResource>>.Refused { Why: var why })
                return why;
        }

        await db.Write(tx => SetupLinkStore.Choose(tx, call.Tenant.Id, call.Link.Id, guide.Id), call.Stop);
        return now.Id;
    }

    // Together with the new connection: the one before it goes, if nobody has signed in by it, switched it on or put it away.
    private async Task<bool> Take(Tx tx, SetupCall call, string id, string guide)
    {
        var (tenant, link, now) = (call.Tenant.Id, call.Link, time.GetUtcNow());
        if (!await SetupLinkStore.TakeConnection(tx, tenant, link.Id, link.ConnectionId, id, now))
            return false;
        await SetupLinkStore.Choose(tx, tenant, link.Id, guide);
        return link.ConnectionId is not { } old || await ConnectionStore.Find(tx, tenant, old) is not { ArchivedAt: null } row
            || (!row.Enabled && await IdentityStore.CountUsers(tx, tenant, old) == 0 && await Disconnection.Run(tx, call.Caller, row, now));
    }

    /// <summary>What was saved is what the next test is of.</summary>
    public async Task<AdminResult<Versioned<ConnectionResource>>> Noted(SetupCall call, AdminResult<Versioned<ConnectionResource>> saved)
    {
        if (saved is AdminResult<Versioned<ConnectionResource>>.Done { Value.Resource: var now })
        {
            var ready = !now.Warnings.Any(w => w.Blocks);
            await db.Write(tx => SetupLinkStore.Saved(tx, call.Tenant.Id, call.Link.Id, ready, time.GetUtcNow()), call.Stop);
        }

        return saved;
    }

    private static string NameOf(Guide guide, Tenant tenant) => guide.Id == GuideShelf.Other ? tenant.Name : guide.Name.En;
}
