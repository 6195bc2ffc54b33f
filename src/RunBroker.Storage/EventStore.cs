using System.Collections.Immutable;
using RunBroker.Storage.Model;

namespace RunBroker.Storage;

/// <summary>The audit log. Nothing here changes or deletes a row.</summary>
public static class EventStore
{
    private const string Columns = "id, tenant_id, type, actor, target_type, target_id, data, ip, created_at";

    private const string Types = """
        id text, tenant_id text, type text, actor text, target_type text, target_id text, data text, ip text, created_at bigint
        """;

    public static Task Insert(Tx tx, AuditEvent e) => tx.Send(
        $"insert into event ({Columns}) values (@0, @1, @2, @3, @4, @5, @6, @7, @8)", e.Id, e.TenantId, e.Type, e.Actor, e.TargetType, e.TargetId,
        e.Data, e.Ip, e.CreatedAt);

    public static Task Insert(Tx tx, ImmutableArray<AuditEvent> events) => events is [var one]
        ? Insert(tx, one)
        : tx.Execute($"insert into event ({Columns}) select {Columns} from {tx.Rows("@rows", Types)}", new { rows = RowJson.Of(events) });

    /// <param name="tenant">Null: all, the operator's own included.</param>
    /// <param name="before">The last id of the page before, or null. Newest first.</param>
    public static Task<ImmutableArray<AuditEvent>> Page(Tx tx, TenantId? tenant, string? type, string? before, int limit) =>
        tx.Many<AuditEvent>($"""
            select {Columns} from event
             where true{(tenant is null ? "" : " and tenant_id = @tenant")}{(type is null ? "" : " and type = @type")}
                   {(before is null ? "" : " and id < @before")}
             order by id desc limit @limit
            """, new { tenant = tenant?.Value, type, before, limit });
}
