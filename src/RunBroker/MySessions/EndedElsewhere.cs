using RunBroker.Logout;
using RunBroker.Pages;
using RunBroker.Storage;
using RunBroker.Storage.Model;

namespace RunBroker.MySessions;

/// <summary>What came of a session that the person signed out in another browser: who knows of it, as of now.</summary>
internal sealed class EndedElsewhere(Db db, FirstAnswers answers, TimeProvider time)
{
    /// <param name="id">Of the receipt, as the address has it. Another person's is as none at all.</param>
    public async Task<EndedSession?> Of(string? id, Holders holders, CancellationToken stop)
    {
        if (id is null or { Length: 0 or > 64 } || await db.Read(tx => Find(tx, id, holders), stop) is not { } logout)
            return null;
        var legs = await answers.WaitFor(logout, Limits.AppAnswerWaitsOfPage, stop);
        return await db.Read(async tx => new EndedSession
        {
            Device = Devices.Read((await SessionStore.Find(tx, logout.TenantId, logout.SessionId))?.UserAgent),
            Apps = await AppOutcomes.Of(tx, [logout], legs, time.GetUtcNow()),
            Receipt = logout.ReceiptId,
            ProviderName = (await ConnectionStore.FindSnapshot(tx, logout.TenantId, logout.ConnectionId))?.Name ?? logout.ConnectionId,
        }, stop);
    }

    private async Task<LogoutRow?> Find(Tx tx, string id, Holders holders)
    {
        foreach (var holder in holders.All)
        {
            // For as long as a sign-out's own page is there.
            if (await LogoutStore.Find(tx, holder.Tenant.Id, id) is { Cause: Causes.User } logout
                && logout.UserId == holder.User.Id && logout.CreatedAt > time.GetUtcNow() - Limits.SignOut)
                return logout;
        }

        return null;
    }
}
