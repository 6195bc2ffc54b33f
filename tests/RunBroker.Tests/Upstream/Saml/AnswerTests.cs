using RunBroker.Storage;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.Upstream.Saml;

/// <summary>Who may bring back an answer of a SAML provider: the browser that was sent, to the connection that was asked, once, in time.</summary>
public sealed class AnswerTests(SharedScene shared) : IClassFixture<SharedScene>
{
    [Fact]
    [Spec("S-065")]
    public async Task An_answer_in_another_browser_signs_nobody_in_and_the_first_browser_still_can()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        var held = await stage.Held();
        var other = stage.InAnotherBrowser();

        await other.RefusedOnAPage(await other.Answer(held), "sign_in.OtherBrowser", 400);

        await stage.Answer(held);
        await stage.App.Finish();
    }

    [Fact]
    [Spec("S-065")]
    public async Task After_cookies_were_lost_the_page_offers_to_start_again_and_that_works()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        var held = await stage.Held();
        stage.Browser.Cookies.Clear();

        await stage.RefusedOnAPage(await stage.Answer(held), "sign_in.OtherBrowser", 400);
        await stage.Browser.ClickLink("Start again");

        await stage.App.Finish();
    }

    [Fact]
    [Spec("S-065")]
    public async Task The_last_step_belongs_to_the_same_browser_too()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        var held = await stage.Held();
        stage.HoldsAnOldSession();
        stage.Browser.StopAt = shared.Scene.Broker.Url + "/sign-in/";
        var parked = await stage.Answer(held);
        stage.Browser.StopAt = null;
        var other = stage.InAnotherBrowser();

        await other.RefusedOnAPage(await other.Browser.Get(parked.Url.AbsoluteUri), "sign_in.OtherBrowser", 400);

        await stage.Browser.Get(parked.Url.AbsoluteUri);
        await stage.App.Finish();
        // And it is one step, taken once.
        var again = await stage.Browser.Get(parked.Url.AbsoluteUri);
        Assert.Equal(400, again.Status);
        Assert.Contains("can no longer be finished", again.Text, StringComparison.Ordinal);
        Assert.Single(await stage.Events("session.created"));
    }

    [Fact]
    [Spec("S-064")]
    public async Task After_half_an_hour_the_page_offers_to_start_again()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        var held = await stage.Held();
        shared.Scene.Clock.Advance(TimeSpan.FromMinutes(30));

        await stage.RefusedOnAPage(await stage.Answer(held), "sign_in.Expired", 400);

        await stage.Browser.ClickLink("Start again");
        await stage.App.Finish();
    }

    [Fact]
    [Spec("S-065")]
    public async Task A_checked_answer_waits_for_two_minutes_and_no_longer()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        var held = await stage.Held();
        stage.HoldsAnOldSession();
        stage.Browser.StopAt = shared.Scene.Broker.Url + "/sign-in/";
        var parked = await stage.Answer(held);
        stage.Browser.StopAt = null;
        shared.Scene.Clock.Advance(TimeSpan.FromMinutes(2));

        await stage.RefusedOnAPage(await stage.Browser.Get(parked.Url.AbsoluteUri), "sign_in.Expired", 400);

        Assert.Empty(await stage.Events("session.created"));
    }

    [Fact]
    [Spec("S-073")]
    public async Task A_replayed_answer_is_refused()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        var held = await stage.Held();
        await stage.Answer(held);
        await stage.App.Finish();

        var again = await stage.Answer(held);

        Assert.Equal(400, again.Status);
        Assert.Contains("can no longer be finished", again.Text, StringComparison.Ordinal);
        Assert.Single(await stage.Events("session.created"));
    }

    [Fact]
    [Spec("S-073")]
    public async Task An_assertion_that_came_before_is_refused_though_all_else_is_new()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        stage.Idp.Break(d => d with { AssertionId = "_the-same-again" });
        await stage.SignIn();
        var second = stage.InAnotherBrowser();

        var step = await second.Refused(await second.Go(), "upstream.Replayed", "server_error");

        Assert.Equal("_the-same-again", step.Got);
        Assert.Single(await stage.Events("session.created"));
    }

    [Fact]
    [Spec("S-073")]
    public async Task The_same_assertion_id_at_two_connections_is_no_replay()
    {
        await using var one = await SamlStage.On(shared.Scene);
        await using var two = await SamlStage.On(shared.Scene);
        foreach (var stage in new[] { one, two })
        {
            stage.Idp.Break(d => d with { AssertionId = "_counter-1" });
            await stage.SignIn();
        }
    }

    [Fact]
    [Spec("S-064")]
    public async Task Of_eight_posts_at_once_one_goes_on()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        var held = await stage.Held();
        var twins = Enumerable.Range(0, 8).Select(_ => stage.InAnotherBrowser()).ToArray();
        foreach (var twin in twins)
            twin.Browser.Cookies.CopyFrom(stage.Browser.Cookies);

        var pages = await Task.WhenAll(twins.Select(twin => twin.Answer(held)));

        Assert.Single(pages, p => p.Status == 200);
        Assert.Equal(7, pages.Count(p => p.Status == 400));
        Assert.Single(await stage.Events("session.created"));
    }

    [Fact]
    [Spec("S-065")]
    public async Task Two_tabs_at_once_both_arrive()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        var first = await stage.Held();
        var second = await stage.Held();

        await stage.Answer(second);
        var (one, _) = await stage.App.Finish();
        await stage.Answer(first);
        var (two, _) = await stage.App.Finish();

        Assert.Equal((string?)one["sub"], (string?)two["sub"]);
        Assert.Single(await stage.Users());
    }

    [Fact]
    [Spec("S-146")]
    public async Task The_answer_of_one_connection_is_nothing_at_another_of_the_tenant()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        var second = await SamlStage.Connect(shared.Scene, stage.Tenant, stage.Idp, enabled: false);
        var held = await stage.Held();

        var page = await stage.Answer(held, stage.AcsUrl.Replace(stage.Connection.Id, second.Id, StringComparison.Ordinal));

        await stage.RefusedOnAPage(page, "sign_in.WrongState", 400);
        await stage.Answer(held);
        await stage.App.Finish();
    }

    [Fact]
    [Spec("S-146")]
    public async Task A_SAML_answer_is_nothing_at_an_OIDC_connection_and_the_other_way_round()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        var oidc = await shared.Scene.AddConnection(stage.Tenant, shared.Scene.Op, enabled: false);
        var held = await stage.Held();

        var page = await stage.Answer(held, $"{shared.Scene.Broker.Url}/federation/saml/{oidc.Id}/acs");
        Assert.Equal(404, page.Status);
        page = await stage.Browser.Get($"{shared.Scene.Broker.Url}/federation/oidc/{stage.Connection.Id}/callback?code=x&state={held["RelayState"]}");
        await stage.RefusedOnAPage(page, "sign_in.Expired", 400);

        await stage.Answer(held);
        await stage.App.Finish();
    }

    public static TheoryData<string, string> Changes => new()
    {
        { "connection disabled", "connection.Disabled" },
        { "connection archived", "connection.Disabled" },
        { "connection deleted", "connection.Disabled" },
        { "another provider", "connection.Changed" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    [Spec("S-067")]
    public async Task A_connection_that_changed_meanwhile_lets_nobody_in(string change, string code)
    {
        await using var stage = await SamlStage.On(shared.Scene);
        var held = await stage.Held();
        await Apply(stage, change);

        var page = await stage.Answer(held);

        await stage.Refused(page, code, "access_denied");
        Assert.Empty(await stage.Users());
    }

    [Theory]
    [MemberData(nameof(Changes))]
    [Spec("S-067"), Spec("O-084")]
    public async Task A_connection_that_changed_before_the_last_step_lets_nobody_in(string change, string code)
    {
        await using var stage = await SamlStage.On(shared.Scene);
        var parked = await stage.Parked(await stage.Held());
        await Apply(stage, change);

        await stage.Refused(await stage.Browser.Get(parked), code, "access_denied");

        Assert.Empty(await stage.Users());
    }

    [Fact]
    [Spec("S-067")]
    public async Task A_plan_that_ended_meanwhile_lets_nobody_in()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        var held = await stage.Held();
        await shared.Scene.Change(stage.Tenant, t => t with { Plan = "starter" });
        await stage.Refused(await stage.Answer(held), "tenant.PlanWithoutSso", "access_denied");
    }

    [Fact]
    [Spec("S-067")]
    public async Task An_app_deleted_meanwhile_gets_nothing()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        var held = await stage.Held();
        await stage.Db.Write(tx => ClientStore.Delete(tx, stage.App.Options.ClientId), CancellationToken.None);
        var seen = stage.App.Callbacks.Length;

        await stage.RefusedOnAPage(await stage.Answer(held), "request.AppChanged", 400);

        Assert.Equal(seen, stage.App.Callbacks.Length);
    }

    [Fact]
    [Spec("S-071")]
    public async Task A_provider_that_ignores_ForceAuthn_signs_nobody_in()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        await stage.SignIn();
        stage.Idp.IgnoresForceAuthn = true;
        shared.Scene.Clock.Advance(TimeSpan.FromMinutes(10));

        var step = await stage.Refused(await stage.Go(p => p["prompt"] = "login"), "upstream.AuthenticationTooOld", "login_required");

        Assert.NotNull(step.Wanted);
        stage.Idp.IgnoresForceAuthn = false;
        await stage.SignIn(p => p["prompt"] = "login");
    }

    [Fact]
    [Spec("S-074")]
    public async Task Another_context_than_was_asked_for_signs_nobody_in()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        stage.Idp.Break(d => d with { AuthnContext = SamlUris.PasswordTransport });
        var page = await stage.Go(p => p["acr_values"] = "https://refeds.org/profile/mfa");
        var step = await stage.Refused(page, "upstream.WrongAuthnContext", "unmet_authentication_requirements");
        Assert.Equal(("https://refeds.org/profile/mfa", SamlUris.PasswordTransport), (step.Wanted, step.Got));

        // An essential one that SAML cannot even ask for is demanded of the answer all the same.
        var other = stage.InAnotherBrowser();
        page = await other.Go(p => p["claims"] = """{"id_token":{"acr":{"essential":true,"value":"mfa"}}}""");
        step = await other.Refused(page, "upstream.WrongAuthnContext", "unmet_authentication_requirements");
        Assert.Equal("mfa", step.Wanted);
    }

    [Fact]
    [Spec("contract-4")]
    public async Task A_person_who_cancels_goes_back_to_the_app_at_once()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        stage.Idp.SignInAs = null;
        await stage.Go();

        await stage.Browser.Press("Cancel");

        Assert.Equal(("access_denied", stage.Begun.State), (stage.App.LastCallback.Error, stage.App.LastCallback.Fields["state"]));
        Assert.Equal("upstream.AuthnFailed", (await stage.LastCase()).Error);
    }

    [Fact]
    [Spec("S-060")]
    public async Task What_the_provider_says_of_its_refusal_is_the_admins_alone()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        stage.Idp.Break(d => (d with { HasAssertion = false, Status = [SamlUris.Responder, SamlUris.RequestDenied], StatusMessage = "Maria is not assigned <b>alert(1)</b>" })
            .Sign(false, true));

        var step = await stage.Refused(await stage.Go(), "upstream.RequestDenied", "access_denied");

        Assert.Contains("Maria is not assigned", step.Got, StringComparison.Ordinal);
    }

    [Fact]
    [Spec("S-061")]
    public async Task A_refusal_says_what_was_wanted_and_what_came()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        stage.Idp.Break(d => d with { Audiences = ["https://somebody.else.example/"] });

        var step = await stage.Refused(await stage.Go(), "upstream.WrongAudience", "server_error");

        Assert.Equal((stage.EntityId, "https://somebody.else.example/"), (step.Wanted, step.Got));
        Assert.Single(await stage.Events("sign_in.failed"));
    }

    private static Task Apply(SamlStage stage, string change) => change switch
    {
        "connection disabled" => stage.Scene.Change(stage.Connection, c => c with { Enabled = false }),
        "connection archived" => stage.Scene.Change(stage.Connection, c => c with { ArchivedAt = stage.Scene.Clock.GetUtcNow() }),
        "connection deleted" => stage.Scene.Change(stage.Connection, c => c with { DeletedAt = stage.Scene.Clock.GetUtcNow() }),
        _ => stage.Change(s => s with { IdpEntityId = "https://another.example/idp" }),
    };
}
