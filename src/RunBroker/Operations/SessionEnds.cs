using System.Collections.Immutable;
using RunBroker.SignIns;
using RunBroker.Storage;
using RunBroker.Webhooks;

namespace RunBroker.Operations;

/// <summary>The one place that tells that sessions ended, whoever ended them and why (contract section 6, `cause`).</summary>
internal static class SessionEnds
{
    /// <param name="sessions">Those that this transaction ended, and no others.</param>
    public static async Task Record(
        Tx tx, TenantId tenant, ImmutableArray<string> sessions, string cause, string actor, string? ip, DateTimeOffset now)
    {
        foreach (var id in sessions)
        {
            var row = await SessionStore.Find(tx, tenant, id);
            var data = new System.Text.Json.Nodes.JsonObject
            {
                ["session_id"] = id,
                ["cause"] = cause,
                ["user_id"] = row?.UserId,
                ["connection_id"] = row?.ConnectionId,
            };
            await Events.Record(tx, new NewEvent(WebhookEvents.SessionEnded, tenant, actor, "session", id, data, ip, now)
            {
                Tags = row is not null && await UserStore.Find(tx, tenant, row.UserId) is { } user ? StoredTags.Read(user.Tags) : [],
            });
        }
    }
}
