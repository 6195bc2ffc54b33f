using RunBroker.Storage;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.Sessions;

/// <summary>How long a session lives, on the tests' own clock: seven days, three without activity, and a tenant's lower limits.</summary>
public sealed class LifetimeTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    [Spec("AU-05")]
    public async Task A_session_ends_after_seven_days_however_active()
    {
        await using var scene = await Scene.Start();
        await scene.SignIn();
        foreach (var wait in new[] { TimeSpan.FromDays(2), TimeSpan.FromDays(2), TimeSpan.FromDays(2), TimeSpan.FromDays(1) - Second })
        {
            scene.Clock.Advance(wait);
            Assert.Null(await scene.Silent());
        }

        scene.Clock.Advance(Second);

        Assert.Equal("login_required", await scene.Silent());
    }

    [Fact]
    [Spec("AU-05")]
    [Spec("AU-07")]
    public async Task A_session_ends_after_three_days_without_activity_and_a_silent_sign_in_is_activity()
    {
        await using var scene = await Scene.Start();
        await scene.SignIn();
        scene.Clock.Advance(TimeSpan.FromDays(3) - Second);
        Assert.Null(await scene.Silent());

        // The stored time may lag by 1 %, which is given on top: no session ends early.
        scene.Clock.Advance(TimeSpan.FromDays(3) * 1.01);

        Assert.Equal("login_required", await scene.Silent());
    }

    [Fact]
    [Spec("AU-07")]
    public async Task Refreshing_and_userinfo_are_no_activity_and_end_with_the_session()
    {
        await using var scene = await Scene.Start();
        var (_, tokens) = await scene.SignIn();
        scene.Clock.Advance(TimeSpan.FromDays(3) - Hour);
        tokens = await scene.App.Refresh(tokens.RefreshToken);
        Assert.Equal(200, (await scene.App.UserInfo(tokens.AccessToken)).Status);

        scene.Clock.Advance(Hour + (TimeSpan.FromDays(3) * 0.01));

        Assert.Equal("invalid_grant", (await scene.App.Refresh(tokens.RefreshToken)).Error);
        Assert.Equal(401, (await scene.App.UserInfo(tokens.AccessToken)).Status);
        Assert.Equal("login_required", await scene.Silent());
    }

    [Fact]
    [Spec("contract-4")]
    public async Task Fifty_visits_within_a_minute_write_the_activity_at_most_once()
    {
        await using var scene = await Scene.Start();
        var (claims, _) = await scene.SignIn();
        var written = new HashSet<DateTimeOffset> { (await scene.SessionOf(scene.App, (string)claims["sid"]!)).LastActiveAt };
        for (var visit = 0; visit < 50; visit++)
        {
            scene.Clock.Advance(Second);
            Assert.Null(await scene.Silent());
            written.Add((await scene.SessionOf(scene.App, (string)claims["sid"]!)).LastActiveAt);
        }

        Assert.InRange(written.Count, 1, 2);
        scene.Clock.Advance(TimeSpan.FromDays(3) * 0.01);
        Assert.Null(await scene.Silent());
        Assert.Equal(scene.Clock.GetUtcNow().ToUnixTimeMilliseconds(), (await scene.SessionOf(scene.App, (string)claims["sid"]!)).LastActiveAt.ToUnixTimeMilliseconds());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Spec("AU-08")]
    public async Task A_tenants_lower_limit_counts_at_once(bool absolute)
    {
        await using var scene = await Scene.Start();
        var (_, tokens) = await scene.SignIn();
        scene.Clock.Advance(2 * Hour);
        Assert.Null(await scene.Silent());
        scene.Clock.Advance(Hour + TimeSpan.FromMinutes(1));

        await scene.Change(scene.Tenant, t => absolute ? t with { AbsoluteLifetimeMs = 3_600_000 } : t with { IdleTimeoutMs = 3_600_000 });

        Assert.Equal("login_required", await scene.Silent());
        Assert.Equal("invalid_grant", (await scene.App.Refresh(tokens.RefreshToken)).Error);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Spec("AU-08")]
    public async Task A_longer_limit_counts_only_for_new_sessions(bool absolute)
    {
        await using var scene = await Scene.Start();
        await scene.Change(scene.Tenant, t => absolute ? t with { AbsoluteLifetimeMs = 3_600_000 } : t with { IdleTimeoutMs = 3_600_000 });
        await scene.SignIn();
        await scene.Change(scene.Tenant, t => t with { AbsoluteLifetimeMs = null, IdleTimeoutMs = null });
        scene.Clock.Advance(Hour + TimeSpan.FromMinutes(1));
        Assert.Equal("login_required", await scene.Silent());

        await scene.SignIn();
        scene.Clock.Advance(2 * Hour);

        Assert.Null(await scene.Silent());
    }

    [Fact]
    [Spec("contract-4")]
    public async Task The_lag_of_a_session_is_measured_by_its_own_limit_when_the_tenants_was_raised()
    {
        await using var scene = await Scene.Start();
        await scene.Change(scene.Tenant, t => t with { IdleTimeoutMs = 3_600_000 });
        await scene.SignIn();
        await scene.Change(scene.Tenant, t => t with { IdleTimeoutMs = null });
        scene.Clock.Advance(TimeSpan.FromMinutes(40));
        Assert.Null(await scene.Silent());

        scene.Clock.Advance(TimeSpan.FromMinutes(40));

        Assert.Null(await scene.Silent());
    }

    [Fact]
    [Spec("AU-08")]
    public async Task A_new_sign_in_sets_the_absolute_end_anew()
    {
        await using var scene = await Scene.Start();
        await scene.SignIn();
        scene.Clock.Advance(TimeSpan.FromDays(2));
        await scene.SignIn(edit: p => p["prompt"] = "login");
        foreach (var wait in new[] { TimeSpan.FromDays(2), TimeSpan.FromDays(2), TimeSpan.FromDays(2), TimeSpan.FromDays(1) - Second })
        {
            scene.Clock.Advance(wait);
            Assert.Null(await scene.Silent());
        }

        scene.Clock.Advance(Second);

        Assert.Equal("login_required", await scene.Silent());
    }

    [Fact]
    [Spec("requirements-4")]
    public async Task No_token_outlives_the_session()
    {
        await using var scene = await Scene.Start();
        await scene.Change(scene.Tenant, t => t with { AbsoluteLifetimeMs = 7_200_000 });
        var (claims, _) = await scene.SignIn();
        var end = (await scene.SessionOf(scene.App, (string)claims["sid"]!)).ExpiresAt;
        scene.Clock.Advance(2 * Hour - TimeSpan.FromMinutes(5));

        var (late, tokens) = await scene.SignIn(edit: p => p["prompt"] = "none");

        Assert.InRange((long)late["exp"]!, 0, end.ToUnixTimeSeconds());
        Assert.InRange((long)tokens.Json["expires_in"]!, 1, 300);
        var fresh = await scene.App.Refresh(tokens.RefreshToken);
        Assert.InRange((long)fresh.Json["expires_in"]!, 1, 300);
        scene.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal("invalid_grant", (await scene.App.Refresh(fresh.RefreshToken)).Error);
        Assert.Equal(401, (await scene.App.UserInfo(fresh.AccessToken)).Status);
    }

    [Fact]
    [Spec("O-109")]
    public async Task A_session_that_the_clock_has_ended_is_not_brought_back_by_the_next_sign_in()
    {
        await using var scene = await Scene.Start();
        var (before, tokens) = await scene.SignIn();
        scene.Clock.Advance(TimeSpan.FromDays(4));

        var (after, _) = await scene.SignIn();

        Assert.NotEqual((string?)before["sid"], (string?)after["sid"]);
        Assert.Equal("idle", (await scene.SessionOf(scene.App, (string)before["sid"]!)).EndCause);
        Assert.Equal("invalid_grant", (await scene.App.Refresh(tokens.RefreshToken)).Error);
    }

    [Fact]
    [Spec("O-100")]
    public async Task A_hint_of_a_session_that_is_over_signs_the_same_person_out_of_the_one_after()
    {
        await using var scene = await Scene.Start();
        var (_, old) = await scene.SignIn();
        scene.Clock.Advance(TimeSpan.FromDays(4));
        await scene.SignIn();
        scene.Op.SignInAs = "bob";
        var bobs = scene.NewBrowser();
        var (_, bob) = await scene.SignIn();
        scene.Op.SignInAs = "alice";
        await scene.NewBrowser().Get(scene.App.Begin().Url);

        var page = await scene.Browser.Get(scene.App.EndSessionUrl(old.IdToken));

        Assert.Equal(scene.App.PostLogoutRedirectUri, page.Url.GetLeftPart(UriPartial.Path));
        Assert.Equal("login_required", await scene.Silent());
        // Nobody else's: not in another browser, and not by alice's hint in bob's.
        await bobs.Get(scene.App.EndSessionUrl(old.IdToken));
        Assert.Equal(200, (await scene.App.Refresh(bob.RefreshToken)).Status);
    }

    [Fact]
    [Spec("contract-4")]
    public async Task A_sweep_ends_no_session_within_the_lag_of_its_activity()
    {
        await using var scene = await Scene.Start();
        await scene.SignIn();
        scene.Clock.Advance(TimeSpan.FromDays(3) + TimeSpan.FromMinutes(1));
        var now = scene.Clock.GetUtcNow();
        Assert.Empty(await scene.Db.Read(tx => SessionStore.Expired(tx, now, 10), CancellationToken.None));
        Assert.Single(await scene.Db.Read(tx => SessionStore.PageLive(tx, scene.Tenant.Id, null, now, null, 10), CancellationToken.None));

        var later = now + TimeSpan.FromHours(1);

        Assert.Single(await scene.Db.Read(tx => SessionStore.Expired(tx, later, 10), CancellationToken.None));
        Assert.Empty(await scene.Db.Read(tx => SessionStore.PageLive(tx, scene.Tenant.Id, null, later, null, 10), CancellationToken.None));
    }
}
