using System.Collections.Immutable;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;

namespace RunBroker.Logout;

/// <summary>An app of the session; <paramref name="Addresses"/> is null when it is no longer registered.</summary>
internal sealed record SessionApp(string ClientId, string Sid, LogoutAddresses? Addresses);

/// <summary>The upstream that the session came from.</summary>
/// <param name="Protocol"><c>oidc</c> or <c>saml</c>.</param>
/// <param name="Always">The connection's <c>upstream_logout</c>.</param>
/// <param name="Usable">False when the connection is switched off or gone.</param>
internal sealed record SessionUpstream(string ConnectionId, string Protocol, bool Always, bool Usable);

/// <param name="Why">Of a leg that is over before it begins.</param>
internal sealed record PlannedLeg(string Target, string Channel, string State, string? Why = null, string? Sid = null);

/// <summary>
/// Whom the end of a session has to reach, whoever ended it. Every direction builds the same plan, so none can forget an app: all
/// participants are told, the asking one too; an upstream that asked is answered and not asked.
/// </summary>
internal static class LogoutPlan
{
    internal const string NoBrowser = "it goes through the person's browser, and there is none";

    internal const string OtherBrowser = "it goes through the browser of that session, and the person signed it out from another one";

    internal const string Untold = "it was shown within a frame of the provider's page, which tells nobody what became of it";

    /// <param name="upstream">Null when its connection is not there any more.</param>
    public static ImmutableArray<PlannedLeg> For(SessionEnd end, ImmutableArray<SessionApp> apps, SessionUpstream? upstream) =>
        [.. apps.SelectMany(app => ForApp(end, app)), .. ForUpstream(end, upstream)];

    private static IEnumerable<PlannedLeg> ForApp(SessionEnd end, SessionApp app)
    {
        // Our own pages ask for the session at every click: nobody has to be told.
        if (Apps.IsOurOwn(app.ClientId))
            yield break;
        if (app.Addresses is not { } registered)
        {
            yield return new(app.ClientId, LogoutChannels.None, LegStates.Gone, "the app is no longer registered", app.Sid);
            yield break;
        }

        if (registered.BackchannelLogoutUri is not null)
            yield return new(app.ClientId, LogoutChannels.Backchannel, LegStates.Pending, null, app.Sid);
        if (registered.FrontchannelLogoutUri is not null)
        {
            yield return end.HasBrowser
                ? new(app.ClientId, LogoutChannels.Frontchannel, LegStates.Pending, null, app.Sid)
                : new(app.ClientId, LogoutChannels.Frontchannel, LegStates.NotPossible, end.InFrame ? Untold : WithoutBrowser(end), app.Sid);
        }

        if (registered is { BackchannelLogoutUri: null, FrontchannelLogoutUri: null })
        {
            yield return new(app.ClientId, LogoutChannels.None, LegStates.NotPossible,
                (end.IsAskedBy(app.ClientId) ? "the app asked for this itself, and so knows; it " : "the app ")
                + "registered no backchannel_logout_uri and no frontchannel_logout_uri; its tokens are dead, what it keeps itself is not",
                app.Sid);
        }
    }

    private static IEnumerable<PlannedLeg> ForUpstream(SessionEnd end, SessionUpstream? upstream)
    {
        if (upstream is null || end.Cause is Causes.Upstream or Causes.UpstreamRevoked || !(end.Federated || upstream.Always))
            yield break;
        yield return !end.HasBrowser ? new(upstream.ConnectionId, upstream.Protocol, LegStates.NotPossible, WithoutBrowser(end))
            : !upstream.Usable ? new(upstream.ConnectionId, upstream.Protocol, LegStates.NotPossible, "the connection is switched off")
            : new(upstream.ConnectionId, upstream.Protocol, LegStates.Pending);
    }

    private static string WithoutBrowser(SessionEnd end) => end.Elsewhere ? OtherBrowser : NoBrowser;
}
