namespace RunBroker.Storage;

/// <summary>Sign-outs that providers asked for, for the sign-ins that are under way then.</summary>
public static class UpstreamSignOutStore
{
    /// <param name="nameHash">Null: the provider named a session and nobody.</param>
    /// <param name="sid">Null: all sessions of that person.</param>
    public static Task Note(
        Tx tx, TenantId tenant, string connection, byte[]? nameHash, string? sid, DateTimeOffset now, DateTimeOffset until) =>
        tx.Execute("""
            insert into upstream_sign_out (connection_id, tenant_id, name_hash, sid, asked_at, expires_at)
            values (@connection, @tenant, @nameHash, @sid, @now, @until)
            on conflict (connection_id, name_hash, sid) do update set asked_at = excluded.asked_at, expires_at = excluded.expires_at
             where upstream_sign_out.asked_at < excluded.asked_at
            """, new { connection, tenant, nameHash = nameHash ?? [], sid = sid ?? "", now, until });

    /// <summary>
    /// Whether the provider has ended that session since; where one of both names no session, all of the person are meant.
    /// </summary>
    /// <param name="alsoHash">Another name that the provider may have called the person by; null: it has one alone.</param>
    public static async Task<bool> Since(
        Tx tx, TenantId tenant, string connection, byte[] nameHash, byte[]? alsoHash, string? sid, DateTimeOffset begun) =>
        sid is null
            ? await tx.OneKept("""
                select count(*) from upstream_sign_out where tenant_id = @0 and connection_id = @1 and asked_at > @2 and name_hash in (@3, @4)
                """, row => row.GetInt64(0), tenant, connection, begun, nameHash, alsoHash ?? nameHash) > 0
            : await tx.OneKept("""
                select count(*) from upstream_sign_out
                 where tenant_id = @0 and connection_id = @1 and asked_at > @2
                   and ((name_hash in (@3, @4) and sid in ('', @5)) or (name_hash = @6 and sid = @5))
                """, row => row.GetInt64(0), tenant, connection, begun, nameHash, alsoHash ?? nameHash, sid, Array.Empty<byte>()) > 0;
}
