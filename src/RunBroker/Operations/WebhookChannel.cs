using System.Collections.Immutable;
using System.Text;
using RunBroker.Admin;
using RunBroker.Http.Outbound;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;
using RunBroker.Webhooks;

namespace RunBroker.Operations;

/// <summary>Deliveries of webhooks: signed anew for each attempt (O-166), through the one guarded way out.</summary>
internal sealed class WebhookChannel(Db db, Outbound outbound, SecretBox box, TimeProvider time)
{
    public OutboxChannel Channel => new(Events.WebhookKind, (_, _) => Task.FromResult<OutboxSend>(Send), After);

    private async Task<DeliveryAnswer?> Send(OutboxMessage message, CancellationToken stop)
    {
        if (await db.Read(tx => WebhookStore.Find(tx, message.TenantId, message.Target), stop) is not { DisabledAt: null } webhook)
            return null;
        var now = time.GetUtcNow();
        var secrets = Secrets(webhook, now);
        if (secrets.IsEmpty)
            return new DeliveryAnswer.Nothing("the signing secret cannot be opened");
        var body = Encoding.UTF8.GetBytes(message.Payload);
        var signed = WebhookSignature.Sign(message.Subject ?? message.Id, body, secrets, now);
        var result = await outbound.Send(new OutboundRequest(OutboundPurpose.Webhook, message.TenantId.Value, HttpMethod.Post, webhook.Url)
        {
            Headers =
            [
                new(WebhookHeaders.IdName, signed.Id), new(WebhookHeaders.TimestampName, signed.Timestamp),
                    new(WebhookHeaders.SignatureName, signed.Signature),
            ],
            Body = new OutboundBody.Json(body),
        }, stop);
        return result.Match<DeliveryAnswer>(
            answered: a => new DeliveryAnswer.Status(a.Status, a.Headers.RetryAfter),
            refused: r => DeliveryFaults.Of(r.Reason),
            failed: f => DeliveryFaults.Of(f.Reason));
    }

    // 410 Gone: the receiver wants no more of these, so none of the others is tried either.
    private static async Task After(Tx tx, ImmutableArray<OutboxMessage> messages, DeliveryVerdict verdict, DateTimeOffset now)
    {
        if (verdict is not DeliveryVerdict.Disable)
            return;
        foreach (var message in messages)
            await Disable(tx, message, now);
    }

    private static async Task Disable(Tx tx, OutboxMessage message, DateTimeOffset now)
    {
        if (await WebhookStore.Find(tx, message.TenantId, message.Target) is not { DisabledAt: null } webhook)
            return;
        await WebhookStore.Update(tx, webhook with { DisabledAt = now, Version = webhook.Version + 1, UpdatedAt = now }, webhook.Version);
        await OutboxStore.Abandon(tx, message.TenantId, Events.WebhookKind, webhook.Id, now);
        await Events.Record(tx,
            new("webhook.disabled", message.TenantId, "broker", "webhook", webhook.Id, new() { ["cause"] = "410 Gone" }, null, now));
    }

    // Newest first; the old one signs too until its time is over.
    private ImmutableArray<WebhookSecret> Secrets(Webhook webhook, DateTimeOffset now)
    {
        var old = webhook.OldSecret is { } octets && now < webhook.OldSecretUntil ? Open(octets, WebhookAdmin.Place(webhook, "old_secret"))
            : null;
        return Open(webhook.Secret, WebhookAdmin.Place(webhook, "secret")) is { } current ? (old is null ? [current] : [current, old]) : [];
    }

    private WebhookSecret? Open(byte[] octets, SecretPlace place) =>
        box.Open(octets, place) is { } plain ? WebhookSecret.Read(Encoding.ASCII.GetString(plain)) : null;
}
