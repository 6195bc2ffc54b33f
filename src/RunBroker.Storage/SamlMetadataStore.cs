using System.Collections.Immutable;
using RunBroker.Storage.Model;

namespace RunBroker.Storage;

/// <summary>Metadata of SAML providers. Documents are written only when they change; what is noted of a fetch is a small update.</summary>
public static class SamlMetadataStore
{
    private const string Columns = """
        tenant_id, connection_id, source, url as address, document, signature_verified, valid_until, etag, last_modified, fetched_at,
        next_fetch_at, leased_until, asked_at, failures, last_error, pending_document, pending_reasons, pending_at, version
        """;

    public static Task<SamlMetadataRow?> Find(Tx tx, TenantId tenant, string connection) =>
        tx.One<SamlMetadataRow>($"select {Columns} from saml_metadata where tenant_id = @tenant and connection_id = @connection",
            new { tenant, connection });

    /// <summary>Begins anew: a connection whose address or document an admin has replaced keeps nothing of the one before.</summary>
    public static Task Put(Tx tx, SamlMetadataRow row) =>
        tx.Execute("""
            insert into saml_metadata (tenant_id, connection_id, source, url, document, signature_verified, valid_until, etag,
                                       last_modified, fetched_at, next_fetch_at, leased_until, asked_at, failures, last_error,
                                       pending_document, pending_reasons, pending_at, version)
            values (@TenantId, @ConnectionId, @Source, @Address, @Document, @SignatureVerified, @ValidUntil, @Etag, @LastModified,
                    @FetchedAt, @NextFetchAt, @LeasedUntil, @AskedAt, @Failures, @LastError, @PendingDocument, @PendingReasons,
                    @PendingAt, @Version)
            on conflict (connection_id) do update
               set source = excluded.source, url = excluded.url, document = excluded.document,
                   signature_verified = excluded.signature_verified, valid_until = excluded.valid_until, etag = excluded.etag,
                   last_modified = excluded.last_modified, fetched_at = excluded.fetched_at, next_fetch_at = excluded.next_fetch_at,
                   leased_until = excluded.leased_until, asked_at = excluded.asked_at, failures = excluded.failures,
                   last_error = excluded.last_error,
                   pending_document = excluded.pending_document, pending_reasons = excluded.pending_reasons,
                   pending_at = excluded.pending_at, version = saml_metadata.version + 1
             where saml_metadata.tenant_id = excluded.tenant_id
            """, row);

    /// <summary>What a fetch came to, documents and all.</summary>
    /// <returns>
    /// False when the row is no longer the one (its version, and its address: versions begin anew with a row) that <paramref name="row"/>
    /// was made of: then nothing is written.
    /// </returns>
    public static async Task<bool> Update(Tx tx, SamlMetadataRow row) =>
        await tx.Execute("""
            update saml_metadata
               set document = @Document, signature_verified = @SignatureVerified, valid_until = @ValidUntil, etag = @Etag,
                   last_modified = @LastModified, fetched_at = @FetchedAt, next_fetch_at = @NextFetchAt, leased_until = null,
                   failures = @Failures, last_error = @LastError, pending_document = @PendingDocument, pending_reasons = @PendingReasons,
                   pending_at = @PendingAt, version = version + 1
             where tenant_id = @TenantId and connection_id = @ConnectionId and version = @Version
               and coalesce(url, '') = coalesce(@Address, '')
            """, row) == 1;

    /// <summary>As <see cref="Update"/>, for a fetch that brought no other document.</summary>
    public static async Task<bool> Note(Tx tx, SamlMetadataRow row) =>
        await tx.Execute("""
            update saml_metadata
               set etag = @Etag, last_modified = @LastModified, fetched_at = @FetchedAt, next_fetch_at = @NextFetchAt, leased_until = null,
                   failures = @Failures, last_error = @LastError, version = version + 1
             where tenant_id = @TenantId and connection_id = @ConnectionId and version = @Version
               and coalesce(url, '') = coalesce(@Address, '')
            """, new
        {
            row.TenantId,
            row.ConnectionId,
            row.Address,
            row.Etag,
            row.LastModified,
            row.FetchedAt,
            row.NextFetchAt,
            row.Failures,
            row.LastError,
            row.Version,
        }) == 1;

    /// <summary>
    /// Takes up to <paramref name="limit"/> due ones of enabled connections, longest due first, until <paramref name="until"/>.
    /// </summary>
    /// <returns>Their connections, of whatever tenant.</returns>
    public static Task<ImmutableArray<string>> Lease(Tx tx, DateTimeOffset now, DateTimeOffset until, int limit)
    {
        var skip = tx.Kind == DbKind.Postgres ? "for update of m skip locked" : "";
        return tx.Many<string>($"""
            with due as (select m.connection_id from saml_metadata m join connection c on c.id = m.connection_id
                          where m.next_fetch_at <= @now and (m.leased_until is null or m.leased_until <= @now)
                            and c.enabled and c.deleted_at is null and c.archived_at is null
                          order by m.next_fetch_at, m.connection_id limit @limit {skip})
            update saml_metadata set leased_until = @until where connection_id in (select connection_id from due)
            returning connection_id
            """, new { now, until, limit });
    }

    /// <summary>When the earliest fetch of an enabled connection is due; null when there is none.</summary>
    public static Task<long?> NextDue(Tx tx) =>
        tx.One<long?>("""
            select min(case when m.leased_until > m.next_fetch_at then m.leased_until else m.next_fetch_at end)
              from saml_metadata m join connection c on c.id = m.connection_id
             where m.next_fetch_at is not null and c.enabled and c.deleted_at is null and c.archived_at is null
            """);

    /// <summary>Leases it to look at once, unless somebody has since <paramref name="before"/>, or is at it.</summary>
    /// <returns>True for one caller on all nodes.</returns>
    public static async Task<bool> MayAsk(
        Tx tx, TenantId tenant, string connection, DateTimeOffset before, DateTimeOffset now, DateTimeOffset until) =>
        await tx.Execute("""
            update saml_metadata set asked_at = @now, leased_until = @until
             where tenant_id = @tenant and connection_id = @connection and url is not null and (asked_at is null or asked_at <= @before)
               and (leased_until is null or leased_until <= @now)
            """, new { tenant, connection, before, now, until }) == 1;

    public static Task Delete(Tx tx, TenantId tenant, string connection) =>
        tx.Execute("delete from saml_metadata where tenant_id = @tenant and connection_id = @connection", new { tenant, connection });
}
