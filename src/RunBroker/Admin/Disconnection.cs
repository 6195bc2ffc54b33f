using System.Collections.Immutable;
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

    /// <summary>Users for whom one round of statements is made.</summary>
    private const int Batch = 200;

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
        await ConnectionVersionStore.DeleteAll(tx, row.TenantId, row.Id);
        var users = await IdentityStore.Deactivate(tx, row.TenantId, row.Id);
        var end = new SessionEnd(Causes.Disconnected, caller.Actor, caller.Ip, now);
        var live = ImmutableArray.CreateBuilder<Session>();
        foreach (var some in users.Chunk(Batch))
        {
            // The user before their sessions, as a sign-in takes them: else one through another connection and this would wait for each other.
            await Demote(tx, caller, row.TenantId, some, now);
            live.AddRange(await SessionStore.LiveOfUsers(tx, row.TenantId, some));
        }

        live.AddRange(await SessionStore.LiveOfConnection(tx, row.TenantId, row.Id));
        await EndSessions.Do(tx, live.ToImmutable(), end);
        await Events.Record(tx, ConnectionAdmin.Told(caller, row, WebhookEvents.ConnectionDeleted, now));
        return true;
    }

    private static async Task Demote(Tx tx, ManagementCaller caller, TenantId tenant, string[] users, DateTimeOffset now)
    {
        var viewers = await UserStore.SetRole(tx, tenant, users, Viewer, now);
        var identities = (await IdentityStore.OfUsers(tx, tenant, [.. viewers.Select(v => v.Id)]))
            .ToLookup(i => i.UserId, StringComparer.Ordinal);
        await Events.RecordAll(
            tx, [.. viewers.Select(v => UserAdmin.Told(caller, v, identities[v.Id], WebhookEvents.UserRoleChanged, now))]);
    }
}
