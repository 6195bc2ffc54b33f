using RunBroker.Interop.Tests.Harness;

namespace RunBroker.Interop.Tests.Saml;

/// <summary>One sign-in at SimpleSAMLphp serves all apps, until the app, the person or the provider wants it otherwise.</summary>
[Collection<OnSamlStage>]
public sealed class SamlSessionTests
{
    private readonly SamlStage stage;
    private readonly SimpleSaml idp;

    public SamlSessionTests(SamlStage stage)
    {
        (this.stage, idp) = (stage, stage.SimpleSaml);
        idp.Set(_ => new());
    }

    [Fact]
    [Spec("OIDCC-3.1.2.1")]
    public async Task A_second_app_signs_in_without_the_provider()
    {
        await using var tenant = await stage.Connect(idp);
        var (first, second) = (await tenant.AddApp(), await tenant.AddApp());
        using var browser = new ScriptedBrowser(People.Alice);
        var there = tenant.Read(await browser.Visit(first.At("/login")));
        browser.ForgetTrail();

        var here = tenant.Read(await browser.Visit(second.At("/login")));

        Assert.DoesNotContain(browser.Trail, to => to.Authority == idp.Address.Authority);
        Assert.Equal(there.Subject, here.Subject);
        Assert.Equal(2, Assert.Single(await tenant.List("sessions"))!["participants"]!.AsArray().Count);
    }

    [Fact]
    [Spec("S-103"), Spec("O-013")]
    public async Task Prompt_login_makes_the_provider_ask_for_the_password_that_it_would_not_ask_for_else()
    {
        await using var tenant = await stage.Connect(idp);
        var app = await tenant.AddApp();
        using var browser = new ScriptedBrowser(People.Alice);
        var first = tenant.Read(await browser.Visit(app.At("/login")));

        // without a session of ours the provider's own is enough …
        await tenant.End((string)Assert.Single(await tenant.List("sessions"))!["id"]!);
        browser.ForgetTrail();
        tenant.Read(await browser.Visit(app.At("/login")));
        Assert.Contains(browser.Trail, to => to.Authority == idp.Address.Authority);
        Assert.False(AskedForPassword(browser));

        // … but not when the app wants the person to sign in
        browser.ForgetTrail();
        var again = tenant.Read(await browser.Visit(app.At("/login?prompt=login")));
        Assert.True(AskedForPassword(browser));
        Assert.Equal(first.Subject, again.Subject);
        Assert.True(again.Claims.GetProperty("auth_time").GetInt64() >= first.Claims.GetProperty("auth_time").GetInt64());
    }

    [Fact]
    [Spec("S-066")]
    public async Task A_sign_in_begun_at_the_provider_is_refused_unless_the_connection_allows_it()
    {
        var tenant = await stage.Shared(idp);
        using var browser = new ScriptedBrowser(People.Alice);

        var page = await browser.Visit(tenant.BeginAtProvider);

        await tenant.Refused(page, "upstream.Unsolicited");
    }

    [Fact]
    [Spec("S-066")]
    public async Task A_sign_in_begun_at_the_provider_becomes_a_fresh_one_at_the_default_app_where_it_is_allowed()
    {
        idp.Set(s => s with { SignResponse = true });
        var tenant = await stage.Shared(idp, new() { ["allow_idp_initiated"] = true });
        using var browser = new ScriptedBrowser(People.Alice);

        var alice = tenant.Read(await browser.Visit(tenant.BeginAtProvider));

        Assert.Equal("alice@example.org", alice.UserInfo.GetProperty("email").GetString());
        // the app got an answer to a request of its own, with its own state and nonce: openid-client has checked both
        Assert.Contains(browser.Trail, to => to.Authority == tenant.App.Address.Authority && to.AbsolutePath == "/login");
    }

    [Fact]
    [Spec("S-021"), Spec("S-066")]
    public async Task A_sign_in_begun_at_the_provider_needs_all_of_the_response_signed()
    {
        var tenant = await stage.Shared(idp, new() { ["allow_idp_initiated"] = true });
        using var browser = new ScriptedBrowser(People.Alice);

        await tenant.Refused(await browser.Visit(tenant.BeginAtProvider), "upstream.RequiredSignatureMissing");
    }

    [Fact]
    [Spec("S-113")]
    public async Task Signing_out_at_the_provider_ends_the_session_here_and_no_other_ones()
    {
        await using var tenant = await stage.Connect(idp);
        var app = await tenant.AddApp();
        using var alice = new ScriptedBrowser(People.Alice);
        using var bob = new ScriptedBrowser(People.Bob);
        tenant.Read(await alice.Visit(app.At("/login")));
        var other = tenant.Read(await bob.Visit(app.At("/login")));

        var ended = await alice.Visit(idp.SignOut());

        Assert.True(ended.Address.Authority == idp.Address.Authority && ended.Address.AbsolutePath == "/logout.php", $"{ended}\n{tenant.Logs()}");
        Assert.Contains(alice.Trail, to => to.AbsolutePath == new Uri((string)tenant.Connection["slo_url"]!).AbsolutePath);
        Assert.Equal("login_required", SignedIn.Refused(await alice.Visit(app.At("/login?prompt=none"))));
        Assert.Equal(other.Subject, (string?)Assert.Single(await tenant.List("sessions"))!["user_id"]);
    }

    private bool AskedForPassword(ScriptedBrowser browser) =>
        browser.Trail.Any(to => to.Authority == idp.Address.Authority && to.AbsolutePath.EndsWith("/loginuserpass.php", StringComparison.Ordinal));
}
