using System.Text.Json;
using RunBroker.Storage;
using RunBroker.Storage.Model;

namespace RunBroker.Admin;

internal sealed record EventResource
{
    public required string Id { get; init; }
    public required string Type { get; init; }
    public string? TenantId { get; init; }
    public required string Actor { get; init; }
    public string? TargetType { get; init; }
    public string? TargetId { get; init; }
    public required JsonElement Data { get; init; }
    public string? Ip { get; init; }
    public DateTime CreatedAt { get; init; }
}

/// <summary>The audit log: read and never written from outside, newest first.</summary>
internal sealed class LogAdmin(Db db)
{
    /// <param name="tenant">Null: all of the installation.</param>
    public Task<Page<EventResource>> Events(TenantId? tenant, string? type, PageAsk page, CancellationToken stop) =>
        db.Read(async tx => page.Cut(await EventStore.Page(tx, tenant, type, page.After, page.Take), e => e.Id, Show), stop);

    private static EventResource Show(AuditEvent row) => new()
    {
        Id = row.Id,
        Type = row.Type,
        TenantId = row.TenantId?.Value,
        Actor = row.Actor,
        TargetType = row.TargetType,
        TargetId = row.TargetId,
        Data = JsonElement.Parse(row.Data),
        Ip = row.Ip,
        CreatedAt = row.CreatedAt.UtcDateTime,
    };
}
