using System.Collections.Immutable;
using RunBroker.Pages;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;

namespace RunBroker.MySessions;

/// <summary>The apps of several sessions, each app read once.</summary>
internal sealed class SessionApps(ImmutableArray<Participant> participants)
{
    private readonly Dictionary<string, AppMetadata?> known = new(StringComparer.Ordinal);

    /// <summary>How many apps there are, each counted once.</summary>
    public int Count => participants.Select(p => p.ClientId).Distinct(StringComparer.Ordinal).Count();

    /// <param name="here">A frame tells an app only where its cookies are, so it counts for this browser alone.</param>
    public async Task<ImmutableArray<SessionAppUse>> Of(Tx tx, string session, bool here)
    {
        var uses = ImmutableArray.CreateBuilder<SessionAppUse>();
        foreach (var joined in participants.Where(p => p.SessionId == session).OrderByDescending(p => p.LastSeenAt))
        {
            var app = await App(tx, joined.ClientId);
            uses.Add(new()
            {
                Name = app?.ClientName ?? joined.ClientId,
                UsedAt = joined.LastSeenAt,
                CanBeTold = app?.BackchannelLogoutUri is not null || (here && app?.FrontchannelLogoutUri is not null),
            });
        }

        return uses.ToImmutable();
    }

    private async Task<AppMetadata?> App(Tx tx, string clientId) => known.TryGetValue(clientId, out var app) ? app
        : known[clientId] = await ClientStore.Find(tx, clientId) is { } row ? StoredJson.App(row.Client.Metadata) : null;
}
