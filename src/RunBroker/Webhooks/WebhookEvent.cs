using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RunBroker.Webhooks;

/// <summary>
/// One thing that happened, as it is sent: <c>{"id","type","timestamp","data"}</c>. The octets are made once and stored, so that every
/// attempt and every redelivery sends and signs the same ones.
/// </summary>
public sealed record WebhookEvent(string Id, string Type, DateTimeOffset At, JsonObject Data)
{
    public static WebhookEvent ForUserCreated(string id, DateTimeOffset at, UserData user) =>
        new(id, WebhookEvents.UserCreated, at, user.ToJson());

    public static WebhookEvent ForUserUpdated(string id, DateTimeOffset at, UserData user) =>
        new(id, WebhookEvents.UserUpdated, at, user.ToJson());

    /// <summary>UTF-8 JSON, the body of the request.</summary>
    public byte[] ToBody() => JsonSerializer.SerializeToUtf8Bytes(new JsonObject
    {
        ["id"] = Id,
        ["type"] = Type,
        ["timestamp"] = WireTime(At),
        ["data"] = Data.DeepClone(),
    });

    /// <summary>RFC 3339, UTC, with milliseconds.</summary>
    internal static string WireTime(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
