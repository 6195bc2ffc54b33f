using System.Collections.Immutable;
using RunBroker.Storage.Model;

namespace RunBroker.Storage;

/// <summary>What is wrong now, over all tenants or in one. Each list is bounded: it is for people.</summary>
public static class AttentionStore
{
    /// <summary>Enabled connections whose last sign-in failed after the last one that succeeded, newest first.</summary>
    /// <param name="tenant">Null: of all tenants.</param>
    public static Task<ImmutableArray<Connection>> Failing(Tx tx, TenantId? tenant, DateTimeOffset since, int limit) =>
        tx.Many<Connection>($"""
            select {ConnectionStore.Columns} from connection
             where enabled and (last_success_at is null or last_failure_at > last_success_at)
               and last_failure_at >= @since and deleted_at is null{Of(tenant)}
             order by last_failure_at desc limit @limit
            """, new { tenant = tenant?.Value, since, limit });

    /// <summary>Enabled connections whose metadata could not be fetched three times or more, or waits for somebody's word.</summary>
    public static Task<ImmutableArray<Connection>> WithTroubledMetadata(Tx tx, TenantId? tenant, int limit) =>
        tx.Many<Connection>($"""
            select {ConnectionStore.Columns} from connection
             where enabled and deleted_at is null{Of(tenant)}
               and id in (select connection_id from saml_metadata where failures >= 3 or pending_at is not null)
             order by id limit @limit
            """, new { tenant = tenant?.Value, limit });

    /// <summary>Enabled connections of whose certificates one was told to end soon.</summary>
    public static Task<ImmutableArray<Connection>> WithEndingCertificates(Tx tx, TenantId? tenant, DateTimeOffset since, int limit) =>
        tx.Many<Connection>($"""
            select {ConnectionStore.Columns} from connection
             where enabled and deleted_at is null{Of(tenant)}
               and id in (select connection_id from saml_expiry_notice where told_at >= @since)
             order by id limit @limit
            """, new { tenant = tenant?.Value, since, limit });

    /// <summary>Legs of sign-outs that were given up after <paramref name="since"/>, by whom they were for.</summary>
    public static Task<ImmutableArray<UndeliveredLegs>> Undelivered(Tx tx, TenantId? tenant, DateTimeOffset since, int limit) =>
        tx.Many<UndeliveredLegs>($"""
            select tenant_id, target, channel, count(*) as count, min(at) as since, max(logout_id) as logout_id from logout_leg
             where state = 'failed' and at >= @since{Of(tenant)}
             group by tenant_id, target, channel order by count(*) desc, target limit @limit
            """, new { tenant = tenant?.Value, since, limit });

    public static async Task<OutboxState> Outbox(Tx tx) =>
        await tx.One<OutboxState>("select count(*) as waiting, min(created_at) as oldest from outbox where state = 'pending'") ?? new(0, null);

    /// <summary>How many sign-ins have ended since then, by state.</summary>
    public static async Task<(long Succeeded, long Failed)> SignInsSince(Tx tx, DateTimeOffset since) => (
        await tx.One<long>("select count(*) from sign_in where created_at >= @since and state = 'succeeded'", new { since }),
        await tx.One<long>("select count(*) from sign_in where created_at >= @since and state = 'failed'", new { since }));

    private static string Of(TenantId? tenant) => tenant is null ? "" : " and tenant_id = @tenant";
}
