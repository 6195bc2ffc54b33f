using System.Text.Json.Nodes;
using RunBroker.Interop.Tests.Harness;

namespace RunBroker.Interop.Tests.Saml;

/// <summary>Single logout with SimpleSAMLphp, begun by the app and begun there.</summary>
[Collection<OnSamlStage>]
public sealed class SamlSignOutTests
{
    private readonly SamlStage stage;
    private readonly SimpleSaml idp;

    public SamlSignOutTests(SamlStage stage)
    {
        (this.stage, idp) = (stage, stage.SimpleSaml);
        idp.Set(_ => new());
    }

    [Theory]
    [InlineData("redirect")]
    [InlineData("post")]
    [Spec("SAMLProf-4.4"), Spec("SDP-SP31"), Spec("AU-22"), Spec("AU-28")]
    public async Task An_app_that_signs_out_federated_ends_the_session_at_the_provider_too(string binding)
    {
        await using var tenant = await stage.Connect(idp, new() { ["slo_binding"] = binding });
        var app = await tenant.AddApp();
        using var browser = new ScriptedBrowser(People.Alice);
        tenant.Read(await browser.Visit(app.At("/login")));

        var end = await browser.Visit(app.At("/logout?federated=1"));

        Assert.True(end.Address.Authority == app.Address.Authority && end.Address.AbsolutePath == "/bye", $"{end}\n{tenant.Logs()}");
        Assert.Equal(("delivered", null), Leg(await Receipt(tenant), "saml"));
        Assert.Equal(("delivered", null), Leg(await Receipt(tenant), "backchannel"));
        // there, too: else the next sign-in would not ask for the password
        browser.ForgetTrail();
        tenant.Read(await browser.Visit(app.At("/login")));
        Assert.Contains(browser.Trail, to => to.Authority == idp.Address.Authority && to.AbsolutePath.EndsWith("/loginuserpass.php", StringComparison.Ordinal));
    }

    [Fact]
    [Spec("AU-20")]
    public async Task Without_federated_the_provider_keeps_its_session()
    {
        await using var tenant = await stage.Connect(idp);
        var app = await tenant.AddApp();
        using var browser = new ScriptedBrowser(People.Alice);
        tenant.Read(await browser.Visit(app.At("/login")));

        await browser.Visit(app.At("/logout"));

        browser.ForgetTrail();
        tenant.Read(await browser.Visit(app.At("/login")));
        Assert.DoesNotContain(browser.Trail, to => to.Authority == idp.Address.Authority && to.AbsolutePath.EndsWith("/loginuserpass.php", StringComparison.Ordinal));
    }

    [Fact]
    [Spec("SAMLCore-3.7.3.2"), Spec("S-113")]
    public async Task A_sign_out_at_the_provider_tells_the_app_before_it_is_answered()
    {
        await using var tenant = await stage.Connect(idp);
        var app = await tenant.AddApp();
        using var browser = new ScriptedBrowser(People.Alice);
        var alice = tenant.Read(await browser.Visit(app.At("/login")));

        var end = await browser.Visit(idp.SignOut());

        Assert.True(end.Address.Authority == idp.Address.Authority && end.Address.AbsolutePath == "/logout.php", $"{end}\n{tenant.Logs()}");
        Assert.Equal(("delivered", null), Leg(await Receipt(tenant), "backchannel"));
        Assert.Contains(alice.SessionId!, (await browser.Visit(app.At("/events"))).Body, StringComparison.Ordinal);
    }

    private static async Task<JsonNode> Receipt(SamlTenant tenant) => (await tenant.List("logouts"))[0]!;

    private static (string?, string?) Leg(JsonNode receipt, string channel)
    {
        var leg = Assert.Single(receipt["legs"]!.AsArray(), l => (string?)l!["channel"] == channel)!;
        return ((string?)leg["state"], (string?)leg["last_error"]);
    }
}
