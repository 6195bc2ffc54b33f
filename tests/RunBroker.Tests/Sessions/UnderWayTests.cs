using System.Collections.Immutable;
using RunBroker.Http;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;
using RunBroker.Tests.SignOuts;
using RunBroker.Tests.Upstream;
using RunBroker.Tests.Upstream.Saml;

namespace RunBroker.Tests.Sessions;

/// <summary>
/// A sign-in is under way, the person at the provider, when the session that their browser had comes to its end, whoever ends it: the
/// answer that was asked for before becomes no session any more. Time alone keeps nobody out.
/// </summary>
public sealed class UnderWayTests(SharedScene shared) : IClassFixture<SharedScene>
{
    private const string SignedOut = "sign_in.SignedOut";

    private sealed record End(string Code, Func<TenantStage, Ended, Task> Do);

    private sealed record Ended(Session Session, AppAnswer Tokens);

    private static readonly Dictionary<string, End> Ends = new()
    {
        ["the person, here"] = new(SignedOut, (s, e) => s.Browser.Get(s.App.EndSessionUrl(e.Tokens.IdToken))),
        ["the person, by the app's hint and without cookies"] =
            new(SignedOut, (s, e) => Elsewhere(s, s.App.EndSessionUrl(e.Tokens.IdToken))),
        ["the person, by the logout URL"] =
            new(SignedOut, (s, e) => s.Browser.Get($"{s.Scene.Broker.Url}/v2/logout?client_id={s.App.Options.ClientId}")),
        ["an admin, this session"] = new(SignedOut, (s, e) => Manage(s, "DELETE", $"sessions/{e.Session.Id}")),
        ["an admin, all of the person"] = new(SignedOut, (s, e) => Manage(s, "DELETE", $"users/{e.Session.UserId}/sessions")),
        ["an admin, all of the connection"] = new(SignedOut, (s, e) => Manage(s, "DELETE", $"connections/{s.Connection.Id}/sessions")),
        ["a refresh token used twice"] = new(SignedOut, UseTwice),
        ["the person is deactivated"] =
            new("user.Deactivated", (s, e) => Manage(s, "PATCH", $"users/{e.Session.UserId}", """{"active":false}""")),
        ["the connection is disabled"] =
            new("connection.Disabled", (s, e) => Manage(s, "POST", $"connections/{s.Connection.Id}/disable", "{}")),
        ["the connection is disabled and enabled again"] = new(SignedOut, async (s, e) =>
        {
            await Manage(s, "POST", $"connections/{s.Connection.Id}/disable", "{}");
            await s.Scene.Change(s.Connection, c => c with { Enabled = true });
        }),
        ["the provider revokes everything"] = new("upstream.SignedOut", async (s, e) => Assert.Equal(204, (await s.RevokeAll()).Status)),
    };

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var end in Ends.Keys)
            {
                cases.Add(end, "oidc");
                cases.Add(end, "saml");
                cases.Add(end, "saml, parked");
            }

            return cases;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    [Spec("FusionAuth/fusionauth-issues#3254"), Spec("O-039")]
    public async Task It_becomes_no_session_when_one_of_this_browser_has_ended_meanwhile(string who, string how)
    {
        var (stage, before, goOn) = await Begun(how);
        await using var _ = stage as SamlStage;
        shared.Scene.Clock.Advance(TimeSpan.FromMilliseconds(5));

        await Ends[who].Do(stage, before);
        shared.Scene.Clock.Advance(TimeSpan.FromMilliseconds(5));
        var page = await goOn();

        var file = await stage.CaseOn(page);
        Assert.Equal(("failed", Ends[who].Code), (file.State, file.Error));
        Assert.Empty(await Live(stage));
        Assert.Single(await stage.Events("session.created"));
        Assert.DoesNotContain(stage.App.Callbacks, c => c.Fields["state"] == stage.Begun.State);
        await stage.IsDead(before.Tokens);
    }

    [Fact]
    [Spec("CO-12")]
    public async Task Disconnected_meanwhile_it_finds_no_connection()
    {
        var (stage, before, goOn) = await Begun("oidc");
        await Manage(stage, "DELETE", $"connections/{stage.Connection.Id}");

        var page = await goOn();

        Assert.InRange(page.Status, 400, 499);
        Assert.Empty(await Live(stage));
        await stage.IsDead(before.Tokens);
    }

    [Theory]
    [InlineData("oidc")]
    [InlineData("saml")]
    public async Task It_goes_on_when_time_alone_has_ended_the_session_meanwhile(string how)
    {
        var (stage, before, goOn) = await Begun(how, tenant: t => t with { IdleTimeoutMs = 20_000 });
        await using var _ = stage as SamlStage;
        shared.Scene.Clock.Advance(TimeSpan.FromSeconds(30));
        await shared.Scene.CleanUp();
        Assert.Equal("idle", await stage.CauseOf(before.Session));

        await goOn();

        await stage.App.Finish();
        Assert.NotEqual(before.Session.Id, Assert.Single(await Live(stage)).Id);
    }

    [Fact]
    public async Task One_of_another_browser_goes_on()
    {
        var stage = await Stage.On(shared.Scene);
        var (session, _) = await stage.Session();
        var other = stage.InAnotherBrowser();
        var held = await other.GoUpToTheCallback();
        shared.Scene.Clock.Advance(TimeSpan.FromMilliseconds(5));
        await Manage(stage, "DELETE", $"sessions/{session.Id}");
        await other.Browser.Get(held);
        await other.App.Finish();
    }

    [Fact]
    public async Task Begun_anew_after_the_end_it_signs_in_though_the_old_cookie_is_still_there()
    {
        var stage = await Stage.On(shared.Scene);
        var (session, _) = await stage.Session();
        await Manage(stage, "DELETE", $"sessions/{session.Id}");
        Assert.NotNull(stage.Browser.Cookies.Find(Cookies.Sessions));
        await stage.SignIn();
    }

    /// <summary>Signed in, and once more on the way: what the last step needs is here, and was not sent yet.</summary>
    private async Task<(TenantStage Stage, Ended Before, Func<Task<TestPage>> GoOn)> Begun(
        string how, Func<Tenant, Tenant>? tenant = null)
    {
        static AppMetadata Strict(AppMetadata app) => app with { EndSessionOnTokenReuse = true };
        if (how == "oidc")
        {
            var stage = await Stage.On(shared.Scene, app: Strict, tenant: tenant);
            var (claims, tokens) = await stage.SignIn();
            var held = await stage.GoUpToTheCallback(p => p["prompt"] = "login");
            return (stage, new(await stage.SessionOf(claims), tokens), () => stage.Browser.Get(held));
        }
        else
        {
            var stage = await SamlStage.On(shared.Scene, RevocationSteps.TakesOrders, app: Strict, tenant: tenant);
            var (claims, tokens) = await stage.SignIn();
            var held = await stage.Held(p => p["prompt"] = "login");
            var before = new Ended(await stage.SessionOf(claims), tokens);
            if (how == "saml")
                return (stage, before, () => stage.Answer(held));
            var parked = await stage.Parked(held);
            return (stage, before, () => stage.Browser.Get(parked));
        }
    }

    private static Task<ImmutableArray<Session>> Live(TenantStage stage) =>
        stage.Db.Read(tx => SessionStore.LiveOfTenant(tx, stage.Tenant.Id), CancellationToken.None);

    private static async Task Elsewhere(TenantStage stage, string url)
    {
        using var browser = new TestBrowser(new() { Clock = stage.Scene.Clock });
        await browser.Get(url);
    }

    private static async Task UseTwice(TenantStage stage, Ended before)
    {
        await stage.App.Refresh(before.Tokens.RefreshToken);
        Assert.Equal("invalid_grant", (await stage.App.Refresh(before.Tokens.RefreshToken)).Error);
    }

    private static async Task Manage(TenantStage stage, string method, string path, string? body = null)
    {
        var url = $"{stage.Scene.Broker.Url}/api/v1/tenants/{stage.Tenant.Slug}/{path}";
        var token = Wire.Bearer(TestBroker.BootstrapToken);
        var answer = body is null ? await Wire.Send(method, url, null, token) : await Wire.SendJson(method, url, body, token);
        Assert.True(answer.Status is 200 or 204, $"{method} {path}: {answer.Status} {answer.Body}");
    }
}
