using RunBroker.Pages.Words;
using RunBroker.Protocol.Saml;
using RunBroker.Storage;
using RunBroker.Storage.Model;

namespace RunBroker.Upstream.Saml;

/// <summary>Upstream → broker: the LogoutResponse to a request of ours (S-114). Our session ended before we asked, so a bad one keeps nothing alive.</summary>
internal sealed class TakeLogoutAnswer(Db db, SamlJudge judge, TimeProvider time)
{
    /// <returns>The sign-out on whose way it was asked for, when the answer holds; else why it does not.</returns>
    public async Task<(string? SignOut, UpstreamFault? Fault)> Take(Connection row, LogoutMessage message)
    {
        var (requestId, unread) = message.Peek();
        if (unread is not null)
            return (null, SamlFaults.Of(unread));
        var leg = requestId is null ? null : await db.Read(tx => LogoutStore.FindAsked(tx, row.TenantId, row.Id, requestId), CancellationToken.None);
        if (leg is null)
        {
            return (null, new(ErrorReason.UpstreamAnswerInvalid, "slo.NotAsked", "S-114", "an answer to a LogoutRequest of ours", requestId, "server_error"));
        }

        var (said, _, fault) = await judge.Judge<LogoutResponseResult.Accepted>(
            row, (trust, known, now) => message.CheckAnswer(trust, known.SloUrl, requestId!, now), CancellationToken.None);
        if (said is null)
            return (null, fault);
        var (state, note) = said.Status switch
        {
            SamlLogoutStatus.Success => (LegStates.Delivered, null),
            SamlLogoutStatus.PartialLogout => (LegStates.Delivered, "PartialLogout: the provider could not tell everyone"),
            _ => (LegStates.Failed, said.Says),
        };
        return (await db.Write(
            async tx =>
            {
                await LogoutStore.Settle(tx, leg.TenantId, leg.Id, state, null, note, time.GetUtcNow());
                return (await LogoutStore.Find(tx, leg.TenantId, leg.LogoutId))?.SignOutId;
            }, CancellationToken.None), null);
    }
}
