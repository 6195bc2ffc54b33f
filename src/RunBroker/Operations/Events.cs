using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;
using RunBroker.Webhooks;
using UserTag = RunBroker.Claims.UserTag;

namespace RunBroker.Operations;

/// <summary>Something that happened, told in the transaction in which it happens.</summary>
/// <param name="Type">Those of <see cref="WebhookEvents"/> go to webhooks; others are for the audit log alone.</param>
/// <param name="Actor">Who: <c>user:usr_…</c>, <c>token:rbt_…</c>, <c>client:…</c>, <c>upstream:con_…</c> or <c>broker</c>.</param>
/// <param name="Data">For the audit log and for webhooks alike: never a secret (P-009).</param>
internal sealed record NewEvent(
    string Type, TenantId? Tenant, string Actor, string? TargetType, string? TargetId, JsonObject Data, string? Ip, DateTimeOffset At)
{
    /// <summary>Of the user it is about, for the conditions of webhooks; empty when it is about no user.</summary>
    public ImmutableArray<UserTag> Tags { get; init; } = [];
}

/// <summary>The audit log and the outbox of webhooks: both are written with what they tell about, or not at all.</summary>
internal static class Events
{
    /// <summary>The outbox kind of webhook deliveries.</summary>
    public const string WebhookKind = "webhook";

    public static Task Record(Tx tx, NewEvent e) => RecordAll(tx, [e]);

    /// <summary>Many at once, by few statements.</summary>
    public static async Task RecordAll(Tx tx, ImmutableArray<NewEvent> events)
    {
        ImmutableArray<(string Id, NewEvent Event)> named = [.. events.Select(e => (Ids.New("evt_", e.At), e))];
        await EventStore.Insert(tx, [.. named.Select(n => Row(n.Id, n.Event))]);
        var messages = ImmutableArray.CreateBuilder<OutboxMessage>();
        var told = named.Where(n => n.Event.Tenant is not null && WebhookEvents.All.Contains(n.Event.Type));
        foreach (var ofTenant in told.GroupBy(n => n.Event.Tenant!.Value))
        {
            foreach (var webhook in await WebhookStore.Enabled(tx, ofTenant.Key))
            {
                var filter = FilterOf(webhook);
                messages.AddRange(ofTenant.Where(n => filter.Wants(n.Event.Type, n.Event.Tags))
                    .Select(n => MessageFor(webhook, n.Id, n.Event)));
            }
        }

        await OutboxStore.Insert(tx, messages.ToImmutable());
    }

    private static AuditEvent Row(string id, NewEvent e) => new()
    {
        Id = id,
        TenantId = e.Tenant,
        Type = e.Type,
        Actor = e.Actor,
        TargetType = e.TargetType,
        TargetId = e.TargetId,
        Data = e.Data.ToJsonString(),
        Ip = e.Ip,
        CreatedAt = e.At,
    };

    internal static WebhookFilter FilterOf(Webhook webhook) =>
        new(webhook.Events, [.. JsonSerializer.Deserialize<WebhookCondition[]>(webhook.Conditions, JsonSerializerOptions.Web)!]);

    private static OutboxMessage MessageFor(Webhook webhook, string eventId, NewEvent e) => new()
    {
        Id = Ids.New("msg_", e.At),
        TenantId = webhook.TenantId,
        Kind = WebhookKind,
        Target = webhook.Id,
        Lane = OutboxLane.Of(webhook.TenantId, webhook.Url, webhook.Id),
        Subject = eventId,
        // The octets are made once, so that every attempt signs and sends the same ones.
        Payload = Encoding.UTF8.GetString(new WebhookEvent(eventId, e.Type, e.At, e.Data).ToBody()),
        State = "pending",
        RoundAt = e.At,
        NextAt = e.At,
        CreatedAt = e.At,
    };
}
