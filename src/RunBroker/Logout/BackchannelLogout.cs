using System.Collections.Immutable;
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

/// <summary>How an app is told.</summary>
internal sealed record BackchannelAddress(string Uri, string Alg)
{
    /// <summary>Null when the app wants to be told nothing by this way.</summary>
    public static BackchannelAddress? Of(LogoutAddresses app) =>
        app.BackchannelLogoutUri is { } uri ? new(uri, app.IdTokenSignedResponseAlg) : null;
}

/// <summary>
/// Broker → app: this session is over (OIDC Back-Channel Logout 1.0), by the one guarded way out, with the address that the app has
/// registered now. Any answer but success is tried again for a day: an app that is being deployed answers 404, and its people must be out
/// in the end.
/// </summary>
internal sealed class BackchannelLogout(Outbound outbound, LogoutTokens tokens, TimeProvider time)
{
    /// <summary>The outbox kind.</summary>
    public const string Kind = "backchannel_logout";

    public OutboxChannel Channel => new(Kind, Ready, After) { Gone = Gone };

    /// <summary>The leg's id is the message's as well, so that an admin's retry finds it.</summary>
    public static OutboxMessage MessageFor(LogoutLeg leg, string? address, string user, DateTimeOffset now) => new()
    {
        Id = leg.Id,
        TenantId = leg.TenantId,
        Kind = Kind,
        Target = leg.Target,
        Lane = OutboxLane.Of(leg.TenantId, address, leg.Target),
        Subject = leg.LogoutId,
        Payload = JsonSerializer.Serialize(new(leg.Id, leg.LogoutId, user, leg.Sid ?? ""), BackchannelJson.Default.BackchannelMessage),
        State = "pending",
        RoundAt = now,
        NextAt = now,
        CreatedAt = now,
    };

    /// <summary>A tenant is about to be deleted, its apps' rows with it: those who have to be told are told all the same.</summary>
    public static async Task KeepAddresses(Tx tx, TenantId tenant)
    {
        for (var after = ""; await ClientStore.Page(tx, tenant, after, 200) is { IsEmpty: false } apps; after = apps[^1].ClientId)
        {
            foreach (var app in await ClientStore.FindLogouts(tx, [.. apps.Select(a => a.ClientId)]))
            {
                if (BackchannelAddress.Of(LogoutAddresses.Of(app)) is not { } address)
                    continue;
                var kept = JsonSerializer.Serialize(address, BackchannelJson.Default.BackchannelAddress);
                await OutboxStore.Keep(tx, tenant, Kind, app.ClientId, kept);
            }
        }
    }

    private async Task<OutboxSend> Ready(Tx tx, ImmutableArray<OutboxMessage> messages)
    {
        var apps = (await ClientStore.FindLogouts(tx, [.. messages.Select(m => m.Target).Distinct(StringComparer.Ordinal)]))
            .ToDictionary(row => row.ClientId, LogoutAddresses.Of, StringComparer.Ordinal);
        return (message, stop) => Send(message, Address(message, apps.GetValueOrDefault(message.Target)), stop);
    }

    private static BackchannelAddress? Address(OutboxMessage message, LogoutAddresses? registered) =>
        registered is not null ? BackchannelAddress.Of(registered)
        : message.Kept is { } kept ? JsonSerializer.Deserialize(kept, BackchannelJson.Default.BackchannelAddress)
        : null;

    private async Task<DeliveryAnswer?> Send(OutboxMessage message, BackchannelAddress? app, CancellationToken stop)
    {
        if (app is null)
            return null;
        var token = tokens.For(message.Target, app.Alg, Read(message), time.GetUtcNow());
        var request = new OutboundRequest(OutboundPurpose.BackchannelLogout, message.TenantId.Value, HttpMethod.Post, app.Uri)
        {
            Body = new OutboundBody.Form([new("logout_token", token)]),
        };
        var result = await outbound.Send(request, stop);
        return result.Match(BackchannelAnswer.Of, refused: r => DeliveryFaults.Of(r.Reason), failed: f => DeliveryFaults.Of(f.Reason));
    }

    private static async Task After(Tx tx, ImmutableArray<OutboxMessage> messages, DeliveryVerdict verdict, DateTimeOffset now)
    {
        var made = messages[0].Attempts;
        var (state, error, attempts) = verdict.Match<(string, string?, int)>(
            delivered: () => (LegStates.Delivered, null, made),
            retry: r => (LegStates.Pending, r.Why, r.Attempts),
            failed: f => (LegStates.Failed, f.Why, made),
            disable: d => (LegStates.Failed, d.Why, made));
        var settled = await Settle(tx, messages, state, attempts, error, now);
        if (state != LegStates.Failed)
            return;
        foreach (var message in messages)
        {
            if (!settled.Contains(message.Id))
                continue;
            var told = Read(message);
            await Events.Record(tx, new(WebhookEvents.LogoutDeliveryFailed, message.TenantId, "broker", "logout", told.Logout, new()
            {
                ["logout_id"] = told.Logout,
                ["client_id"] = message.Target,
                ["user_id"] = told.Subject,
                ["attempts"] = attempts,
                ["last_error"] = error,
            }, null, now));
        }
    }

    private static Task<ImmutableArray<string>> Gone(Tx tx, ImmutableArray<OutboxMessage> messages, DateTimeOffset now) =>
        Settle(tx, messages, LegStates.Gone, messages[0].Attempts, "the app is no longer registered for it", now);

    private static Task<ImmutableArray<string>> Settle(
        Tx tx, ImmutableArray<OutboxMessage> messages, string state, int attempts, string? error, DateTimeOffset now) =>
        LogoutStore.SettleMany(tx, messages[0].TenantId, [.. messages.Select(m => m.Id)], state, attempts, error, now);

    private static BackchannelMessage Read(OutboxMessage message) =>
        JsonSerializer.Deserialize(message.Payload, BackchannelJson.Default.BackchannelMessage)!;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(BackchannelMessage))]
[JsonSerializable(typeof(BackchannelAddress))]
internal sealed partial class BackchannelJson : JsonSerializerContext;
