using System.Collections.Immutable;
using RunBroker.Claims;
using RunBroker.Operations;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;
using RunBroker.Upstream;
using RunBroker.Webhooks;

namespace RunBroker.SignIns;

/// <summary>Creates or refreshes the RUN user of a sign-in (TG-17, TG-19, CO-09), in the sign-in's transaction.</summary>
internal static class SaveUser
{
    /// <summary>
    /// Whom the upstream's subject is; null when nobody yet. Whoever deactivates or deletes them is waited for, and waits for this; the user is
    /// null when they were deleted in this very moment.
    /// </summary>
    public static async Task<(Identity Identity, User? User)?> Find(Tx tx, TenantId tenant, string connection, UpstreamLogin login)
    {
        var identity = await IdentityStore.Find(tx, tenant, connection, login.Issuer, login.Subject)
            // After a disconnect a new connection of the same tenant takes over who has the same issuer and subject (contract section 1).
            ?? await IdentityStore.FindToTakeOver(tx, tenant, login.Issuer, login.Subject);
        return identity is null ? null : (identity, await UserStore.FindAndLock(tx, tenant, identity.UserId));
    }

    /// <returns>As the user is now, who may have been deactivated in this very moment, and is then left alone; null: deleted in it.</returns>
    public static async Task<User?> Save(
        Tx tx, TenantId tenant, string connection, UpstreamLogin login, MappedUser.Mapped mapped, (Identity Identity, User? User)? known, string? ip)
    {
        if (known is null)
        {
            if (await Create(tx, tenant, connection, login, mapped, ip) is { } created)
                return created;
            // Another sign-in of the same person was first, on this or another node; theirs is the user.
            known = await Find(tx, tenant, connection, login);
        }

        if (known is not { Identity: var identity, User: { Active: true } before })
            return known?.User;
        var user = await Refresh(tx, before, connection, login, mapped, ip);
        if (identity.ConnectionId == connection)
            await IdentityStore.Seen(tx, identity, mapped.At);
        else
            await IdentityStore.Insert(tx, Link(tenant, connection, login, user.Id, mapped.At));
        return user;
    }

    public static ImmutableArray<Claims.UserTag> TagsOf(User user) => StoredTags.Read(user.Tags);

    /// <returns>Null when the subject was linked meanwhile.</returns>
    private static async Task<User?> Create(Tx tx, TenantId tenant, string connection, UpstreamLogin login, MappedUser.Mapped mapped, string? ip)
    {
        var user = Fill(new User
        {
            Id = Ids.New("usr_", mapped.At),
            TenantId = tenant,
            Email = "",
            FirstName = "",
            Role = "",
            Tags = "[]",
            Active = true,
            Version = 1,
            CreatedAt = mapped.At,
            UpdatedAt = mapped.At,
        }, login, mapped);
        await UserStore.Insert(tx, user);
        if (!await IdentityStore.Insert(tx, Link(tenant, connection, login, user.Id, mapped.At)))
        {
            await UserStore.Delete(tx, tenant, user.Id);
            return null;
        }

        await SetTags(tx, user, mapped);
        await Events.Record(tx, Event("user.created", user, connection, login, mapped, ip));
        return user;
    }

    private static async Task<User> Refresh(Tx tx, User before, string connection, UpstreamLogin login, MappedUser.Mapped mapped, string? ip)
    {
        var after = Fill(before, login, mapped);
        // ImmutableArrays compare by reference, so they are compared apart.
        var changed = after with { Roles = before.Roles, LastLoginAt = before.LastLoginAt } != before || !after.Roles.SequenceEqual(before.Roles);
        if (changed)
            after = after with { Version = before.Version + 1, UpdatedAt = mapped.At };
        if (!await UserStore.Update(tx, after, before.Version))
        {
            // Edited since it was read: what the upstream says holds over the row as it now is. Deleted: the person is new.
            return await UserStore.Find(tx, before.TenantId, before.Id) is { } now
                ? await Refresh(tx, now, connection, login, mapped, ip)
                : (await Create(tx, before.TenantId, connection, login, mapped, ip))!;
        }

        if (!changed)
            return after;
        if (after.Tags != before.Tags)
            await SetTags(tx, after, mapped);
        await Events.Record(tx, Event("user.updated", after, connection, login, mapped, ip));
        if (after.Role != before.Role || !after.Roles.SequenceEqual(before.Roles))
            await Events.Record(tx, Event("user.role_changed", after, connection, login, mapped, ip));
        return after;
    }

    private static Identity Link(TenantId tenant, string connection, UpstreamLogin login, string user, DateTimeOffset now) => new()
    {
        TenantId = tenant,
        ConnectionId = connection,
        Issuer = login.Issuer,
        Subject = login.Subject,
        UserId = user,
        Active = true,
        CreatedAt = now,
        LastLoginAt = now,
    };

    private static User Fill(User user, UpstreamLogin login, MappedUser.Mapped mapped) => user with
    {
        Email = mapped.Email,
        FirstName = mapped.FirstName,
        LastName = mapped.LastName,
        Role = mapped.Role,
        Roles = mapped.Roles,
        Tags = StoredTags.Write(mapped.Tags),
        EmailSaidVerified = EmailVerified.UpstreamSays(login.Claims, login.Rules.Mappings.Email),
        LastLoginAt = mapped.At,
    };

    private static Task SetTags(Tx tx, User user, MappedUser.Mapped mapped) =>
        UserStore.SetTags(tx, user.TenantId, user.Id, [.. mapped.Tags.Select(t => new Storage.Model.UserTag(t.Key, t.Value))]);

    private static NewEvent Event(string type, User user, string connection, UpstreamLogin login, MappedUser.Mapped mapped, string? ip)
    {
        var data = new UserData(user.Id, user.Email, user.FirstName, user.LastName, user.Role, user.Active, user.CreatedAt)
        {
            Roles = user.Roles,
            Tags = mapped.Tags,
            LastLoginAt = user.LastLoginAt,
            Identities = [new UserIdentity(connection, login.Subject)],
        };
        return new(type, user.TenantId, $"upstream:{connection}", "user", user.Id, data.ToJson(), ip, mapped.At) { Tags = mapped.Tags };
    }
}
