using System.Collections.Immutable;
using RunBroker.Http;
using RunBroker.Logout;
using RunBroker.Protocol;
using RunBroker.Sessions;
using RunBroker.SignIns;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;

namespace RunBroker.Upstream.Oidc;

/// <summary>
/// Upstream → broker, in a frame of the provider's page: end the session of this browser (OIDC Front-Channel Logout 2). Nothing is signed here, so
/// both iss and sid must be right, and it ends only what this browser itself holds: else anybody who learns a sid could end the session by a link
/// that somebody else opens. Where the browser blocks cookies in frames nothing ends (O-104, O-107): that is what the back channel is for.
/// </summary>
internal static class FrontchannelLogoutEndpoint
{
    public static async Task<IResult> Handle(
        string connection, HttpContext http, Db db, OidcClient client, Settings settings, TimeProvider time, CancellationToken stop)
    {
        if (await db.Read(tx => ConnectionStore.FindByUrl(tx, connection), stop) is not { Protocol: "oidc" } row)
            return UpstreamAnswers.NoSuchConnection;
        var sent = await http.Request.ReadParameters(stop) ?? Parameters.None;
        if (sent.Repeated is not null || sent["iss"] is not { } issuer || sent["sid"] is not { Length: > 0 } sid)
            return OAuthJson.Error("invalid_request", "iss and sid are both needed");
        if (!row.IsUsable || (await client.Trust(UpstreamConnection.Of(row), stop)).Trust is not { } trust || !trust.Accepts(issuer))
            return OAuthJson.Error("invalid_request", "iss is not the issuer of an enabled connection at this address");
        var now = time.GetUtcNow();
        var (browser, ended, frames) = await db.Write(tx => End(tx, http, row, UpstreamSubject.Sid(sid)!, settings.Issuer, now), CancellationToken.None);
        browser.Forget(http, ended, now + Limits.HintCookie);
        return new FrontchannelPage(frames);
    }

    private static async Task<(BrowserSessions Browser, ImmutableArray<string> Ended, ImmutableArray<string> Frames)> End(
        Tx tx, HttpContext http, Connection row, string sid, string issuer, DateTimeOffset now)
    {
        var browser = await BrowserSessions.Read(tx, http, frames: true);
        ImmutableArray<Session> meant =
            [.. browser.Sessions.Where(s => s.TenantId == row.TenantId && s.ConnectionId == row.Id && s.UpstreamSid == sid)];
        if (meant.IsEmpty)
            return (browser, [], []);
        meant = meant.AddRange(await OpenSignIns.Close(tx, http, now, row.Id));
        var ended = await EndSessions.Do(tx, meant, new(Causes.Upstream, $"upstream:{row.Id}", http.Ip(), now) { InFrame = true });
        var frames = ImmutableArray.CreateBuilder<string>();
        foreach (var session in ended)
            frames.AddRange(await FramesOf(tx, session, issuer));
        return (browser, [.. meant.Select(s => s.Id)], [.. frames.Take(Limits.SignOutFrames)]);
    }

    /// <summary>The apps' own addresses for it (OIDC Front-Channel Logout 3).</summary>
    private static async Task<IEnumerable<string>> FramesOf(Tx tx, Session session, string issuer)
    {
        var frames = new List<string>();
        foreach (var participant in await SessionStore.Participants(tx, session.Id))
        {
            if (await ClientStore.Find(tx, participant.ClientId) is { } app && StoredJson.App(app.Client.Metadata).FrontchannelLogoutUri is { } uri)
                frames.Add(FormEncoding.AddTo(uri, [new("iss", issuer), new("sid", participant.Sid)]));
        }

        return frames;
    }
}
