using System.Collections.Immutable;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.Tokens;

/// <summary>One scene for the tests of a class, with shortcuts for what most of them begin with: a fresh browser, a code, tokens.</summary>
public sealed class TokenStage : IAsyncLifetime
{
    internal Scene Scene { get; private set; } = null!;
    internal TestApp App => Scene.App;
    internal TestApp Other { get; private set; } = null!;
    internal TestApp Opaque { get; private set; } = null!;
    internal string Issuer => Scene.Broker.Url;

    public async ValueTask InitializeAsync()
    {
        Scene = await Scene.Start();
        Other = await Scene.AddApp("app-other");
        Opaque = await Scene.AddApp("app-opaque", m => m with { AccessTokenType = "opaque" });
    }

    public ValueTask DisposeAsync() => Scene.DisposeAsync();

    /// <summary>A sign-in in a new browser, up to the callback: the code is not redeemed yet.</summary>
    internal async Task<(AppCallback Callback, AppSignIn SignIn)> Code(TestApp app, Action<Fields>? edit = null)
    {
        var begun = app.Begin(edit);
        await Scene.NewBrowser().Get(begun.Url);
        Assert.NotNull(app.LastCallback.Code);
        return (app.LastCallback, begun);
    }

    /// <summary>A sign-in in a new browser, up to the tokens.</summary>
    internal async Task<AppAnswer> Tokens(TestApp app, Action<Fields>? edit = null)
    {
        var (callback, begun) = await Code(app, edit);
        var tokens = await app.Exchange(callback, begun);
        Assert.Equal(200, tokens.Status);
        return tokens;
    }

    internal async Task<AppCallback> Answer(TestBrowser browser, Action<Fields>? edit = null, TestApp? app = null)
    {
        var before = (app ?? App).Callbacks.Length;
        await browser.Get((app ?? App).Begin(edit).Url);
        Assert.Equal(before + 1, (app ?? App).Callbacks.Length);
        return (app ?? App).LastCallback;
    }

    internal Task EndSessions(string user) => Scene.Db.Write(async tx =>
    {
        var live = await SessionStore.LiveOfUser(tx, Scene.Tenant.Id, user);
        Assert.NotEmpty(await Logout.EndSessions.Do(tx, live, new(Logout.Causes.Admin, "broker", null, Scene.Clock.GetUtcNow())));
    }, TestContext.Current.CancellationToken);

    internal Task Deactivate(string user, bool active = false) => Scene.Db.Write(async tx =>
    {
        var row = (await UserStore.Find(tx, Scene.Tenant.Id, user))!;
        Assert.True(await UserStore.Update(tx, row with { Active = active, Version = row.Version + 1 }, row.Version));
    }, TestContext.Current.CancellationToken);

    internal Task Enable(bool enabled) => Scene.Db.Write(async tx =>
    {
        var row = (await ConnectionStore.Find(tx, Scene.Tenant.Id, Scene.Connection.Id))!;
        Assert.True(await ConnectionStore.Update(tx, row with { Enabled = enabled, Version = row.Version + 1 }, row.Version));
    }, TestContext.Current.CancellationToken);

    internal async Task<ImmutableArray<AuditEvent>> Events(string type) =>
        await Scene.Db.Read(tx => EventStore.Page(tx, Scene.Tenant.Id, type, null, 100), TestContext.Current.CancellationToken);

    internal static void AssertInvalidGrant(AppAnswer answer)
    {
        Assert.Equal((400, "invalid_grant"), (answer.Status, answer.Error));
        Assert.Equal("no-store", answer.Headers["cache-control"]);
        Assert.False(answer.Json.ContainsKey("access_token"));
    }
}
