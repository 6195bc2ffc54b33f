using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using RunBroker.Admin.Api;
using RunBroker.Http;
using RunBroker.Operations;
using RunBroker.Storage;
using RunBroker.Storage.Model;

namespace RunBroker.Admin;

/// <summary>Setup links (AU-38): made and revoked by admins. What their holders may do is in <c>SetupLinks/</c>.</summary>
internal sealed class SetupLinkAdmin(Db db, Settings settings, TimeProvider time)
{
    public const string Root = "/setup-steps";

    public Task<Page<SetupLinkResource>> List(TenantId tenant, PageAsk page, CancellationToken stop) =>
        db.Read(
            async tx =>
            {
                var rows = await SetupLinkStore.Page(tx, tenant, page.After, page.Take);
                var shown = ImmutableArray.CreateBuilder<SetupLinkResource>(rows.Length);
                foreach (var row in rows)
                    shown.Add(await Show(tx, row));
                return page.Cut(shown.ToImmutable(), l => l.Id, l => l);
            }, stop);

    public Task<AdminResult<Versioned<SetupLinkResource>>> Get(TenantId tenant, string id, CancellationToken stop) =>
        db.Read<AdminResult<Versioned<SetupLinkResource>>>(
            async tx => await SetupLinkStore.Find(tx, tenant, id) is { } row ? new Versioned<SetupLinkResource>(await Show(tx, row)) : Problem.NotFound, stop);

    /// <summary>Handed over, and nobody has enabled what they left.</summary>
    public Task<ImmutableArray<SetupLinkResource>> Waiting(TenantId tenant, CancellationToken stop) =>
        db.Read(
            async tx =>
            {
                var now = time.GetUtcNow();
                return (await SetupLinkStore.Waiting(tx, tenant, Limits.TenantSetupOpens)).Select(row => SetupLinkResource.Of(row, [], now)).ToImmutableArray();
            }, stop);

    public Task<AdminResult<Versioned<SetupLinkResource>>> Create(ManagementCaller caller, TenantId tenant, JsonObject sent, CancellationToken stop) =>
        db.Try<Versioned<SetupLinkResource>>(
            async tx =>
            {
                var now = time.GetUtcNow();
                var draft = Draft.New(sent);
                draft.ReadOnly("id", "state", "opens", "domains", "created_by", "created_at", "begun_at", "tested_at", "handed_over_at", "revoked_at", "url");
                var row = Read(draft, tenant, caller, now);
                if (await ConnectionFault(tx, row) is { } says)
                    draft.Errors.Add("connection_id", says);
                if (draft.Fault() is { } fault)
                    return fault;
                if (await OperatorsTenant.Is(tx, tenant))
                {
                    return Problem.Conflict("operator_tenant",
                        "The operators sign in by this tenant's connection: whoever held the link could sign in as one of them. An operator sets it up.");
                }

                var handle = Handle.New("stl_", now);
                row = row with { Id = handle.Id, SecretHash = handle.Hash() };
                await SetupLinkStore.Insert(tx, row);
                await Events.Record(tx, Told(caller, row, "setup_link.created", now));
                return new Versioned<SetupLinkResource>(SetupLinkResource.Of(row, [], now) with { Url = settings.Url($"{Root}/{handle}") });
            }, stop);

    /// <summary>At once, whoever has it open. One that is over stays as it is.</summary>
    public Task<AdminResult<bool>> Revoke(ManagementCaller caller, TenantId tenant, string id, CancellationToken stop) =>
        db.Try<bool>(
            async tx =>
            {
                if (await SetupLinkStore.Find(tx, tenant, id) is not { } row)
                    return Problem.NotFound;
                var now = time.GetUtcNow();
                if (await SetupLinkStore.Revoke(tx, tenant, id, now))
                    await Events.Record(tx, Told(caller, row, "setup_link.revoked", now));
                return true;
            }, stop);

    /// <summary>A link reaches no further than whoever made it does now: one that was made by an admin or a token that is gone is gone, too (P-012).</summary>
    public static async Task<bool> MakerMay(Tx tx, SetupLink row, Settings settings, DateTimeOffset now) => row.CreatedBy.Split(':', 2) switch
    {
        ["token", "bootstrap"] => settings.BootstrapToken is not null,
        ["token", var token] => await ApiTokenStore.Find(tx, token) is { } found && !(now >= found.ExpiresAt),
        ["client", var client] => await ClientStore.Find(tx, client) is not null,
        ["admin", var user] => (await AdminWebStore.Grants(tx, null)).Any(g => g.UserId == user && AdminRoles.Caller(g) is { MayWrite: true } maker
            && maker.Reaches(row.TenantId)),
        _ => true,
    };

    internal static NewEvent Told(ManagementCaller caller, SetupLink row, string type, DateTimeOffset now) => caller.Did(
        type, row.TenantId, "setup_link", row.Id, now, new()
        {
            ["id"] = row.Id,
            ["intents"] = new JsonArray([.. row.Intents.Select(i => JsonValue.Create(i))]),
            ["connection_id"] = row.ConnectionId,
        });

    private static SetupLink Read(Draft draft, TenantId tenant, ManagementCaller caller, DateTimeOffset now)
    {
        var intents = draft.Reader.Texts("intents", SetupIntents.All.Length, 20);
        if (SetupIntents.Fault(intents) is { } says)
            draft.Errors.Add("intents", says);
        return new()
        {
            Id = "",
            TenantId = tenant,
            SecretHash = [],
            Intents = intents,
            ConnectionId = draft.Reader.Text("connection_id", 64),
            Note = draft.Reader.Text("recipient_note", Limits.TenantSetupNote),
            MaxOpens = draft.Reader.Number("max_opens", 1, Limits.TenantSetupOpens) ?? Limits.TenantSetupOpens,
            CreatedBy = caller.Actor,
            CreatedAt = now,
            ExpiresAt = Expiry(draft, now),
        };
    }

    private static DateTimeOffset Expiry(Draft draft, DateTimeOffset now)
    {
        var latest = now + Limits.TenantSetup;
        if (draft.Reader.Text("expires_at", 40) is not { } text)
            return latest;
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out var at) && at > now && at <= latest)
            return at;
        draft.Errors.Add("expires_at", $"must be a time to come, at most {Limits.TenantSetup.TotalDays:0} days ahead, such as 2030-01-31T12:00:00Z");
        return latest;
    }

    /// <summary>A link reaches a connection that is in use only to give it the provider's next certificate.</summary>
    private static async Task<string?> ConnectionFault(Tx tx, SetupLink row)
    {
        if (row.ConnectionId is not { } id)
            return row.Intents.Contains(SetupIntents.Certificate) ? "is required: whose certificate it is" : null;
        if (!row.Intents.Contains(SetupIntents.Certificate) && !row.Intents.Contains(SetupIntents.Sso))
            return "is of no use without sso or certificate";
        if (await ConnectionStore.Find(tx, row.TenantId, id) is not { ArchivedAt: null } connection)
            return "is not a connection of this tenant";
        if (row.Intents.Contains(SetupIntents.Certificate))
            return connection.Protocol == ConnectionState.Saml ? null : "has no certificate: it is not a SAML connection";
        return connection.Enabled ? "is enabled: a link goes on with one that is not in use" : null;
    }

    private async Task<SetupLinkResource> Show(Tx tx, SetupLink row) =>
        SetupLinkResource.Of(row, await SetupLinkStore.Domains(tx, row.Id), time.GetUtcNow());
}
