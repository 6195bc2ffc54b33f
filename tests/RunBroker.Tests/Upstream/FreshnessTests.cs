using System.Globalization;
using RunBroker.TestIdps;

namespace RunBroker.Tests.Upstream;

/// <summary>prompt, max_age and acr: carried upstream, and the answer judged by them.</summary>
public sealed class FreshnessTests(SharedScene shared) : IClassFixture<SharedScene>
{
    private const string EssentialAcr = """{"id_token":{"acr":{"essential":true,"values":["urn:mfa","urn:hardware"]}}}""";

    [Theory]
    [Spec("OIDCC-3.1.2.1")]
    [InlineData("login", "login")]
    [InlineData("select_account", "select_account")]
    [InlineData("login consent", "login")]
    public async Task A_prompt_goes_upstream_though_there_is_a_session(string asked, string carried)
    {
        var stage = await Stage.On(shared.Scene);
        var (before, _) = await stage.SignIn();
        shared.Scene.Clock.Advance(TimeSpan.FromMinutes(10));
        stage.Op.ForgetRequests();

        var (after, _) = await stage.SignIn(p => p["prompt"] = asked);

        Assert.Equal(carried, Assert.Single(stage.Op.RequestsTo("/authorize")).Query["prompt"]);
        Assert.Equal((string?)before["sub"], (string?)after["sub"]);
        if (carried == "login")
            Assert.Equal(Stage.Unix(shared.Scene.Clock.GetUtcNow()), after["auth_time"]!.ToString());
    }

    [Fact]
    [Spec("contract-4")]
    public async Task Consent_alone_changes_nothing()
    {
        var stage = await Stage.On(shared.Scene);
        await stage.SignIn();
        stage.Op.ForgetRequests();
        await stage.SignIn(p => p["prompt"] = "consent");
        Assert.Empty(stage.Op.RequestsTo("/authorize"));
    }

    [Fact]
    [Spec("contract-6")]
    public async Task The_connections_own_prompt_is_sent_where_the_app_has_none()
    {
        var stage = await Stage.On(shared.Scene, s => s with { Prompt = "select_account" });
        stage.Op.ForgetRequests();
        await stage.SignIn();
        await stage.SignIn(p => p["prompt"] = "login");
        Assert.Equal(["select_account", "login"], stage.Op.RequestsTo("/authorize").Select(r => r.Query["prompt"]));
    }

    [Theory]
    [Spec("OIDCC-3.1.2.1")]
    [InlineData("prompt", "login")]
    [InlineData("max_age", "60")]
    [InlineData("max_age", "0")]
    public async Task A_provider_that_does_not_ask_again_signs_nobody_in(string name, string value)
    {
        var stage = await Stage.On(shared.Scene);
        await stage.SignIn();
        shared.Scene.Clock.Advance(TimeSpan.FromMinutes(10));
        stage.Op.Break(TestOpFaults.IgnoresPromptAndMaxAge);

        var step = await stage.Refused(await stage.Go(p => p[name] = value), "upstream.AuthenticationTooOld", "login_required");

        Assert.NotNull(step.Got);
        Assert.Equal(value, stage.Op.RequestsTo("/authorize")[^1].Query[name]);
    }

    [Fact]
    [Spec("OIDCC-3.1.2.1")]
    public async Task A_provider_that_does_not_say_when_cannot_answer_max_age()
    {
        var stage = await Stage.On(shared.Scene);
        stage.Op.Break(TestOpFaults.AuthTimeMissing);
        await stage.SignIn();
        await stage.Refused(await stage.Go(p => p["prompt"] = "login"), "upstream.MissingAuthTime", "server_error");
    }

    [Fact]
    [Spec("OIDCC-3.1.2.1")]
    public async Task A_max_age_that_the_session_meets_asks_nobody()
    {
        var stage = await Stage.On(shared.Scene);
        await stage.SignIn();
        shared.Scene.Clock.Advance(TimeSpan.FromMinutes(10));
        stage.Op.ForgetRequests();
        await stage.SignIn(p => p["max_age"] = "900");
        Assert.Empty(stage.Op.RequestsTo("/authorize"));
        var (claims, _) = await stage.SignIn(p => p["max_age"] = "300");
        Assert.Equal("300", Assert.Single(stage.Op.RequestsTo("/authorize")).Query["max_age"]);
        Assert.True(shared.Scene.Clock.GetUtcNow().ToUnixTimeSeconds() - long.Parse(claims["auth_time"]!.ToString(), CultureInfo.InvariantCulture) <= 1);
    }

    [Fact]
    [Spec("OIDCC-5.5.1.1")]
    public async Task An_essential_acr_is_asked_for_and_must_come()
    {
        var stage = await Stage.On(shared.Scene);
        stage.Op.ForgetRequests();

        var (claims, _) = await stage.SignIn(p => (p["claims"], p["acr_values"]) = (EssentialAcr, "urn:mfa"));

        Assert.Equal("urn:mfa", (string?)claims["acr"]);
        var sent = Assert.Single(stage.Op.RequestsTo("/authorize")).Query;
        Assert.Equal(EssentialAcr, sent["claims"]);
        Assert.Equal("urn:mfa", sent["acr_values"]);
    }

    [Theory]
    [Spec("OIDCC-5.5.1.1")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Another_acr_or_none_does_not_do(bool other)
    {
        var stage = await Stage.On(shared.Scene);
        stage.Op.Break(other ? TestOpFaults.AcrOther : TestOpFaults.AcrMissing);

        var step = await stage.Refused(await stage.Go(p => p["claims"] = EssentialAcr), "upstream.WrongAcr", "unmet_authentication_requirements");

        Assert.Equal(("urn:mfa urn:hardware", other ? "urn:example:other" : null), (step.Wanted, step.Got));
    }
}
