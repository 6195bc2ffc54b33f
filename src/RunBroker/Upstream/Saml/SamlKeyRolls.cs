using System.Text.Json.Nodes;
using RunBroker.Operations;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Webhooks;

namespace RunBroker.Upstream.Saml;

/// <summary>Does what <see cref="KeyRoll"/> decides. Keys are made outside the transaction; of two nodes at once the second finds it done.</summary>
internal sealed class SamlKeyRolls(Db db, SamlKeys keys, TimeProvider time)
{
    /// <summary>In one round; making a key takes a good part of a second.</summary>
    private const int Batch = 20;

    /// <summary>Those that have grown old, of all tenants.</summary>
    public async Task Run(CancellationToken stop)
    {
        var before = time.GetUtcNow() - (Limits.SamlKeyLife - Limits.SamlKeyAhead);
        foreach (var at in await db.Read(tx => SamlKeyStore.Aging(tx, before, Batch), stop))
            await Do(at, KeyRoll.Decide, "broker", null, stop);
    }

    /// <summary>Now, because an admin asked.</summary>
    /// <param name="ahead">From now until the next key is used.</param>
    /// <param name="grace">From then until the one before is gone.</param>
    /// <returns>False when there are too many already; nothing was done.</returns>
    public Task<bool> Ask(SamlKeyUse at, TimeSpan ahead, TimeSpan grace, string actor, string? ip, CancellationToken stop) =>
        Do(at, (own, now) => KeyRoll.Ask(own, ahead, grace, now), actor, ip, stop);

    private async Task<bool> Do(
        SamlKeyUse at, Func<IReadOnlyCollection<SamlKeyRow>, DateTimeOffset, KeyRollStep> decide, string actor, string? ip, CancellationToken stop)
    {
        var now = time.GetUtcNow();
        var own = (await db.Read(tx => SamlKeyStore.Of(tx, at.TenantId, at.ConnectionId), stop)).Where(k => k.KeyUse == at.KeyUse).ToArray();
        switch (decide(own, now))
        {
            case KeyRollStep.TooMany:
                return false;
            case KeyRollStep.MakeNext make:
                var next = await OwnThread.Run(() => keys.Make(at, make.Generation, make.ActiveAt));
                await db.Write(
                    async tx =>
                    {
                        if (await SamlKeyStore.Insert(tx, next))
                            await Retire(tx, next, make.RetireOldAt, actor, ip, now);
                    }, stop);
                break;
            case KeyRollStep.Hasten hasten:
                await db.Write(
                    async tx =>
                    {
                        await SamlKeyStore.Activate(tx, hasten.Next, hasten.ActiveAt);
                        await Retire(tx, hasten.Next with { ActiveAt = hasten.ActiveAt }, hasten.RetireOldAt, actor, ip, now);
                    }, stop);
                break;
        }

        return true;
    }

    private static async Task Retire(Tx tx, SamlKeyRow next, DateTimeOffset oldAt, string actor, string? ip, DateTimeOffset now)
    {
        await SamlKeyStore.RetireBefore(tx, next, oldAt);
        await ConnectionStore.TrustChanged(tx, next.TenantId, next.ConnectionId);
        if (await ConnectionStore.Find(tx, next.TenantId, next.ConnectionId) is not { } row)
            return;
        await Events.Record(tx, new(WebhookEvents.ConnectionUpdated, row.TenantId, actor, "connection", row.Id, new()
        {
            ["id"] = row.Id,
            ["name"] = row.Name,
            ["protocol"] = row.Protocol,
            ["enabled"] = row.Enabled,
            ["sp_certificate"] = new JsonObject
            {
                ["use"] = next.KeyUse,
                ["sha256"] = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(next.Certificate)),
                ["active_at"] = next.ActiveAt.UtcDateTime,
                ["old_retired_at"] = oldAt.UtcDateTime,
            },
        }, ip, now));
    }
}
