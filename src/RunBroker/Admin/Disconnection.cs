using RunBroker.Logout;
using RunBroker.Operations;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Webhooks;

namespace RunBroker.Admin;

/// <summary>
/// CO-12, in one transaction: every user who signed in through the connection is signed out everywhere and becomes `viewer`, the
/// identities become inactive, the row stays as a snapshot without its secrets. A crash leaves all of it or none (CO-14).
/// </summary>
internal static class Disconnection
{
    public const string Viewer = "viewer";

    public static async Task<bool> Run(Tx tx, ManagementCaller caller, Connection before, DateTimeOffset now)
    {
        var row = before with
        {
            Enabled = false,
            ClientSecret = null,
            SigningKey = null,
            DecryptionKey = null,
            DeletedAt = now,
            Version = before.Version + 1,
            UpdatedAt = now,
        };
        if (!await ConnectionStore.Update(tx, row, before.Version))
            return false;
        await SamlKeyStore.DeleteAll(tx, row.TenantId, row.Id);
        var users = await IdentityStore.Deactivate(tx, row.TenantId, row.Id);
        var end = new SessionEnd(Causes.Disconnected, caller.Actor, caller.Ip, now);
        foreach (var user in users)
        {
            await EndSessions.Do(tx, await SessionStore.LiveOfUser(tx, row.TenantId, user), end);
            await Demote(tx, caller, row.TenantId, user, now);
        }

        await EndSessions.Do(tx, await SessionStore.LiveOfConnection(tx, row.TenantId, row.Id), end);
        await Events.Record(tx, ConnectionAdmin.Told(caller, row, WebhookEvents.ConnectionDeleted, now));
        return true;
    }

    private static async Task Demote(Tx tx, ManagementCaller caller, TenantId tenant, string id, DateTimeOffset now)
    {
        if (await UserStore.FindAndLock(tx, tenant, id) is not { } user || user is { Role: Viewer, Roles: [Viewer] })
            return;
        var viewer = user with { Role = Viewer, Roles = [Viewer], Version = user.Version + 1, UpdatedAt = now };
        // Somebody's sign-in at this moment may write the same row; the lock of the row orders them, and this must not be lost.
        if (!await UserStore.Update(tx, viewer, user.Version))
            throw new InvalidOperationException("The user was changed inside the transaction.");
        await Events.Record(tx, await UserAdmin.Told(tx, caller, viewer, WebhookEvents.UserRoleChanged, now));
    }
}
