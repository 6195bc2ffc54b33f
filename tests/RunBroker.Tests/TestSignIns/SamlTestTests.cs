using RunBroker.Storage;
using RunBroker.Tests.Upstream;
using RunBroker.Tests.Upstream.Saml;

namespace RunBroker.Tests.TestSignIns;

/// <summary>A test sign-in through a SAML provider.</summary>
public sealed class SamlTestTests(SharedScene shared) : IClassFixture<SharedScene>
{
    [Fact, Spec("TG-13")]
    public async Task A_disabled_connection_is_tested_and_nothing_but_the_report_stays()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        await stage.Disable();

        var (page, test) = await stage.RunTest();

        Assert.Contains("The test sign-in works", page.Text, StringComparison.Ordinal);
        Assert.Contains("maria@acme.example", page.Text, StringComparison.Ordinal);
        Assert.Equal("succeeded", (string?)test["state"]);
        Assert.Equal("m•••@acme.example", (string?)test["report"]!["user"]!["email"]);
        Assert.Contains("ForceAuthn=\"true\"", stage.Idp.LastAuthnRequest.Xml, StringComparison.Ordinal);
        await stage.NothingHappened();
    }

    [Fact, Spec("S-073")]
    public async Task The_assertion_of_a_test_is_used_up()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        var test = await stage.StartTest();
        var held = (await stage.TestUpToTheAnswer((string)test["url"]!)).Posted;
        await stage.Answer(held);
        Assert.Equal("succeeded", (string?)(await stage.TestNow(test))["state"]);

        var page = await stage.Answer(held);
        Assert.NotEqual(200, page.Status);
        await stage.NothingHappened();
    }

    [Fact, Spec("S-065")]
    public async Task The_answer_of_a_test_signs_nobody_in_in_another_browser_either()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        var test = await stage.StartTest();
        var held = (await stage.TestUpToTheAnswer((string)test["url"]!)).Posted;
        var other = stage.InAnotherBrowser();

        var page = await other.Answer(held);

        Assert.Equal(400, page.Status);
        Assert.Equal("under_way", (string?)(await stage.TestNow(test))["state"]);
        await other.NothingHappened();
        await stage.Answer(held);
        Assert.Equal("succeeded", (string?)(await stage.TestNow(test))["state"]);
    }

    [Fact, Spec("S-065")]
    public async Task The_second_step_of_a_test_ends_in_its_report_whatever_the_connection_was_edited_to()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        var test = await stage.StartTest();
        var held = (await stage.TestUpToTheAnswer((string)test["url"]!)).Posted;
        stage.Browser.StopAt = $"{shared.Scene.Broker.Url}/sign-in/";
        var finish = (await stage.Answer(held)).Url.AbsoluteUri;
        stage.Browser.StopAt = null;
        await stage.Change(s => s with { IdpEntityId = "https://other.example/idp" });

        var page = await stage.Browser.Get(finish);

        Assert.Contains("The test sign-in failed", page.Text, StringComparison.Ordinal);
        Assert.Equal("failed", (string?)(await stage.TestNow(test))["state"]);
        await stage.NothingHappened();
    }

    [Fact, Spec("TG-13")]
    public async Task An_answer_that_is_refused_shows_the_check_that_did_not_hold()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        var test = await stage.StartTest();
        var held = (await stage.TestUpToTheAnswer((string)test["url"]!)).Posted;
        shared.Scene.Clock.Advance(TimeSpan.FromMinutes(20));
        var page = await stage.Answer(held);
        Assert.Contains("The test sign-in failed", page.Text, StringComparison.Ordinal);
        var seen = await stage.TestNow(test);
        Assert.Equal("upstream.ConfirmationExpired", (string?)seen["error"]!["code"]);
        Assert.Equal("failed", (string?)seen["report"]!["checks"]!.AsArray()[^1]!["outcome"]);
        await stage.NothingHappened();
    }

    [Fact, Spec("AU-37")]
    public async Task An_answer_that_nobody_asked_for_tests_nothing()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        await stage.Disable();
        var test = await stage.StartTest();
        var held = (await stage.TestUpToTheAnswer((string)test["url"]!)).Posted;
        stage.Browser.Cookies.Clear();
        await stage.Answer(held);
        Assert.Equal("under_way", (string?)(await stage.TestNow(test))["state"]);
        Assert.Empty(await stage.Db.Read(tx => SessionStore.LiveOfTenant(tx, stage.Tenant.Id), CancellationToken.None));
    }
}
