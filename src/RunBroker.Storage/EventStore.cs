using System.Collections.Immutable;
using RunBroker.Storage.Model;

namespace RunBroker.Storage;

/// <summary>The audit log. Nothing here changes or deletes a row.</summary>
public static class EventStore
{
    public static Task Insert(Tx tx, AuditEvent e) =>
        tx.Execute("""
            insert into event (id, tenant_id, type, actor, target_type, target_id, data, ip, created_at)
            values (@Id, @TenantId, @Type, @Actor, @TargetType, @TargetId, @Data, @Ip, @CreatedAt)
            """, new { e.Id, TenantId = e.TenantId?.Value, e.Type, e.Actor, e.TargetType, e.TargetId, e.Data, e.Ip, e.CreatedAt });

    /// <param name="tenant">Null: all, the operator's own included.</param>
    /// <param name="before">The last id of the page before, or null. Newest first.</param>
    public static Task<ImmutableArray<AuditEvent>> Page(Tx tx, TenantId? tenant, string? type, string? before, int limit) =>
        tx.Many<AuditEvent>($"""
            select id, tenant_id, type, actor, target_type, target_id, data, ip, created_at from event
             where true{(tenant is null ? "" : " and tenant_id = @tenant")}{(type is null ? "" : " and type = @type")}{(before is null ? "" : " and id < @before")}
             order by id desc limit @limit
            """, new { tenant = tenant?.Value, type, before, limit });
}
