using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;
using RunBroker.Tests.SignOuts;
using RunBroker.Tests.Upstream;

namespace RunBroker.Tests.Sessions;

/// <summary>
/// On PostgreSQL a sign-in finishes at the very moment when the session, the user or the connection is ended. Whichever is first, no
/// session and no token is left, also when the connection is enabled or the user active again.
/// </summary>
public sealed class LastMomentTests(PostgresScene shared) : IClassFixture<PostgresScene>
{
    /// <param name="Table">Whose row both need.</param>
    private sealed record End(string Cause, string Table, Func<Stage, Session, string> Row, Func<Stage, Session, Task<int>> Do)
    {
        /// <summary>Who comes after it stays out, also from a browser that held no session.</summary>
        public bool ForAll { get; init; } = true;

        /// <summary>The tenant's lock may make PostgreSQL undo the sign-in and run it again, as the second.</summary>
        public bool MayOvertake { get; init; }

        public Func<Stage, Session, Task> Undo { get; init; } = (_, _) => Task.CompletedTask;
    }

    private static readonly Dictionary<string, End> Ends = new()
    {
        ["the session"] = OfSession("admin", (s, x) => Manage(s, "DELETE", $"sessions/{x.Id}")) with { ForAll = false },
        ["all of the user"] = OfUser("admin", (s, x) => Manage(s, "DELETE", $"users/{x.UserId}/sessions")) with { ForAll = false },
        ["all of the connection"] = OfConnection("admin", s => Manage(s, "DELETE", $"connections/{s.Connection.Id}/sessions")) with { ForAll = false },
        ["the user, deactivated"] = OfUser("user_deactivated", (s, x) => Manage(s, "PATCH", $"users/{x.UserId}", """{"active":false}""")) with
        {
            Undo = (s, x) => Manage(s, "PATCH", $"users/{x.UserId}", """{"active":true}"""),
        },
        ["the user, deleted"] = OfUser("user_deleted", (s, x) => Manage(s, "DELETE", $"users/{x.UserId}")),
        ["the connection, disabled"] = OfConnection(
            "connection_disabled", s => Manage(s, "POST", $"connections/{s.Connection.Id}/disable", "{}")) with
        {
            MayOvertake = true,
            Undo = (s, _) => s.Scene.Change(s.Connection, c => c with { Enabled = true }),
        },
        ["the connection, disconnected"] = OfConnection("disconnected", s => Manage(s, "DELETE", $"connections/{s.Connection.Id}")) with
        {
            MayOvertake = true,
        },
        ["by the provider"] = OfConnection("upstream", async s => (await s.LogoutToken(s.Subject(), null)).Status),
        ["by the provider, everything"] = OfConnection("upstream_revoked", async s => (await s.RevokeAll()).Status),
    };

    /// <summary>Whether the sign-in is first, and whether it is in the browser that has the session.</summary>
    public static TheoryData<string, bool, bool> Orders
    {
        get
        {
            var orders = new TheoryData<string, bool, bool>();
            foreach (var (what, end) in Ends)
            {
                orders.Add(what, true, true);
                orders.Add(what, false, true);
                if (what != "the session")
                    orders.Add(what, true, false);
                if (end.ForAll)
                    orders.Add(what, false, false);
            }

            return orders;
        }
    }

    [Theory, MemberData(nameof(Orders))]
    [Spec("O-039"), Spec("S-067"), Spec("CO-12")]
    public async Task A_sign_in_that_finishes_and_an_end_leave_nothing_that_lives_in_whatever_order(string what, bool signInFirst, bool sameBrowser)
    {
        var end = Ends[what];
        var stage = await Stage.On(shared.Scene, app: AppsTold.Back);
        var (claims, tokens) = await stage.SignIn();
        var session = await stage.SessionOf(claims);
        var finishes = sameBrowser ? stage : stage.InAnotherBrowser();
        var held = await finishes.GoUpToTheCallback(p => p["prompt"] = "login");
        var begun = finishes.Begun;
        shared.Scene.Clock.Advance(TimeSpan.FromMilliseconds(5));
        var status = 0;
        Task SignIn() => finishes.Browser.Get(held);
        async Task Ending() => status = await end.Do(stage, session);

        await shared.InTurn(end.Table, end.Row(stage, session), signInFirst ? SignIn : Ending, signInFirst ? Ending : SignIn);

        Assert.True(status is 200 or 204, $"{status}");
        var answer = stage.App.Callbacks.SingleOrDefault(c => c.Fields["state"] == begun.State);
        if (!end.MayOvertake || !signInFirst)
            Assert.Equal(signInFirst, answer is not null);
        if (answer is not null)
            Assert.Equal("invalid_grant", (await stage.App.Exchange(answer, begun)).Error);
        Assert.Empty(await stage.Db.Read(tx => SessionStore.LiveOfTenant(tx, stage.Tenant.Id), CancellationToken.None));
        var (receipt, legs) = await stage.Settled(session.Id);
        Assert.Equal((end.Cause, LegStates.Delivered), (receipt.Cause, Assert.Single(legs).State));
        Assert.Equal(session.UserId, (string?)TestJws.Claims(await stage.App.NextLogoutToken(TimeSpan.FromSeconds(20)))["sub"]);
        await end.Undo(stage, session);
        await stage.IsDead(tokens);
        await finishes.IsDead(tokens);
    }

    [Fact]
    [Spec("O-039"), Spec("O-038")]
    public async Task Codes_and_refresh_tokens_that_are_redeemed_while_the_session_ends_give_nothing_that_lives()
    {
        for (var round = 0; round < 8; round++)
        {
            var stage = await Stage.On(shared.Scene, app: AppsTold.Back);
            var (session, tokens) = await stage.Session();
            await stage.Go();
            var (begun, callback) = (stage.Begun, stage.App.LastCallback);

            var redeemed = Task.WhenAll(stage.App.Exchange(callback, begun), stage.App.Refresh(tokens.RefreshToken));
            var silent = stage.Go(p => p["prompt"] = "none");
            Assert.Equal(204, await Manage(stage, "DELETE", $"sessions/{session.Id}"));
            await silent;

            if (stage.App.LastCallback is { Code: not null } late && late.Fields["state"] == stage.Begun.State)
                Assert.Equal("invalid_grant", (await stage.App.Exchange(late, stage.Begun)).Error);
            foreach (var won in (await redeemed).Where(r => r.Status == 200))
            {
                Assert.Equal(401, (await stage.App.UserInfo(won.AccessToken)).Status);
                Assert.Equal("invalid_grant", (await stage.App.Refresh(won.RefreshToken)).Error);
            }

            await stage.IsDead(tokens);
        }
    }

    private static End OfSession(string cause, Func<Stage, Session, Task<int>> act) => new(cause, "sso_session", (_, x) => x.Id, act);

    private static End OfUser(string cause, Func<Stage, Session, Task<int>> act) => new(cause, "run_user", (_, x) => x.UserId, act);

    private static End OfConnection(string cause, Func<Stage, Task<int>> act) =>
        new(cause, "connection", (s, _) => s.Connection.Id, (s, _) => act(s));

    private static async Task<int> Manage(Stage stage, string method, string path, string? body = null)
    {
        var url = $"{stage.Scene.Broker.Url}/api/v1/tenants/{stage.Tenant.Slug}/{path}";
        var token = Wire.Bearer(TestBroker.BootstrapToken);
        return (body is null ? await Wire.Send(method, url, null, token) : await Wire.SendJson(method, url, body, token)).Status;
    }
}
