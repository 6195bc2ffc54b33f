using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using RunBroker.Demo.Guide;

namespace RunBroker.Demo.Apps;

/// <summary>A page of an app that somebody may have a bookmark or a mail with a link of.</summary>
public sealed record DeepPage(string Path, string Title, string Text);

/// <summary>
/// A server-rendered RUN app: who is signed in is known to the server, the browser holds a cookie. Its sessions end when the broker's
/// does: the broker tells it from server to server. Userinfo is asked each time a page is shown, too, which a demo can afford.
/// </summary>
internal sealed class WebApp(string key, string name, string about, string at, DeepPage deep, BrokerClient broker, Happenings happenings, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private readonly ConcurrentDictionary<string, PendingSignIn> pending = new();
    private readonly ConcurrentDictionary<string, AppSession> sessions = new();
    private readonly SemaphoreSlim refreshing = new(1);

    public string Key => key;
    public string Name => name;
    public string About => about;
    public string At => at;
    public DeepPage Deep => deep;
    public BrokerClient Broker => broker;

    /// <summary>Of all browsers, the newest first; those that the broker has ended are dropped first.</summary>
    public async Task<ImmutableArray<AppSession>> Sessions()
    {
        foreach (var session in sessions.Values)
            await Current(session.Id);
        return [.. sessions.Values.OrderByDescending(s => s.Since)];
    }

    public async Task<string> Begin(string browser, string target, string? prompt)
    {
        var now = time.GetUtcNow();
        foreach (var old in pending.Values.Where(p => now - p.Begun > Patience))
            pending.TryRemove(old.State, out _);
        var begun = new PendingSignIn(browser, target, now);
        pending[begun.State] = begun;
        return await broker.AuthorizeUrl(begun, prompt);
    }

    /// <summary>Only once, and only for the browser that began it (OIDCC-3.1.2.7).</summary>
    public PendingSignIn? Take(string? state, string? browser) =>
        state is not null && pending.TryRemove(state, out var begun) && begun.Browser == browser && time.GetUtcNow() - begun.Begun <= Patience ? begun : null;

    /// <returns>Null with the reason when the broker does not give tokens, or not such as can be believed.</returns>
    public async Task<(AppSession? Session, TokenAnswer.Refused? Why)> Finish(PendingSignIn begun, string code)
    {
        switch (await broker.Redeem(code, begun))
        {
            case TokenAnswer.Given given:
                var session = new AppSession(Unguessable.New(), time.GetUtcNow(), given.Tokens, await broker.UserInfo(given.Tokens.AccessToken) ?? []);
                sessions[session.Id] = session;
                happenings.Add(new(time.GetUtcNow(), Happened.SignedIn, key, name, session.Person, session.Tenant));
                return (session, null);
            case TokenAnswer.Refused refused:
                return (null, refused);
            default:
                throw new InvalidOperationException("closed set");
        }
    }

    /// <summary>The session as of now: null when there is none, or when the broker has ended it.</summary>
    public async Task<AppSession?> Current(string? id)
    {
        if (id is null || !sessions.TryGetValue(id, out var session))
            return null;
        if (session.Tokens.Expires <= time.GetUtcNow())
            return await Refresh(session.Id);
        if (await broker.UserInfo(session.Tokens.AccessToken) is { } userInfo)
            return Keep(session with { UserInfo = userInfo });
        return Drop(session);
    }

    public async Task<AppSession?> Refresh(string id)
    {
        // One at a time: a refresh token used twice is a stolen one to the broker, and ends the session (RFC9700-4.14.2).
        await refreshing.WaitAsync();
        try
        {
            if (!sessions.TryGetValue(id, out var session))
                return null;
            if (await broker.Refresh(session.Tokens) is not TokenAnswer.Given given || await broker.UserInfo(given.Tokens.AccessToken) is not { } userInfo)
                return Drop(session);
            happenings.Add(new(time.GetUtcNow(), Happened.Refreshed, key, name, session.Person, session.Tenant));
            return Keep(session with { Tokens = given.Tokens, UserInfo = userInfo });
        }
        finally
        {
            refreshing.Release();
        }
    }

    public void SignOut(AppSession session)
    {
        if (sessions.TryRemove(session.Id, out _))
            happenings.Add(new(time.GetUtcNow(), Happened.SignedOut, key, name, session.Person, session.Tenant));
    }

    /// <summary>OIDCBC-2.6, 2.7: the broker tells that a session is over. One that is over here already was told well, too.</summary>
    /// <returns>False: not the broker's word, and nothing ended.</returns>
    public async Task<bool> Told(string logoutToken)
    {
        if (await broker.Ended(logoutToken) is not { } sid)
            return false;
        foreach (var session in sessions.Values.Where(s => s.Tokens.Sid == sid))
        {
            if (sessions.TryRemove(session.Id, out _))
                happenings.Add(new(time.GetUtcNow(), Happened.Told, key, name, session.Person, session.Tenant));
        }

        return true;
    }

    public void Refused(string error, JsonNode? says) =>
        happenings.Add(new(time.GetUtcNow(), Happened.Refused, key, name, $"{error}{(says is null ? "" : ": " + says)}", ""));

    public void Dispose() => refreshing.Dispose();

    private AppSession Keep(AppSession session)
    {
        // Not back into the list, if it was taken out meanwhile.
        if (sessions.TryGetValue(session.Id, out var before))
            sessions.TryUpdate(session.Id, session, before);
        return session;
    }

    private AppSession? Drop(AppSession session)
    {
        if (sessions.TryRemove(session.Id, out _))
            happenings.Add(new(time.GetUtcNow(), Happened.Ended, key, name, session.Person, session.Tenant));
        return null;
    }
}
