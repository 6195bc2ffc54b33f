using System.Collections.Immutable;
using RunBroker.Logout;
using RunBroker.Protocol.Saml;
using RunBroker.Storage;
using RunBroker.Storage.Model;

namespace RunBroker.Upstream.Saml;

/// <summary>
/// Ends the sessions that a checked LogoutRequest is about: those of this connection and this NameID, and of its SessionIndex if it names
/// any (S-113), and keeps those from beginning whose sign-in is under way (SAMLCore-3.7.3.1).
/// </summary>
internal sealed class UpstreamSignOut(Db db, SamlJudge judge, TimeProvider time)
{
    /// <summary>Of more than these nobody has so many sign-ins under way: then all of that person's are meant.</summary>
    private const int MostNoted = 20;

    public async Task<(SamlUpstream? Upstream, SamlLogoutAsked? Asked, UpstreamFault? Fault)> Do(
        Connection row, LogoutMessage message, string? ip)
    {
        var (asked, upstream, fault) = await judge.Judge<SamlLogoutAsked>(
            row, (trust, known, now) => message.Check(trust, known.SloUrl, now), CancellationToken.None);
        if (asked is null)
            return (null, null, fault);
        // The browser may go away: what was asked for is done all the same.
        var isNew = await db.Write(tx => End(tx, row, asked, upstream!, ip), CancellationToken.None);
        return isNew ? (upstream, asked, null)
            : (null, null, SamlFaults.Of(new SamlRefusal(SamlReason.Replayed, "S-112", "a request that never came before", asked.Id)));
    }

    private async Task<bool> End(Tx tx, Connection row, SamlLogoutAsked asked, SamlUpstream upstream, string? ip)
    {
        if (!await Replays.IsNew(tx, row.Id, asked.Id, asked.ReplayUntil))
            return false;
        // A sign-in that is being finished holds the connection: it is seen here, or sees this.
        await ConnectionStore.FindAndLock(tx, row.TenantId, row.Id);
        var name = UpstreamNames.Hash(row.Id, asked.NameId, asked.Issuer, upstream.SpEntityId);
        var now = time.GetUtcNow();
        ImmutableArray<string> indexes = [.. asked.SessionIndexes.Select(i => UpstreamNames.Sid(i)!)];
        string?[] noted = indexes is { Length: > 0 and <= MostNoted } ? [.. indexes] : [null];
        foreach (var sid in noted)
            await UpstreamSignOutStore.Note(tx, row.TenantId, row.Id, name, sid, now, now + Limits.SignIn + Limits.HandOver);
        var live = await SessionStore.OfUpstream(tx, row.TenantId, row.Id, name, indexes);
        await EndSessions.Do(tx, live, new(Causes.Upstream, $"upstream:{row.Id}", ip, now));
        return true;
    }
}
