using System.Net;
using RunBroker.Interop.Tests.Harness;

namespace RunBroker.Interop.Tests.Saml;

/// <summary>Single logout with npm samlp: a second implementation, which signs its messages by either binding and tells all service providers.</summary>
[Collection<OnSamlStage>]
public sealed class SamlpSignOutTests(SamlStage stage)
{
    private const string Success = "the last answer was urn:oasis:names:tc:SAML:2.0:status:Success";

    [Theory]
    [InlineData("redirect", "redirect")]
    [InlineData("post", "post")]
    [InlineData("redirect", "post")] // asked by one, answered by the other
    [Spec("SAMLProf-4.4"), Spec("SDP-SP31"), Spec("S-114"), Spec("AU-22")]
    public async Task An_app_that_signs_out_federated_ends_the_session_at_samlp_too(string ours, string theirs)
    {
        await using var tenant = await stage.Connect(stage.Samlp, new() { ["slo_binding"] = ours });
        var app = await tenant.AddApp();
        using var browser = new ScriptedBrowser(People.Alice);
        var alice = await SignIn(browser, tenant, theirs);

        var end = await browser.Visit(app.At("/logout?federated=1"));

        Assert.True(end.Address.Authority == app.Address.Authority && end.Address.AbsolutePath == "/bye", $"{end}\n{tenant.Logs()}");
        Assert.Contains($"asked to sign out by {(ours == "post" ? "POST" : "GET")}", stage.Samlp.Log, StringComparison.Ordinal);
        var receipt = await Receipt(tenant, alice);
        Assert.Equal(("app", ("delivered", null), ("delivered", null)), (receipt.Cause, receipt["saml"], receipt["backchannel"]));
        browser.ForgetTrail();
        await SignIn(browser, tenant, theirs);
        Assert.True(AskedForPassword(browser));
    }

    [Fact]
    [Spec("AU-20")]
    public async Task Without_federated_samlp_keeps_its_session()
    {
        await using var tenant = await stage.Connect(stage.Samlp);
        var app = await tenant.AddApp();
        using var browser = new ScriptedBrowser(People.Alice);
        await SignIn(browser, tenant);

        await browser.Visit(app.At("/logout"));

        browser.ForgetTrail();
        await SignIn(browser, tenant);
        Assert.False(AskedForPassword(browser));
    }

    [Theory]
    [InlineData("redirect")]
    [InlineData("post")]
    [Spec("SAMLCore-3.7.3.2"), Spec("S-113"), Spec("S-115")]
    public async Task A_sign_out_at_samlp_ends_the_session_here_tells_the_app_and_is_answered_Success(string binding)
    {
        await using var tenant = await stage.Connect(stage.Samlp);
        var app = await tenant.AddApp();
        using var browser = new ScriptedBrowser(People.Alice);
        using var other = new ScriptedBrowser(People.Bob);
        var (alice, bob) = (await SignIn(browser, tenant, binding), await SignIn(other, tenant, binding));
        var before = Count(Success);

        var end = await browser.Visit(stage.Samlp.SignOut());

        var isThere = end.Address.Authority == stage.Samlp.Address.Authority && end.Body.Contains("Signed out", StringComparison.Ordinal);
        Assert.True(isThere, $"{end}\n{tenant.Logs()}");
        Assert.Equal(before + 1, Count(Success));
        var receipt = await Receipt(tenant, alice);
        Assert.Equal(("upstream", ("delivered", null)), (receipt.Cause, receipt["backchannel"]));
        Assert.DoesNotContain(receipt.Legs, l => l.Channel == "saml");
        Assert.Equal("backchannel_logout", Assert.Single(await Told.Of(app, alice.SessionId!)).Event);
        Assert.Equal("login_required", SignedIn.Refused(await browser.Visit(app.At("/login?prompt=none"))));
        Assert.Equal(bob.Subject, (string?)Assert.Single(await tenant.List("sessions"))!["user_id"]);
    }

    [Theory]
    [InlineData("redirect")]
    [InlineData("post")]
    [Spec("SAMLProf-4.4"), Spec("S-113"), Spec("S-114")]
    public async Task One_tenants_federated_sign_out_goes_through_samlp_to_another_tenant_of_the_browser_and_back(string binding)
    {
        await using var first = await stage.Connect(stage.Samlp, new() { ["slo_binding"] = binding });
        await using var second = await stage.Connect(stage.Samlp);
        var (asking, told) = (await first.AddApp(), await second.AddApp());
        using var browser = new ScriptedBrowser(People.Alice);
        var (here, there) = (await SignIn(browser, first, binding), await SignIn(browser, second, binding));
        var before = Count(Success);

        var end = await browser.Visit(asking.At("/logout?federated=1"));

        Assert.True(end.Address.Authority == asking.Address.Authority && end.Address.AbsolutePath == "/bye", $"{end}\n{first.Logs()}");
        var (ours, theirs) = (await Receipt(first, here), await Receipt(second, there));
        Assert.Equal(("app", ("delivered", null), ("delivered", null)), (ours.Cause, ours["saml"], ours["backchannel"]));
        Assert.Equal(("upstream", ("delivered", null)), (theirs.Cause, theirs["backchannel"]));
        Assert.Equal("backchannel_logout", Assert.Single(await Told.Of(told, there.SessionId!)).Event);
        Assert.Equal(before + 1, Count(Success));
        Assert.Equal("login_required", SignedIn.Refused(await browser.Visit(told.At("/login?prompt=none"))));
    }

    [Fact]
    [Spec("S-114"), Spec("SAMLCore-3.7.3.2")]
    public async Task What_samlp_could_not_end_is_in_the_receipt_and_the_person_is_back_at_the_app()
    {
        await using var tenant = await stage.Connect(stage.Samlp);
        var app = await tenant.AddApp();
        using var browser = new ScriptedBrowser(People.Alice);
        var alice = await SignIn(browser, tenant);
        await stage.Samlp.AnswerNext(new { SessionStays = true });

        var end = await browser.Visit(app.At("/logout?federated=1"));

        Assert.True(end.Address.Authority == app.Address.Authority && end.Address.AbsolutePath == "/bye", $"{end}\n{tenant.Logs()}");
        Assert.Equal(("delivered", "PartialLogout: the provider could not tell everyone"), (await Receipt(tenant, alice))["saml"]);
    }

    [Theory]
    [InlineData("redirect")]
    [InlineData("post")]
    [Spec("S-112")]
    public async Task A_request_of_samlp_by_a_key_that_its_metadata_does_not_have_ends_nothing(string binding)
    {
        await using var tenant = await stage.Connect(stage.Samlp);
        var app = await tenant.AddApp();
        using var browser = new ScriptedBrowser(People.Alice);
        var alice = await SignIn(browser, tenant, binding);
        await stage.Samlp.AnswerNext(new { Key = "second" });

        var refused = await browser.Visit(stage.Samlp.SignOut());

        Assert.True(refused.Address.Authority == tenant.Broker.Authority && (int?)refused.Status is >= 400 and < 500, $"{refused}\n{tenant.Logs()}");
        Assert.Equal(alice.SessionId, tenant.Read(await browser.Visit(app.At("/login?prompt=none"))).SessionId);
        Assert.Empty(await tenant.List("logouts"));
        Assert.Empty(await Told.Of(app, alice.SessionId!));
    }

    [Fact]
    [Spec("S-110"), Spec("S-116")]
    public async Task When_samlp_refuses_our_unsigned_request_the_person_stays_there_but_nothing_here_lives_on()
    {
        await using var tenant = await stage.Connect(stage.Samlp, new() { ["sign_logout_requests"] = false });
        var app = await tenant.AddApp();
        using var browser = new ScriptedBrowser(People.Alice);
        var alice = await SignIn(browser, tenant);

        var end = await browser.Visit(app.At("/logout?federated=1"));

        Assert.True(end.Address.Authority == stage.Samlp.Address.Authority && end.Status == HttpStatusCode.BadRequest, $"{end}\n{tenant.Logs()}");
        var receipt = await Harness.Receipt.When(stage.Management, tenant.Slug, alice.Subject, r => r["backchannel"].State == "delivered");
        Assert.Equal("pending", receipt["saml"].State);
        Assert.Equal("login_required", SignedIn.Refused(await browser.Visit(app.At("/login?prompt=none"))));
    }

    /// <param name="binding">Of samlp's own messages to us about the end of this session.</param>
    private async Task<SignedIn> SignIn(ScriptedBrowser browser, SamlTenant tenant, string binding = "redirect")
    {
        await stage.Samlp.AnswerNext(new { SloBinding = binding });
        return tenant.Read(await browser.Visit(tenant.App.At("/login")));
    }

    private Task<Receipt> Receipt(SamlTenant tenant, SignedIn person) =>
        Harness.Receipt.When(stage.Management, tenant.Slug, person.Subject, r => r.Legs.All(l => l.State != "pending"));

    private int Count(string line) => stage.Samlp.Log.Split('\n').Count(l => l.StartsWith(line, StringComparison.Ordinal));

    private bool AskedForPassword(ScriptedBrowser browser) =>
        browser.Trail.Any(to => to.Authority == stage.Samlp.Address.Authority && to.AbsolutePath == "/login");
}
