using System.Collections.Immutable;
using RunBroker.Pages;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;

namespace RunBroker.Logout;

/// <summary>What the apps of ended sessions are known to have done by now, in a person's words: what is not well first.</summary>
internal static class AppOutcomes
{
    public static async Task<ImmutableArray<SignedOutApp>> Of(
        Tx tx, ImmutableArray<LogoutRow> logouts, ImmutableArray<LogoutLeg> legs, DateTimeOffset now)
    {
        var asking = logouts.ToDictionary(l => l.Id, AskingApp, StringComparer.Ordinal);
        var apps = ImmutableArray.CreateBuilder<SignedOutApp>();
        foreach (var app in legs.Where(l => !IsUpstream(l)).GroupBy(l => l.Target))
        {
            // Of an app with several sessions the one that is worst off counts.
            var state = app.GroupBy(l => l.LogoutId).Select(session => StateOf([.. session], app.Key == asking.GetValueOrDefault(session.Key))).Max();
            apps.Add(new()
            {
                Name = await NameOf(tx, app.Key),
                State = state,
                NextTry = state == AppSignOut.Retrying ? await NextTry(tx, [.. app], now) : null,
            });
        }

        return [.. apps.OrderBy(a => a.Knows).ThenBy(a => a.State).ThenBy(a => a.Name, StringComparer.OrdinalIgnoreCase)];
    }

    public static bool IsUpstream(LogoutLeg leg) => leg.Channel is LogoutChannels.Saml or LogoutChannels.Oidc;

    // The server-to-server message is what an app confirms; its frame only loads.
    private static AppSignOut StateOf(ImmutableArray<LogoutLeg> legs, bool asked) =>
        (legs.FirstOrDefault(l => l.Channel == LogoutChannels.Backchannel) ?? legs[0]).State switch
        {
            LegStates.Delivered => AppSignOut.Confirmed,
            LegStates.Pending => AppSignOut.Retrying,
            LegStates.Failed => AppSignOut.GaveUp,
            LegStates.NotPossible when asked => AppSignOut.Asked,
            _ => AppSignOut.CannotBeTold,
        };

    /// <summary>An app that asks for a sign-out has ended its own session, or asked to have it ended: it knows.</summary>
    public static string? AskingApp(LogoutRow logout) =>
        logout.Cause == Causes.App && logout.Actor.StartsWith(SessionEnd.OfApp, StringComparison.Ordinal) ? logout.Actor[SessionEnd.OfApp.Length..] : null;

    private static async Task<string> NameOf(Tx tx, string clientId) =>
        await ClientStore.Find(tx, clientId) is { } row ? StoredJson.App(row.Client.Metadata).ClientName ?? clientId : clientId;

    /// <summary>Null before the first attempt has come to anything.</summary>
    private static async Task<TimeSpan?> NextTry(Tx tx, ImmutableArray<LogoutLeg> legs, DateTimeOffset now)
    {
        foreach (var leg in legs.Where(l => l is { Channel: LogoutChannels.Backchannel, State: LegStates.Pending, Attempts: > 0 }))
        {
            if (await OutboxStore.Find(tx, leg.TenantId, leg.Target, leg.Id) is { } message)
                return message.NextAt > now ? message.NextAt - now : TimeSpan.Zero;
        }

        return null;
    }
}
