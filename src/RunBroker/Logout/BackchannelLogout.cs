using System.Text.Json;
using System.Text.Json.Serialization;
using RunBroker.Http.Outbound;
using RunBroker.Operations;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;
using RunBroker.Webhooks;

namespace RunBroker.Logout;

/// <summary>What the outbox keeps for one app; the token is made anew for each attempt, its jti is the leg's id every time.</summary>
internal sealed record BackchannelMessage(string Leg, string Logout, string Subject, string Sid);

/// <summary>
/// Broker → app: this session is over (OIDC Back-Channel Logout 1.0), by the one guarded way out, with the address that the app has registered
/// now. Any answer but success is tried again for a day: an app that is being deployed answers 404, and its people must be out in the end.
/// </summary>
internal sealed class BackchannelLogout(Db db, Outbound outbound, LogoutTokens tokens, TimeProvider time)
{
    /// <summary>The outbox kind.</summary>
    public const string Kind = "backchannel_logout";

    public OutboxChannel Channel => new(Kind, Send, After) { Gone = Gone };

    /// <summary>The leg's id is the message's as well, so that an admin's retry finds it.</summary>
    public static OutboxMessage MessageFor(LogoutLeg leg, string user, DateTimeOffset now) => new()
    {
        Id = leg.Id,
        TenantId = leg.TenantId,
        Kind = Kind,
        Target = leg.Target,
        Subject = leg.LogoutId,
        Payload = JsonSerializer.Serialize(new(leg.Id, leg.LogoutId, user, leg.Sid ?? ""), BackchannelJson.Default.BackchannelMessage),
        State = "pending",
        NextAt = now,
        CreatedAt = now,
    };

    private async Task<DeliveryAnswer?> Send(OutboxMessage message, CancellationToken stop)
    {
        var told = Read(message);
        var app = await db.Read(tx => ClientStore.Find(tx, message.Target), stop) is { } row ? StoredJson.App(row.Client.Metadata) : null;
        if (app?.BackchannelLogoutUri is not { } uri)
            return null;
        var token = tokens.For(message.Target, app.IdTokenSignedResponseAlg, told, time.GetUtcNow());
        var result = await outbound.Send(new OutboundRequest(OutboundPurpose.BackchannelLogout, message.TenantId.Value, HttpMethod.Post, uri)
        {
            Body = new OutboundBody.Form([new("logout_token", token)]),
        }, stop);
        return result.Match<DeliveryAnswer>(
            answered: a => a.Status is >= 200 and < 300 or 408 or 425 or 429 or >= 500
                ? new DeliveryAnswer.Status(a.Status, a.Headers.RetryAfter) : new DeliveryAnswer.Nothing(AppRefusal.Words(a.Status, a.Body, token)),
            refused: r => new DeliveryAnswer.Nothing(r.Reason.ToString()),
            failed: f => new DeliveryAnswer.Nothing(f.Reason.ToString()));
    }

    private static async Task After(Tx tx, OutboxMessage message, DeliveryVerdict verdict, DateTimeOffset now)
    {
        var (state, error) = verdict.Match<(string, string?)>(
            delivered: () => (LegStates.Delivered, null),
            retry: r => (LegStates.Pending, r.Why),
            failed: f => (LegStates.Failed, f.Why),
            disable: d => (LegStates.Failed, d.Why));
        var told = Read(message);
        if (!await LogoutStore.Settle(tx, message.TenantId, told.Leg, state, message.Attempts, error, now) || state != LegStates.Failed)
            return;
        await Events.Record(tx, new(WebhookEvents.LogoutDeliveryFailed, message.TenantId, "broker", "logout", told.Logout, new()
        {
            ["logout_id"] = told.Logout,
            ["client_id"] = message.Target,
            ["user_id"] = told.Subject,
            ["attempts"] = message.Attempts,
            ["last_error"] = error,
        }, null, now));
    }

    private static Task<bool> Gone(Tx tx, OutboxMessage message, DateTimeOffset now) => LogoutStore.Settle(
        tx, message.TenantId, Read(message).Leg, LegStates.Gone, message.Attempts, "the app is no longer registered for it", now);

    private static BackchannelMessage Read(OutboxMessage message) =>
        JsonSerializer.Deserialize(message.Payload, BackchannelJson.Default.BackchannelMessage)!;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(BackchannelMessage))]
internal sealed partial class BackchannelJson : JsonSerializerContext;
