namespace RunBroker.Storage;

/// <summary>Which ends of certificates were told.</summary>
public static class ExpiryNoticeStore
{
    /// <returns>True for the one caller, on all nodes and for ever, that tells it.</returns>
    public static async Task<bool> Once(Tx tx, TenantId tenant, string connection, string thumbprint, int days, DateTimeOffset now) =>
        await tx.Execute("""
            insert into saml_expiry_notice (connection_id, tenant_id, thumbprint, days, told_at)
            values (@connection, @tenant, @thumbprint, @days, @now) on conflict do nothing
            """, new { connection, tenant, thumbprint, days, now }) == 1;
}
