using RunBroker.Admin;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;

namespace RunBroker.TestSignIns;

/// <summary>The connection that a sign-in was sent to, with the settings it was sent with.</summary>
/// <param name="Row">Null: deleted meanwhile.</param>
/// <param name="MayAnswer">
/// Whether an answer of it still counts (S-067): while it is enabled; for a test sign-in while it is neither put away nor gone.
/// </param>
internal sealed record AskedConnection(Connection? Row, bool MayAnswer)
{
    /// <summary>
    /// By its row of this moment: a certificate that an admin took away must not have its say any longer (S-036). What is in memory stands for it
    /// where it is of the same version, since what was read out of it is kept with it.
    /// </summary>
    /// <param name="known">Its tenant.</param>
    public static async Task<AskedConnection> Find(Tx tx, PendingSignIn pending, TenantView? known)
    {
        if (pending is not { TenantId: { } tenant, ConnectionId: { } id } || await ConnectionStore.Find(tx, tenant, id) is not { } now)
            return new(null, false);
        var row = now.IsUsable && known?.Enabled.FirstOrDefault(c => c.Id == id) is { } kept
            && (kept.Version, kept.TrustVersion) == (now.Version, now.TrustVersion) ? kept : now;
        if (pending.TestId is null)
            return new(row, row.IsUsable);
        return await ConnectionTestStore.Find(tx, tenant, id, pending.TestId) is { } test ? await OfTest(tx, test) : new(row, false);
    }

    public static async Task<AskedConnection> OfTest(Tx tx, ConnectionTestRow test) =>
        await ConnectionStore.Find(tx, test.TenantId, test.ConnectionId) is not { } row ? new(null, false)
            : test.Draft is not { } number ? new(row, row.ArchivedAt is null)
            // Saved anew since, promoted or discarded: what was to be tested is no more.
            : await ConnectionVersionStore.Find(tx, row.TenantId, row.Id, number) is { State: ConnectionVersionRow.Draft } draft
                ? new(VersionRows.Row(row, draft) with { Draft = number }, row.ArchivedAt is null) : new(row, false);
}
