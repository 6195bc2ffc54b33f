using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RunBroker.Admin.Api;
using RunBroker.Http.Outbound;
using RunBroker.Operations;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;
using RunBroker.Webhooks;

namespace RunBroker.Admin;

internal sealed class WebhookAdmin(Db db, SecretBox box, OutboundRules rules, TimeProvider time)
{
    private const string Made = "webhook.created";

    /// <summary>Both secrets sign for this long, so that a receiver can change over.</summary>
    private static readonly TimeSpan OldSecret = TimeSpan.FromHours(24);

    public Task<Page<WebhookResource>> List(TenantId tenant, PageAsk page, CancellationToken stop) =>
        db.Read(async tx => page.Cut(await WebhookStore.Page(tx, tenant, page.AfterOrStart, page.Take), w => w.Id, w => Show(w)), stop);

    public Task<AdminResult<Versioned<WebhookResource>>> Get(TenantId tenant, string id, CancellationToken stop) =>
        db.Read<AdminResult<Versioned<WebhookResource>>>(
            async tx => await WebhookStore.Find(tx, tenant, id) is { } row ? Answer(row) : Problem.NotFound, stop);

    public Task<AdminResult<Versioned<WebhookResource>>> Create(ManagementCaller caller, TenantId tenant, JsonObject sent,
        CancellationToken stop) =>
        db.Try<Versioned<WebhookResource>>(
            async tx =>
            {
                var draft = Draft.New(sent);
                var now = time.GetUtcNow();
                var blank = new Webhook
                {
                    Id = Ids.New("whk_", now),
                    TenantId = tenant,
                    Url = "",
                    Conditions = "[]",
                    Secret = [],
                    Version = 1,
                    CreatedAt = now,
                    UpdatedAt = now
                };
                var (row, chosen) = Read(draft, blank);
                if (draft.Fault() is { } fault)
                    return fault;
                var secret = chosen ?? WebhookSecret.Generate();
                row = row with { Secret = Seal(row, secret) };
                await WebhookStore.Insert(tx, row);
                await Events.Record(tx, Told(caller, row, Made, now));
                return Answer(row, chosen is null ? secret : null);
            }, stop);

    public Task<AdminResult<Versioned<WebhookResource>>> Change(
        ManagementCaller caller, TenantId tenant, string id, JsonObject patch, string? ifMatch, CancellationToken stop) =>
        Update(caller, tenant, id, ifMatch, "webhook.updated", before =>
        {
            var draft = Draft.Change(Show(before), patch);
            var (row, secret) = Read(draft, before);
            if (draft.Fault() is { } fault)
                return fault;
            return (secret is null ? row : Rotated(row, secret), null);
        }, stop);

    public Task<AdminResult<Versioned<WebhookResource>>> RotateSecret(ManagementCaller caller, TenantId tenant, string id,
        CancellationToken stop) =>
        Update(caller, tenant, id, null, "webhook.secret_rotated", before =>
        {
            var secret = WebhookSecret.Generate();
            return (Rotated(before, secret), secret);
        }, stop);

    public Task<AdminResult<Versioned<WebhookResource>>> Enable(ManagementCaller caller, TenantId tenant, string id,
        CancellationToken stop) =>
        Update(caller, tenant, id, null, "webhook.enabled", before => (before with { DisabledAt = null }, null), stop);

    public Task<AdminResult<bool>> Delete(ManagementCaller caller, TenantId tenant, string id, string? ifMatch, CancellationToken stop) =>
        db.Try<bool>(
            async tx =>
            {
                if (await WebhookStore.Find(tx, tenant, id) is not { } row)
                    return Problem.NotFound;
                if (!ApiAnswer.Matches(ifMatch, Answer(row)))
                    return Problem.Stale;
                var now = time.GetUtcNow();
                await WebhookStore.Delete(tx, tenant, id);
                await OutboxStore.Abandon(tx, tenant, Events.WebhookKind, id, now);
                await Events.Record(tx, Told(caller, row, "webhook.deleted", now));
                return true;
            }, stop);

    public Task<AdminResult<Page<DeliveryResource>>> Deliveries(TenantId tenant, string id, PageAsk page, CancellationToken stop) =>
        db.Read<AdminResult<Page<DeliveryResource>>>(
            async tx => await WebhookStore.Find(tx, tenant, id) is null
                ? Problem.NotFound
                : page.Cut(await OutboxStore.Page(tx, tenant, Events.WebhookKind, id, page.After, page.Take), m => m.Id, Show), stop);

    public Task<AdminResult<Versioned<DeliveryResource>>> Delivery(TenantId tenant, string id, string delivery, CancellationToken stop) =>
        db.Read<AdminResult<Versioned<DeliveryResource>>>(
            async tx => await OutboxStore.Find(tx, tenant, id, delivery) is { Kind: Events.WebhookKind } row
                ? new Versioned<DeliveryResource>(Show(row))
                : Problem.NotFound, stop);

    /// <summary>The same octets under the same id again, signed anew: a receiver that has it drops it.</summary>
    public Task<AdminResult<DeliveryResource>> Redeliver(ManagementCaller caller, TenantId tenant, string id, string delivery,
        CancellationToken stop) =>
        db.Try<DeliveryResource>(
            async tx =>
            {
                if (await WebhookStore.Find(tx, tenant, id) is not { } row
                    || await OutboxStore.Find(tx, tenant, id, delivery) is not { Kind: Events.WebhookKind })
                    return Problem.NotFound;
                if (row.DisabledAt is not null)
                    return Problem.Conflict("disabled", "The webhook is disabled: enable it first.");
                var now = time.GetUtcNow();
                await OutboxStore.Redeliver(tx, tenant, id, delivery, now);
                await Events.Record(tx, Told(caller, row, "webhook.redelivered", now));
                return Show((await OutboxStore.Find(tx, tenant, id, delivery))!);
            }, stop);

    internal static SecretPlace Place(Webhook row, string column) => new(row.TenantId.Value, "webhook", row.Id, column);

    private (Webhook Row, WebhookSecret? Secret) Read(Draft draft, Webhook before)
    {
        draft.ReadOnly("id", "disabled_at", "created_at", "updated_at");
        var url = draft.Reader.RequiredText("url", WebUrl.Longest);
        // Checked as text now, so that a mistake is seen at once, and again with its address at every delivery.
        if (url is not null
            && (WebUrl.Fault(url)
                ?? OutboundUrl.Check(url, rules).Match<string?>(_ => null, r => $"the broker may not reach it ({r.Reason})")) is { } says)
            draft.Errors.Add("url", says);
        var filter = WebhookFilter.Read(draft.Reader);
        var text = draft.Reader.Text("secret", 200);
        var secret = text is null ? null : WebhookSecret.Read(text);
        if (text is not null && secret is null)
            draft.Errors.Add("secret", "must be whsec_ and the base64 of 32 to 64 bytes");
        var conditions = filter.Conditions.Select(c => new WebhookConditionResource { Tag = c.Tag, Value = c.Value });
        return (before with
        {
            Url = url ?? "",
            Events = filter.Events,
            Conditions = JsonSerializer.Serialize(conditions, AdminJson.Options)
        }, secret);
    }

    private Task<AdminResult<Versioned<WebhookResource>>> Update(
        ManagementCaller caller, TenantId tenant, string id, string? ifMatch, string type,
        Func<Webhook, AdminResult<(Webhook Row, WebhookSecret? Shown)>> change, CancellationToken stop) =>
        db.Try<Versioned<WebhookResource>>(
            async tx =>
            {
                if (await WebhookStore.Find(tx, tenant, id) is not { } before)
                    return Problem.NotFound;
                if (!ApiAnswer.Matches(ifMatch, Answer(before)))
                    return Problem.Stale;
                var changed = change(before);
                if (changed is not AdminResult<(Webhook Row, WebhookSecret? Shown)>.Done { Value: var (row, shown) })
                    return ((AdminResult<(Webhook Row, WebhookSecret? Shown)>.Refused)changed).Why;
                row = row with { Version = before.Version + 1, UpdatedAt = time.GetUtcNow() };
                if (!await WebhookStore.Update(tx, row, before.Version))
                    return Problem.Stale;
                await Events.Record(tx, Told(caller, row, type, row.UpdatedAt));
                return Answer(row, shown);
            }, stop);

    // The old one is bound to another column, so it is opened and sealed anew.
    private Webhook Rotated(Webhook row, WebhookSecret secret) => row with
    {
        OldSecret = box.Open(row.Secret, Place(row, "secret")) is { } old ? box.Seal(old, Place(row, "old_secret")) : null,
        OldSecretUntil = time.GetUtcNow() + OldSecret,
        Secret = Seal(row, secret),
    };

    private byte[] Seal(Webhook row, WebhookSecret secret) => box.Seal(Encoding.ASCII.GetBytes(secret.Reveal()), Place(row, "secret"));

    // Without the path: paths of webhooks carry secrets (P-008).
    private static NewEvent Told(ManagementCaller caller, Webhook row, string type, DateTimeOffset now) => caller.Did(
        type, row.TenantId, "webhook", row.Id, now,
            new() { ["id"] = row.Id, ["origin"] = new Uri(row.Url).GetLeftPart(UriPartial.Authority) });

    private static Versioned<WebhookResource> Answer(Webhook row, WebhookSecret? secret = null) => new(Show(row, secret), row.Version);

    private static WebhookResource Show(Webhook row, WebhookSecret? secret = null) => new()
    {
        Id = row.Id,
        Url = row.Url,
        Events = row.Events,
        Conditions = [.. JsonSerializer.Deserialize<WebhookConditionResource[]>(row.Conditions, AdminJson.Options)!],
        Secret = secret?.Reveal(),
        DisabledAt = row.DisabledAt?.UtcDateTime,
        CreatedAt = row.CreatedAt.UtcDateTime,
        UpdatedAt = row.UpdatedAt.UtcDateTime,
    };

    private static DeliveryResource Show(OutboxMessage row) => new()
    {
        Id = row.Id,
        EventId = row.Subject,
        State = row.State,
        Attempts = row.Attempts,
        NextAttemptAt = row.State == "pending" ? row.NextAt.UtcDateTime : null,
        LastStatus = row.LastStatus,
        LastError = row.LastError,
        CreatedAt = row.CreatedAt.UtcDateTime,
        DoneAt = row.DoneAt?.UtcDateTime,
    };
}
