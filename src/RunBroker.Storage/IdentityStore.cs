using System.Collections.Immutable;
using System.Data.Common;
using RunBroker.Storage.Model;

namespace RunBroker.Storage;

/// <summary>
/// Which upstream subject is which user. The primary key makes a subject of one tenant's connection never another's (S-142).
/// </summary>
public static class IdentityStore
{
    private const string Columns = "tenant_id, connection_id, issuer, subject, user_id, active, created_at, last_login_at";

    public static Task<Identity?> Find(Tx tx, TenantId tenant, string connection, string issuer, string subject) =>
        tx.OneKept(
            $"select {Columns} from user_identity where tenant_id = @0 and connection_id = @1 and issuer = @2 and subject = @3", Read,
            tenant, connection, issuer, subject);

    private static Identity Read(DbDataReader row) => new()
    {
        TenantId = row.Tenant(0),
        ConnectionId = row.GetString(1),
        Issuer = row.GetString(2),
        Subject = row.GetString(3),
        UserId = row.GetString(4),
        Active = row.GetBoolean(5),
        CreatedAt = row.Instant(6),
        LastLoginAt = row.Instant(7),
    };

    /// <summary>
    /// After a disconnect: the newest inactive identity of the same issuer and subject, that a new connection may take over.
    /// </summary>
    public static async Task<Identity?> FindToTakeOver(Tx tx, TenantId tenant, string issuer, string subject)
    {
        var found = await tx.Many<Identity>($"""
            select {Columns} from user_identity
             where tenant_id = @tenant and issuer = @issuer and subject = @subject and not active
             order by last_login_at desc limit 1
            """, new { tenant, issuer, subject });
        return found.FirstOrDefault();
    }

    public static Task<ImmutableArray<Identity>> OfUser(Tx tx, TenantId tenant, string user) => OfUsers(tx, tenant, [user]);

    public static Task<ImmutableArray<Identity>> OfUsers(Tx tx, TenantId tenant, IReadOnlyCollection<string> users) =>
        tx.Many<Identity>($"""
            select {Columns} from user_identity where tenant_id = @tenant and {tx.Among("user_id", "@users")} order by user_id, created_at
            """, new { tenant, users = users.ToArray() });

    /// <returns>False when another sign-in has just linked the same subject: read again.</returns>
    public static async Task<bool> Insert(Tx tx, Identity identity)
    {
        const string Sql = $"insert into user_identity ({Columns}) values (@0, @1, @2, @3, @4, @5, @6, @7) on conflict do nothing";
        return await tx.ExecuteKept(
            Sql, identity.TenantId, identity.ConnectionId, identity.Issuer, identity.Subject, identity.UserId, identity.Active,
            identity.CreatedAt, identity.LastLoginAt) == 1;
    }

    public static Task Seen(Tx tx, Identity identity, DateTimeOffset now) =>
        tx.Send("""
            update user_identity set last_login_at = @4, active = true
             where tenant_id = @0 and connection_id = @1 and issuer = @2 and subject = @3
            """, identity.TenantId, identity.ConnectionId, identity.Issuer, identity.Subject, now);

    /// <summary>How many users <see cref="Deactivate"/> would name.</summary>
    public static Task<long> CountUsers(Tx tx, TenantId tenant, string connection) =>
        tx.One<long>("select count(distinct user_id) from user_identity where tenant_id = @tenant and connection_id = @connection",
            new { tenant, connection });

    /// <returns>The users who had signed in through the connection.</returns>
    public static async Task<ImmutableArray<string>> Deactivate(Tx tx, TenantId tenant, string connection)
    {
        var users = await tx.Many<string>(
            "update user_identity set active = false where tenant_id = @tenant and connection_id = @connection returning user_id",
            new { tenant, connection });
        return [.. users.Distinct()];
    }
}
