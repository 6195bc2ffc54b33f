using System.Text.Json.Nodes;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;

namespace RunBroker.Operations;

internal sealed record NewEvent(
    string Type, TenantId? Tenant, string Actor, string? TargetType, string? TargetId, JsonObject Data, string? Ip, DateTimeOffset At);

/// <summary>The audit log.</summary>
internal static class Events
{
    public static Task Record(Tx tx, NewEvent e) => EventStore.Insert(tx, new AuditEvent
    {
        Id = Ids.New("evt_", e.At), TenantId = e.Tenant, Type = e.Type, Actor = e.Actor, TargetType = e.TargetType, TargetId = e.TargetId,
        Data = e.Data.ToJsonString(), Ip = e.Ip, CreatedAt = e.At,
    });
}
