using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using RunBroker.Admin.Api;
using RunBroker.Claims;
using RunBroker.Operations;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Webhooks;

namespace RunBroker.Admin;

internal sealed class UserAdmin(Db db, AdminGrantAdmin admins, TimeProvider time)
{
    /// <summary>TG-28: its value is what the admin is told.</summary>
    public const string DeleteProtection = "_delete_protection_";

    /// <param name="tag">As in <c>?tag=key:value</c>, or null.</param>
    public async Task<AdminResult<Page<UserResource>>> List(TenantId tenant, string? tag, string? email, PageAsk page,
        CancellationToken stop)
    {
        var colon = tag?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        if (tag is not null && colon < 1)
            return Problem.Invalid("tag", "must be key:value");
        var (key, value) = tag is null ? (null, null) : (tag[..colon], tag[(colon + 1)..]);
        return await db.Read(
            async tx =>
            {
                var rows = await UserStore.Page(tx, tenant, key, value, email, page.AfterOrStart, page.Take);
                var shown = ImmutableArray.CreateBuilder<UserResource>(rows.Length);
                foreach (var row in rows)
                    shown.Add((await Answer(tx, row)).Resource);
                return page.Cut(shown.ToImmutable(), u => u.Id, u => u);
            }, stop);
    }

    public Task<AdminResult<Versioned<UserResource>>> Get(TenantId tenant, string id, CancellationToken stop) =>
        db.Read<AdminResult<Versioned<UserResource>>>(
            async tx => await UserStore.Find(tx, tenant, id) is { } row ? await Answer(tx, row) : Problem.NotFound, stop);

    public Task<AdminResult<Versioned<UserResource>>> Change(
        ManagementCaller caller, TenantId tenant, string id, JsonObject patch, string? ifMatch, CancellationToken stop) =>
        db.Try<Versioned<UserResource>>(
            async tx =>
            {
                if (await UserStore.FindAndLock(tx, tenant, id) is not { } before)
                    return Problem.NotFound;
                var current = await Answer(tx, before);
                if (!ApiAnswer.Matches(ifMatch, current))
                    return Problem.Stale;
                var follows = (await IdentityStore.OfUser(tx, tenant, id)).Any(i => i.Active);
                var read = UserDraft.Read(Draft.Change(current.Resource, patch), before, follows);
                if (read is not AdminResult<User>.Done { Value: var draft })
                    return ((AdminResult<User>.Refused)read).Why;
                if (before.Active && !draft.Active && await OperatorsTenant.KeepsLast(tx, caller, tenant, id) is { } last)
                    return last;
                var row = draft with { Version = before.Version + 1, UpdatedAt = time.GetUtcNow() };
                if (!await UserStore.Update(tx, row, before.Version))
                    return Problem.Stale;
                await UserStore.SetTags(tx, tenant, id,
                    [.. StoredTags.Read(row.Tags).Select(t => new Storage.Model.UserTag(t.Key, t.Value))]);
                await Tell(tx, caller, before, row);
                return await Answer(tx, row);
            }, stop);

    /// <summary>Identities, sessions, grants and tags go with the row (P-027); the audit log keeps the opaque id.</summary>
    public Task<AdminResult<bool>> Delete(ManagementCaller caller, TenantId tenant, string id, string? ifMatch, CancellationToken stop) =>
        db.Try<bool>(
            async tx =>
            {
                if (await UserStore.FindAndLock(tx, tenant, id) is not { } row)
                    return Problem.NotFound;
                if (!ApiAnswer.Matches(ifMatch, await Answer(tx, row)))
                    return Problem.Stale;
                if (StoredTags.Read(row.Tags).FirstOrDefault(t => t.Key == DeleteProtection) is { } protection)
                    return Problem.Conflict("delete_protection", protection.Value);
                if (await OperatorsTenant.KeepsLast(tx, caller, tenant, id) is { } last)
                    return last;
                if (await AdminWebStore.Grant(tx, tenant, id) is { } grant)
                    await admins.Remove(tx, caller, grant);
                await EndSessions(tx, caller, row, "user_deleted");
                // Of a crowd that has just ended some may be this user's, and their rows go with the user.
                while (await Logout.EndSessions.TellSomeOf(tx, tenant, id) > 0)
                    continue;
                await Events.Record(tx, caller.Did("user.deleted", tenant, "user", id, time.GetUtcNow(), new() { ["id"] = id }));
                await UserStore.Delete(tx, tenant, id);
                return true;
            }, stop);

    /// <summary>The user as webhooks get it.</summary>
    internal static async Task<NewEvent> Told(Tx tx, ManagementCaller caller, User row, string type, DateTimeOffset now) =>
        Told(caller, row, await IdentityStore.OfUser(tx, row.TenantId, row.Id), type, now);

    internal static NewEvent Told(ManagementCaller caller, User row, IEnumerable<Identity> identities, string type, DateTimeOffset now)
    {
        var tags = StoredTags.Read(row.Tags);
        var data = new UserData(row.Id, row.Email, row.FirstName, row.LastName, row.Role, row.Active, row.CreatedAt)
        {
            Roles = row.Roles,
            Tags = tags,
            LastLoginAt = row.LastLoginAt,
            Identities = [.. identities.Where(i => i.Active).Select(i => new UserIdentity(i.ConnectionId, i.Subject))],
        };
        return caller.Did(type, row.TenantId, "user", row.Id, now, data.ToJson()) with { Tags = tags };
    }

    private async Task Tell(Tx tx, ManagementCaller caller, User before, User after)
    {
        await Events.Record(tx, await Told(tx, caller, after, WebhookEvents.UserUpdated, after.UpdatedAt));
        if (before.Role != after.Role || !before.Roles.SequenceEqual(after.Roles))
            await Events.Record(tx, await Told(tx, caller, after, WebhookEvents.UserRoleChanged, after.UpdatedAt));
        if (before.Active && !after.Active)
        {
            await Events.Record(tx, await Told(tx, caller, after, WebhookEvents.UserDeactivated, after.UpdatedAt));
            await EndSessions(tx, caller, after, "user_deactivated");
        }
    }

    private async Task EndSessions(Tx tx, ManagementCaller caller, User row, string cause)
    {
        var live = await SessionStore.LiveOfUser(tx, row.TenantId, row.Id);
        await Logout.EndSessions.Do(tx, live, new(cause, caller.Actor, caller.Ip, time.GetUtcNow()));
    }

    private static async Task<Versioned<UserResource>> Answer(Tx tx, User row)
    {
        var identities = await IdentityStore.OfUser(tx, row.TenantId, row.Id);
        return new(
            new UserResource
            {
                Id = row.Id,
                Email = row.Email,
                FirstName = row.FirstName,
                LastName = row.LastName,
                Role = row.Role,
                Roles = row.Roles,
                Tags = StoredTags.Read(row.Tags).ToFrozenDictionary(t => t.Key, t => t.Value, StringComparer.Ordinal),
                Active = row.Active,
                CreatedAt = row.CreatedAt.UtcDateTime,
                LastLoginAt = row.LastLoginAt?.UtcDateTime,
                Identities = [.. identities.Where(i => i.Active).Select(i => new IdentityResource(i.ConnectionId, i.Subject))],
            }, row.Version);
    }
}
