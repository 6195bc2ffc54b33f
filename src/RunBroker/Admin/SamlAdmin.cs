using System.Collections.Immutable;
using System.Text.Json.Nodes;
using RunBroker.Admin.Api;
using RunBroker.Http.Json;
using RunBroker.Operations;
using RunBroker.Protocol.Saml.Metadata;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Upstream.Saml;
using RunBroker.Webhooks;

namespace RunBroker.Admin;

/// <summary>What only SAML connections have: metadata that waits for a confirmation, and keys of ours that can be rolled.</summary>
internal sealed class SamlAdmin(Db db, SamlRefresh refresh, SamlKeyRolls rolls, ConnectionView view, TimeProvider time)
{
    private static readonly TimeSpan LongestAhead = TimeSpan.FromDays(180);

    /// <summary>S-125: an admin has looked, and takes the changed metadata over.</summary>
    public async Task<AdminResult<Versioned<ConnectionResource>>> Confirm(
        ManagementCaller caller, TenantId tenant, string id, JsonObject sent, string? ifMatch, CancellationToken stop)
    {
        var errors = new FieldErrors();
        var read = new FieldReader(sent, errors);
        var seen = read.Text("sha256", 64);
        read.RefuseUnknown();
        if (errors.Any)
            return Problem.Invalid(errors);
        return await Saml(tenant, id, ifMatch, async found =>
        {
            if (found.Metadata is not { PendingDocument: { } document } waiting)
                return Problem.Conflict("nothing_pending", "No changed metadata waits for a confirmation.");
            // What is confirmed is what was seen.
            if (seen is not null && !SamlView.Thumbprint(document).Equals(seen, StringComparison.OrdinalIgnoreCase))
                return Problem.Stale;
            var now = SamlView.Of(found, refresh.MayUseHttp, time.GetUtcNow());
            if (now.Pending is not { } pending)
                return Problem.Conflict("nothing_pending", "The metadata that waited cannot be read any more: refresh the connection.");
            var taken = MetadataStep.Taken(waiting, document, pending);
            return await db.Try<bool>(tx => Take(tx, caller, found.Row, taken, Differences(now.Idp, pending)), stop)
                is AdminResult<bool>.Refused refused ? refused.Why : null;
        }, stop);
    }

    /// <summary>Publishes the next key of each use now, or lets the one that is published begin earlier.</summary>
    public async Task<AdminResult<Versioned<ConnectionResource>>> Roll(
        ManagementCaller caller, TenantId tenant, string id, JsonObject sent, string? ifMatch, CancellationToken stop)
    {
        var errors = new FieldErrors();
        var read = new FieldReader(sent, errors);
        var most = (int)LongestAhead.TotalSeconds;
        var ahead = read.Number("active_after_seconds", 0, most);
        var grace = read.Number("retire_after_seconds", 0, most);
        ImmutableArray<string> uses = [SamlKeyRow.Signing, SamlKeyRow.Encryption];
        if (read.Text("use", 20) is { } use)
        {
            if (!uses.Contains(use))
                read.Complain("use", "must be one of: " + string.Join(", ", uses));
            uses = [use];
        }

        read.RefuseUnknown();
        if (errors.Any)
            return Problem.Invalid(errors);
        return await Saml(tenant, id, ifMatch, async found =>
        {
            foreach (var each in uses)
            {
                if (!await rolls.Ask(new(tenant, id, each), Seconds(ahead) ?? Limits.SamlKeyAhead, Seconds(grace) ?? Limits.SamlKeyGrace,
                    caller.Actor, caller.Ip, stop))
                {
                    return Problem.Conflict("too_many_keys", $"{Limits.SamlKeysOfOneUse} keys for {each} are kept already: wait until the oldest "
                        + "is retired, or set both times to 0, which ends all others at once.");
                }
            }

            return null;
        }, stop);
    }

    private async Task<AdminResult<Versioned<ConnectionResource>>> Saml(
        TenantId tenant, string id, string? ifMatch, Func<ConnectionState, Task<Problem?>> act, CancellationToken stop)
    {
        if (await Find() is not { } found)
            return Problem.NotFound;
        if (!found.IsSaml)
            return Problem.Conflict("not_saml", "Only a SAML connection has this.");
        if (!ApiAnswer.Matches(ifMatch, found.Row.Version))
            return Problem.Stale;
        if (await act(found) is { } why)
            return why;
        return await Find() is { } after ? view.Answer(after) : Problem.NotFound;

        Task<ConnectionState?> Find() => db.Read(tx => ConnectionState.Find(tx, tenant, id), stop);
    }

    private async Task<AdminResult<bool>> Take(
        Tx tx, ManagementCaller caller, Connection row, SamlMetadataRow taken, ImmutableArray<string> differences)
    {
        if (!await SamlMetadataStore.Update(tx, taken))
            return Problem.Stale;
        await ConnectionStore.TrustChanged(tx, row.TenantId, row.Id);
        var told = ConnectionAdmin.Told(caller, row, WebhookEvents.ConnectionUpdated, time.GetUtcNow());
        told.Data["metadata_confirmed"] = new JsonArray([.. differences.Select(d => JsonValue.Create(d))]);
        await Events.Record(tx, told);
        return true;
    }

    private static ImmutableArray<string> Differences(IdpMetadata? before, IdpMetadata after) => before is null ? []
        : MetadataChange.Between(before, after, MetadataOrigin.PinnedAddress).Match<ImmutableArray<string>>(
            unchanged: _ => [],
            automatic: a => [.. a.Differences.Select(d => d.Says)],
            needsConfirmation: c => [.. c.Doubts.Select(d => d.Says), .. c.Differences.Select(d => d.Says)]);

    private static TimeSpan? Seconds(int? seconds) => seconds is { } s ? TimeSpan.FromSeconds(s) : null;
}
