using System.Text.Json.Nodes;
using RunBroker.Admin;
using RunBroker.Admin.Api;
using RunBroker.Storage;

namespace RunBroker.AdminWeb.Connections;

/// <summary>
/// What a page edits: the draft where there is one, else the connection. People depend on an enabled one: its edits go to a draft, and are live
/// when somebody promotes it. The version is that of what is edited, so that nobody saves over what they have not seen.
/// </summary>
internal sealed class ConnectionEdit(ConnectionAdmin connections, ConnectionVersions versions)
{
    public async Task<AdminResult<Versioned<ConnectionResource>>> Get(TenantId tenant, string id, CancellationToken stop) =>
        await versions.Draft(tenant, id, stop) is { } draft ? new Versioned<ConnectionResource>(draft.Settings, draft.Number) : await connections.Get(tenant, id, stop);

    public async Task<AdminResult<Versioned<ConnectionResource>>> Change(
        ManagementCaller caller, TenantId tenant, string id, JsonObject patch, string? ifMatch, CancellationToken stop)
    {
        if (await Get(tenant, id, stop) is AdminResult<Versioned<ConnectionResource>>.Done { Value.Resource: { Draft: null, Enabled: false } })
            return await connections.Change(caller, tenant, id, patch, ifMatch, stop);
        return await versions.Save(caller, tenant, id, patch, ifMatch, stop) switch
        {
            AdminResult<ConnectionVersionResource?>.Done { Value: { } draft } => new Versioned<ConnectionResource>(draft.Settings, draft.Number),
            AdminResult<ConnectionVersionResource?>.Refused refused => refused.Why,
            _ => await connections.Get(tenant, id, stop),
        };
    }

    /// <param name="saved">The text for what is live at once.</param>
    public static string Said(ConnectionResource stored, string saved) => stored.Draft is null ? saved : nameof(ConnectionFormWords.DraftSaved);
}
