using System.Collections.Immutable;
using RunBroker.Logout;
using RunBroker.Protocol.OidcUpstream;
using RunBroker.Storage;
using RunBroker.Storage.Model;

namespace RunBroker.Upstream.Oidc;

/// <summary>
/// Ends the sessions that a checked logout token is about: of this connection alone (O-092), the one that it names, else all of the person; and
/// keeps those from beginning whose sign-in is under way.
/// </summary>
internal sealed class OidcSignOut(Db db, OidcOrders orders, TimeProvider time)
{
    /// <returns>Null when it was done; also when there was nothing to end.</returns>
    public async Task<UpstreamFault?> Do(Connection row, string token, string? ip)
    {
        // The provider may hang up: what it asked for is done all the same.
        var (logout, fault) = await orders.Logout(UpstreamConnection.Of(row), token, CancellationToken.None);
        if (logout is null)
            return fault;
        var isNew = await db.Write(tx => End(tx, row, logout, ip), CancellationToken.None);
        return isNew ? null
            : OidcClient.Refused(new(UpstreamReason.LogoutTokenReplayed, "O-092", "a token that never came before", logout.TokenId));
    }

    private async Task<bool> End(Tx tx, Connection row, UpstreamLogout logout, string? ip)
    {
        if (!await UpstreamOrder.IsNew(tx, row.Id, logout.TokenId, logout.RememberUntil))
            return false;
        // A sign-in that is being finished holds the connection: it is seen here, or sees this.
        await ConnectionStore.FindAndLock(tx, row.TenantId, row.Id);
        var now = time.GetUtcNow();
        var (sid, name) = (UpstreamSubject.Sid(logout.Sid), logout.Subject is { } sub ? UpstreamSubject.Hash(row.Id, logout.Issuer, sub) : null);
        await UpstreamSignOutStore.Note(tx, row.TenantId, row.Id, name, sid, now, now + Limits.SignIn + Limits.HandOver);
        var live = name is null
            ? await SessionStore.OfUpstreamSid(tx, row.TenantId, row.Id, sid!)
            : await SessionStore.OfUpstream(tx, row.TenantId, row.Id, name, sid is null ? ImmutableArray<string>.Empty : [sid]);
        await EndSessions.Do(tx, live, new(Causes.Upstream, $"upstream:{row.Id}", ip, now));
        return true;
    }
}
