using System.Collections.Immutable;
using RunBroker.Authorize;
using RunBroker.Http;
using RunBroker.Logout;
using RunBroker.Protocol.Saml;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;

namespace RunBroker.Upstream.Saml;

/// <summary>
/// Ends the sessions that a checked LogoutRequest is about: those of this connection and this NameID, and of its SessionIndex if it names
/// any (S-113), and keeps those from beginning whose sign-in is under way (SAMLCore-3.7.3.1). Every request that holds is answered, also when nothing was left to end; it needs no cookie of this browser.
/// </summary>
internal sealed class UpstreamSignOut(Db db, SamlJudge judge, SignOutWays ways, SamlAskerAnswer asker, TimeProvider time)
{
    /// <summary>Of more than these nobody has so many sign-ins under way: then all of that person's are meant.</summary>
    private const int MostNoted = 20;

    private const string InFrame = "the provider sent its request in a frame, and there is no room for the app's own in it";

    public async Task<(IResult? Result, UpstreamFault? Fault)> Do(HttpContext http, Connection row, LogoutMessage message)
    {
        var (asked, upstream, fault) = await judge.Judge<SamlLogoutAsked>(
            row, (trust, known, now) => message.Check(trust, known.SloUrl, now), CancellationToken.None);
        if (asked is null)
            return (null, fault);
        var binding = message.Redirect is null ? SamlNames.PostBinding : SamlNames.RedirectBinding;
        var waits = new SamlAsker(row.TenantId.Value, row.Id, asked.Id, binding, message.RelayState);
        var name = UpstreamNames.Hash(row.Id, asked.NameId, asked.Issuer, upstream!.SpEntityId);
        var shown = IsShown(http);
        // The browser may go away: what was asked for is done all the same.
        var (isNew, ended, handle) = await db.Write<(bool, ImmutableArray<Session>, (Handle Handle, bool Leads)?)>(
            async tx =>
            {
                if (!await Replays.IsNew(tx, row.Id, asked.Id, asked.ReplayUntil))
                    return (false, [], null);
                // A sign-in that is being finished holds the connection: it is seen here, or sees this.
                await ConnectionStore.FindAndLock(tx, row.TenantId, row.Id);
                ImmutableArray<string> indexes = [.. asked.SessionIndexes.Select(i => UpstreamNames.Sid(i)!)];
                await Note(tx, row, name, indexes);
                var live = await SessionStore.OfUpstream(tx, row.TenantId, row.Id, name, indexes);
                return (true, live, live.IsEmpty ? null : await End(tx, live, waits, http, shown));
            }, CancellationToken.None);
        if (!isNew)
            return (null, SamlFaults.Of(new SamlRefusal(SamlReason.Replayed, "S-112", "a request that never came before", asked.Id)));

        await ways.Forget(http, [.. ended.Select(s => s.Id)], CancellationToken.None);
        if (handle is { Leads: true } begun)
        {
            ways.GiveTo(http, begun.Handle);
            return (new SeeOther(Routes.SignOut(begun.Handle.Id)), null);
        }

        return (await asker.Answer(http, waits, handle?.Handle.Id, CancellationToken.None), null);
    }

    private async Task Note(Tx tx, Connection row, byte[] name, ImmutableArray<string> indexes)
    {
        var now = time.GetUtcNow();
        string?[] noted = indexes is { Length: > 0 and <= MostNoted } ? [.. indexes] : [null];
        foreach (var sid in noted)
            await UpstreamSignOutStore.Note(tx, row.TenantId, row.Id, name, sid, now, now + Limits.SignIn + Limits.HandOver);
    }

    private async Task<(Handle Handle, bool Leads)?> End(Tx tx, ImmutableArray<Session> live, SamlAsker waits, HttpContext http, bool shown)
    {
        var now = time.GetUtcNow();
        var (handle, receipt) = (SignOutWays.New(now), ReceiptId.New());
        var end = new SessionEnd(Causes.Upstream, $"upstream:{waits.Connection}", http.Ip(), now) { SignOutId = handle.Id, ReceiptId = receipt };
        if ((await EndSessions.Do(tx, live, end)).IsEmpty)
            return null;
        var (_, legs) = await SignOutWays.Receipt(tx, handle.Id);
        var frames = legs.Where(SignOutStage.IsFrame).ToArray();
        if (frames.Length > 0 && shown)
        {
            await SignOutWays.Keep(tx, handle, new SignOutNext { Receipt = receipt, Host = SignOutWays.HostOf(http), Asker = waits }, now);
            return (handle, true);
        }

        foreach (var leg in frames)
            await LogoutStore.Settle(tx, leg.TenantId, leg.Id, LegStates.NotPossible, null, InFrame, now);
        return (handle, false);
    }

    /// <summary>Providers may ask in a frame, too; ours are never shown in one, and cookies are not sent there. Old browsers do not say.</summary>
    private static bool IsShown(HttpContext http) => http.Request.Headers["Sec-Fetch-Dest"].ToString() is "" or "document";
}
