using System.Collections.Immutable;
using RunBroker.Storage;
using RunBroker.Storage.Model;

namespace RunBroker.Logout;

/// <summary>Of sessions that end and whose upstreams are not asked: what "sign out there too" needs later.</summary>
internal static class UpstreamOffers
{
    public static async Task<ImmutableArray<UpstreamOffer>> Of(
        Tx tx, ImmutableArray<Session> sessions, ImmutableArray<LogoutRow> logouts, ImmutableArray<LogoutLeg> legs)
    {
        var offers = ImmutableArray.CreateBuilder<UpstreamOffer>();
        foreach (var session in sessions)
        {
            if (session.Upstream is not { } facts || logouts.FirstOrDefault(l => l.SessionId == session.Id) is not { } logout
                || legs.Any(l => l.LogoutId == logout.Id && l.Target == session.ConnectionId)
                || await ConnectionStore.Find(tx, session.TenantId, session.ConnectionId) is not { IsUsable: true } row)
                continue;
            offers.Add(new(session.TenantId.Value, logout.Id, row.Id, row.Protocol, facts));
        }

        return offers.ToImmutable();
    }
}
