using System.Collections.Immutable;
using System.Text.Json.Nodes;
using RunBroker.Admin;
using RunBroker.Admin.Api;
using RunBroker.AdminWeb.Connections;
using RunBroker.Protocol.Saml.Metadata;
using RunBroker.Tenancy;
using RunBroker.Upstream.Saml;

namespace RunBroker.SetupLinks;

/// <summary>
/// The provider's next certificate, of the link's connection, which may be in use: its keys change and nothing else, so that nobody's sign-ins are
/// led to another place by it.
/// </summary>
internal sealed class HolderCertificate(HolderActs acts, ConnectionAdmin connections, SamlRefresh refresh, TimeProvider time)
{
    private static readonly ImmutableArray<MetadataDoubt> Elsewhere =
        [MetadataDoubt.EntityIdChanged, MetadataDoubt.SsoHostChanged, MetadataDoubt.SloHostChanged];

    /// <param name="metadata">Of a connection by upload.</param>
    /// <param name="added">Of one by fields.</param>
    /// <param name="keep">The present ones count on.</param>
    public async Task<AdminResult<Versioned<ConnectionResource>>> Save(SetupCall call, string? metadata, ImmutableArray<string> added, bool keep)
    {
        if (!call.Link.Intents.Contains(SetupIntents.Certificate)
            || await acts.Connection(call) is not { Resource: { Protocol: ConnectionState.Saml } now } before)
            return Problem.NotFound;
        if (now.MetadataSource == ConnectionForm.ByUrl)
            return await acts.Noted(call, await connections.Refresh(call.Caller, call.Tenant.Id, now.Id, call.Stop));
        var patch = now.MetadataSource == ConnectionForm.ByUpload ? new JsonObject { ["metadata_xml"] = metadata ?? "" }
            : new JsonObject { ["certificates"] = new JsonArray([.. added.Concat(keep ? now.Certificates : []).Select(c => JsonValue.Create(c))]) };
        return await acts.Noted(call,
            await connections.Change(call.Caller, call.Tenant.Id, now.Id, patch, ApiAnswer.EtagOf(before), Within, call.Stop));
    }

    private Problem? Within(ConnectionState before, ConnectionDraft draft)
    {
        if (draft is not SamlDraft { Read: { } next })
            return null;
        // As it was read when it came: metadata that has ended since is just why somebody brings the next.
        var at = before.Metadata?.FetchedAt ?? time.GetUtcNow();
        if (SamlFacts.Read(StoredJson.Saml(before.Row.Settings), before.Metadata, refresh.MayUseHttp, at).Idp is not { } stored)
            return Problem.Invalid(FormReading.MetadataXml, "cannot be compared with what there is: an admin has to take it over");
        var doubts = MetadataChange.Between(stored, next, MetadataOrigin.PinnedAddress).Match(
            unchanged: _ => [], automatic: _ => [], needsConfirmation: c => c.Doubts);
        return doubts.FirstOrDefault(d => Elsewhere.Contains(d.Doubt)) is { } doubt
            ? Problem.Invalid(FormReading.MetadataXml, "is of another provider: " + doubt.Says) : null;
    }
}
