using System.Collections.Immutable;
using RunBroker.Storage.Model;

namespace RunBroker.Storage;

public static class UserStore
{
    internal const string Columns = """
        id, tenant_id, email, first_name, last_name, role, roles, tags, active, email_said_verified, version, created_at, updated_at,
        last_login_at
        """;

    internal const int ColumnCount = 14;

    public static Task<User?> Find(Tx tx, TenantId tenant, string id) =>
        tx.OneKept($"select {Columns} from run_user where tenant_id = @0 and id = @1", Row, tenant, id);

    private static User Row(System.Data.Common.DbDataReader row) => Read(row, 0);

    internal static User Read(System.Data.Common.DbDataReader row, int at) => new()
    {
        Id = row.GetString(at),
        TenantId = row.Tenant(at + 1),
        Email = row.GetString(at + 2),
        FirstName = row.GetString(at + 3),
        LastName = row.Text(at + 4),
        Role = row.GetString(at + 5),
        Roles = row.Strings(at + 6),
        Tags = row.GetString(at + 7),
        Active = row.GetBoolean(at + 8),
        EmailSaidVerified = row.GetBoolean(at + 9),
        Version = row.GetInt64(at + 10),
        CreatedAt = row.Instant(at + 11),
        UpdatedAt = row.Instant(at + 12),
        LastLoginAt = row.InstantOrNull(at + 13),
    };

    /// <summary>As it is and stays till the end of the transaction: a sign-in of theirs is seen here, or sees what is done here.</summary>
    public static Task<User?> FindAndLock(Tx tx, TenantId tenant, string id) =>
        tx.OneKept(
            tx.Kind == DbKind.Postgres
                ? $"select {Columns} from run_user where tenant_id = @0 and id = @1 for no key update"
                : $"select {Columns} from run_user where tenant_id = @0 and id = @1", Row, tenant, id);

    public static Task<ImmutableArray<User>> FindMany(Tx tx, TenantId tenant, IReadOnlyCollection<string> ids) =>
        tx.Many<User>(
            $"select {Columns} from run_user where tenant_id = @tenant and {tx.Among("id", "@ids")}", new { tenant, ids = ids.ToArray() });

    /// <summary>Gives them one role and no other. Whoever has it so already is left alone.</summary>
    /// <returns>As they are now.</returns>
    public static Task<ImmutableArray<User>> SetRole(
        Tx tx, TenantId tenant, IReadOnlyCollection<string> ids, string role, DateTimeOffset now) =>
        tx.Many<User>($"""
            update run_user set role = @role, roles = @roles, version = version + 1, updated_at = @now
             where tenant_id = @tenant and {tx.Among("id", "@ids")} and (role <> @role or roles <> @roles)
            returning {Columns}
            """, new { tenant, ids = ids.ToArray(), role, roles = ImmutableArray.Create(role), now });

    /// <param name="tagKey">With <paramref name="tagValue"/>, only users with that tag; null: all.</param>
    /// <param name="email">Exactly this e-mail; null: all.</param>
    public static Task<ImmutableArray<User>> Page(
        Tx tx, TenantId tenant, string? tagKey, string? tagValue, string? email, string after, int limit)
    {
        var byTag = tagKey is null ? "" : """
             and id in (select user_id from user_tag where tenant_id = @tenant and tag_key = @tagKey and tag_value = @tagValue)
            """;
        var byEmail = email is null ? "" : " and email = @email";
        return tx.Many<User>($"""
            select {Columns} from run_user where tenant_id = @tenant and id > @after{byTag}{byEmail}
             order by id limit @limit
            """, new { tenant, tagKey, tagValue, email, after, limit });
    }

    public static Task Insert(Tx tx, User user)
    {
        const string Sql = $"insert into run_user ({Columns}) values (@0, @1, @2, @3, @4, @5, @6, @7, @8, @9, @10, @11, @12, @13)";
        return tx.Send(
            Sql, user.Id, user.TenantId, user.Email, user.FirstName, user.LastName, user.Role, user.Roles, user.Tags, user.Active,
            user.EmailSaidVerified, user.Version, user.CreatedAt, user.UpdatedAt, user.LastLoginAt);
    }

    public static async Task<bool> Update(Tx tx, User u, long expectedVersion)
    {
        const string Sql = """
            update run_user
               set email = @3, first_name = @4, last_name = @5, role = @6, roles = @7, tags = @8, active = @9, email_said_verified = @10,
                   version = @11, updated_at = @12, last_login_at = @13
             where tenant_id = @0 and id = @1 and version = @2
            """;
        return await tx.ExecuteKept(
            Sql, u.TenantId, u.Id, expectedVersion, u.Email, u.FirstName, u.LastName, u.Role, u.Roles, u.Tags, u.Active, u.EmailSaidVerified,
            u.Version, u.UpdatedAt, u.LastLoginAt) == 1;
    }

    public static async Task<bool> Delete(Tx tx, TenantId tenant, string id) =>
        await tx.Execute("delete from run_user where tenant_id = @tenant and id = @id", new { tenant, id }) == 1;

    /// <summary>Rewrites the rows that lists are filtered by.</summary>
    public static async Task SetTags(Tx tx, TenantId tenant, string user, ImmutableArray<UserTag> tags)
    {
        await tx.Send("delete from user_tag where tenant_id = @0 and user_id = @1", tenant, user);
        foreach (var tag in tags)
        {
            // From the user's row, so that another tenant's user gets no tag.
            const string Sql = """
                insert into user_tag (tenant_id, user_id, tag_key, tag_value)
                select tenant_id, id, @2, @3 from run_user where tenant_id = @0 and id = @1
                on conflict do nothing
                """;
            await tx.Send(Sql, tenant, user, tag.Key, tag.Value);
        }
    }
}
