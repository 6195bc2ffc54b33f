using RunBroker.TestIdps;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.Upstream.Saml;

/// <summary>A person signs in to an app through their tenant's SAML provider, in every way that such providers answer.</summary>
public sealed class SignInTests(SharedScene shared) : IClassFixture<SharedScene>
{
    [Fact]
    [Spec("SAMLProf-4.1")]
    public async Task A_person_signs_in_through_the_tenants_own_provider()
    {
        await using var stage = await SamlStage.On(shared.Scene);

        var (claims, tokens) = await stage.SignIn();

        Assert.StartsWith("usr_", (string?)claims["sub"], StringComparison.Ordinal);
        Assert.Equal(("maria@acme.example", "Maria", "Souza"), ((string?)claims["email"], (string?)claims["given_name"], (string?)claims["family_name"]));
        Assert.Equal((stage.Tenant.Slug, stage.Connection.Id), ((string?)claims["tenant"], (string?)claims["idp"]));
        Assert.Equal("sso", (string?)claims["tags"]!["source"]);
        Assert.Equal(SamlUris.PasswordTransport, (string?)claims["acr"]);
        Assert.Equal((string?)claims["sub"], (await stage.App.UserInfo(tokens.AccessToken))["sub"]);
        var file = await stage.LastCase();
        Assert.Equal("succeeded", file.State);
        Assert.Contains(SamlStage.Steps(file), s => s is { Name: "upstream_request", Outcome: "passed" });
        Assert.Contains(SamlStage.Steps(file), s => s is { Name: "upstream_answer", Outcome: "passed" });
        Assert.DoesNotContain(stage.Browser.Cookies.All, c => c.Name.StartsWith("__Host-rb_si_", StringComparison.Ordinal));
    }

    public static TheoryData<string> Answers => ["assertion signed", "response signed", "both signed", "encrypted", "encrypted and signed", "rolled key announced"];

    [Theory]
    [MemberData(nameof(Answers))]
    [Spec("S-021")]
    public async Task Every_kind_of_good_answer_signs_in(string kind)
    {
        await using var stage = await SamlStage.On(shared.Scene, s => s with { WantAssertionsEncrypted = kind.StartsWith("enc", StringComparison.Ordinal) });
        (stage.Idp.SignsAssertions, stage.Idp.SignsResponses) = kind switch
        {
            "response signed" => (false, true),
            "both signed" or "encrypted and signed" => (true, true),
            _ => (true, false),
        };
        if (kind.StartsWith("enc", StringComparison.Ordinal))
            stage.Idp.Encrypts = c => new(c);
        if (kind == "rolled key announced")
        {
            var next = stage.Idp.Keys.Announce();
            await stage.Change(s => s with { Certificates = s.Certificates.Add(next.Base64) });
            stage.Idp.Keys.SignWith(next);
        }

        var (claims, _) = await stage.SignIn();

        Assert.Equal("maria@acme.example", (string?)claims["email"]);
    }

    [Theory]
    [InlineData("redirect")]
    [InlineData("post")]
    [Spec("SAMLProf-4.1.4.1")]
    public async Task The_request_goes_by_either_binding_and_signs_in(string binding)
    {
        await using var stage = await SamlStage.On(shared.Scene, s => s with { SsoBinding = binding }, o => o with { WantsSignedRequests = true });

        await stage.SignIn();

        Assert.Equal(binding == "post" ? SamlUris.Post : SamlUris.Redirect, stage.Idp.LastAuthnRequest.Binding);
        Assert.True(stage.Idp.LastAuthnRequest.IsSigned);
    }

    [Fact]
    [Spec("AU-02")]
    public async Task A_second_app_is_signed_in_without_asking_anyone()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        var second = await shared.Scene.AddApp("second-" + stage.Tenant.Slug, tenant: stage.Tenant);
        var (one, _) = await stage.SignIn();
        var asked = stage.Idp.Received.Length;

        await stage.Browser.Get(second.Begin().Url);
        var (two, _) = await second.Finish();

        Assert.Equal((string?)one["sub"], (string?)two["sub"]);
        Assert.NotEqual((string?)one["sid"], (string?)two["sid"]);
        Assert.Equal(asked, stage.Idp.Received.Length);
    }

    [Fact]
    [Spec("AU-02")]
    public async Task A_person_whose_session_ended_is_the_same_user_again()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        var (one, _) = await stage.SignIn();

        var (two, _) = await stage.InAnotherBrowser().SignIn();

        Assert.Equal((string?)one["sub"], (string?)two["sub"]);
        Assert.Single(await stage.Users());
    }

    [Fact]
    [Spec("AU-08")]
    public async Task A_new_sign_in_renews_the_browsers_session_though_the_answer_came_from_another_site()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        await stage.SignIn();
        var before = await stage.Session();
        shared.Scene.Clock.Advance(TimeSpan.FromMinutes(1));

        await stage.SignIn(p => p["prompt"] = "login");

        var after = await stage.Session();
        Assert.Equal(before.Id, after.Id);
        Assert.True(after.CreatedAt > before.CreatedAt);
        Assert.Empty(await stage.Events("session.ended"));
        Assert.Single(await stage.Events("session.created"));
    }

    [Fact]
    [Spec("O-107")]
    public async Task A_sign_in_leaves_the_sessions_of_other_tenants_in_this_browser_alone()
    {
        await using var one = await SamlStage.On(shared.Scene);
        await using var other = await SamlStage.On(shared.Scene);
        var two = other with { Browser = one.Browser };
        await one.SignIn();
        await two.SignIn();
        await two.SignIn(p => p["prompt"] = "login");

        await one.Go(p => p["prompt"] = "none");

        Assert.Null(one.App.LastCallback.Error);
        Assert.NotNull(one.App.LastCallback.Code);
    }

    [Fact]
    [Spec("S-075")]
    public async Task The_way_back_works_without_cookies_that_other_sites_may_not_send()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        stage.HoldsAnOldSession();
        await stage.SignIn();

        // From the provider's page come no Lax cookies, and none but the sign-in's own is needed there.
        var posted = stage.Browser.History.Last(h => h.Url.AbsoluteUri == stage.AcsUrl);
        Assert.Equal(("POST", 303), (posted.Method, posted.Status));
        Assert.StartsWith("/sign-in/", posted.Location, StringComparison.Ordinal);
        Assert.Empty(posted.SetCookies);
    }

    [Fact]
    [Spec("S-075")]
    public async Task A_browser_without_a_session_has_one_as_soon_as_its_answer_came()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        await stage.SignIn();

        var posted = stage.Browser.History.Last(h => h.Url.AbsoluteUri == stage.AcsUrl);
        Assert.Equal(("POST", 303), (posted.Method, posted.Status));
        Assert.Contains("code=gra_", posted.Location, StringComparison.Ordinal);
        Assert.NotNull(stage.Browser.Cookies.Find("__Host-rb_sso"));
        Assert.DoesNotContain(stage.Browser.Cookies.All, c => c.Name.StartsWith("__Host-rb_si_", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("before the sign-in began")]
    [InlineData("while it was under way")]
    [Spec("S-075"), Spec("AU-19")]
    public async Task A_session_of_another_tenant_in_this_browser_stays(string begun)
    {
        await using var stage = await SamlStage.On(shared.Scene);
        var other = await SamlStage.On(shared.Scene, at: stage.Idp);
        other.Browser.Cookies.CopyFrom(stage.Browser.Cookies);
        Fields? held = begun.StartsWith("while", StringComparison.Ordinal) ? await stage.Held() : null;
        await other.SignIn();
        stage.Browser.Cookies.CopyFrom(other.Browser.Cookies);

        await stage.Answer(held ?? await stage.Held());
        await stage.App.Finish();

        Assert.Equal(2, stage.Browser.Cookies.Find("__Host-rb_sso")!.Value.Split('~').Length);
        Assert.Equal(2, stage.Browser.Cookies.Find("__Host-rb_frame")!.Value.Split('~').Length);
    }

    [Fact]
    public async Task After_an_e_mail_page_the_post_binding_works_as_well()
    {
        await using var stage = await SamlStage.On(shared.Scene, s => s with { SsoBinding = "post" });
        var app = await shared.Scene.AddApp("shared-" + stage.Tenant.Slug, allowed: [stage.Tenant.Id]);
        await shared.Scene.AddDomain(stage.Tenant, stage.Tenant.Slug + ".example");

        await stage.Browser.Get(app.Begin().Url);
        await stage.Browser.Press("Continue", ("email", "maria@" + stage.Tenant.Slug + ".example"));

        var (claims, _) = await app.Finish();
        Assert.Equal("maria@acme.example", (string?)claims["email"]);
    }

    [Fact]
    public async Task The_page_that_posts_works_by_a_button_too_and_reaches_the_provider_alone()
    {
        await using var stage = await SamlStage.On(shared.Scene, s => s with { SsoBinding = "post" });
        var browser = stage.Scene.NewBrowser(o => o with { SubmitsAutoForms = false });
        var quiet = stage with { Browser = browser };

        var page = await quiet.Go();

        Assert.Equal("no-store", page.Header("Cache-Control"));
        var policy = page.Header("Content-Security-Policy")!;
        Assert.Contains($"form-action {stage.Idp.Origin};", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-inline", policy, StringComparison.Ordinal);
        await browser.Press("Continue");
        Assert.Equal(stage.Idp.SsoUrl, browser.Page.Url.AbsoluteUri);
        Assert.Equal("AuthnRequest", stage.Idp.LastAuthnRequest.Kind);
    }

    [Fact]
    [Spec("P-022")]
    public async Task A_restart_between_the_two_legs_and_before_the_last_step_costs_nothing()
    {
        await using var scene = await Scene.Start();
        await using var stage = await SamlStage.On(scene);
        var held = await stage.Held();
        await scene.Restart();
        stage.HoldsAnOldSession();
        stage.Browser.StopAt = scene.Broker.Url + "/sign-in/";
        var parked = await stage.Answer(held);
        Assert.True(parked.Stopped, parked.Text);
        stage.Browser.StopAt = null;
        await scene.Restart();

        await stage.Browser.Get(parked.Url.AbsoluteUri);

        var (claims, _) = await stage.App.Finish();
        Assert.Equal("maria@acme.example", (string?)claims["email"]);
    }
}
