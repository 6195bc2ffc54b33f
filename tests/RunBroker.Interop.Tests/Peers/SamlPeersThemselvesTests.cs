using System.Net;
using RunBroker.Interop.Tests.Harness;

namespace RunBroker.Interop.Tests.Peers;

/// <summary>The SAML peers sign in with one another, without the broker: when these fail, the fault is not the broker's.</summary>
public sealed class SamlPeersThemselvesTests
{
    [Fact]
    public async Task SimpleSAMLphp_signs_in_at_SimpleSAMLphp_with_a_signed_request_and_an_encrypted_assertion()
    {
        await using var sp = await SimpleSaml.Start();
        await using var idp = await SimpleSaml.Start();
        idp.Set(s => s with { EncryptAssertion = true, SignResponse = true, ValidateRequests = true });
        await sp.Trust(idp.Metadata);
        await idp.Trust(sp.ServiceProviderMetadata);
        sp.Set(s => s with { SignInAt = idp.EntityId });
        using var browser = new ScriptedBrowser(People.Zoe);

        var shown = await browser.Visit(sp.ServiceProviderStart);

        Assert.True(shown.Status == HttpStatusCode.OK && shown.Address.Authority == sp.Address.Authority, $"{shown}\n{sp.Log}\n{idp.Log}");
        Assert.Contains("zoé@exämple.org", shown.Body, StringComparison.Ordinal);
        Assert.Contains("Zoé Ünïcode 測試", shown.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SimpleSAMLphp_signs_in_at_samlp_and_refuses_its_wrong_answers()
    {
        await using var sp = await SimpleSaml.Start();
        await using var idp = await SamlpIdp.Start(validate: true);
        await sp.Trust(idp.Metadata);
        await idp.Trust(sp.ServiceProviderMetadata);
        sp.Set(s => s with { SignInAt = idp.EntityId });
        using var browser = new ScriptedBrowser(People.Bob);

        foreach (var wrong in (object[])[new { Audience = "https://other.example" }, new { Key = "second" }, new { LifetimeInSeconds = -600 }])
        {
            await idp.AnswerNext(wrong);
            var refused = await browser.Visit(sp.ServiceProviderStart);
            Assert.True(refused.Body.Contains("<title>Unhandled exception</title>", StringComparison.Ordinal), $"{wrong}: {refused}\n{sp.Log}\n{idp.Log}");
            Assert.DoesNotContain("bob@example.org", refused.Body, StringComparison.Ordinal);
        }

        var shown = await browser.Visit(sp.ServiceProviderStart);
        Assert.True(shown.Status == HttpStatusCode.OK && shown.Address.Authority == sp.Address.Authority, $"{shown}\n{sp.Log}\n{idp.Log}");
        Assert.Contains("bob@example.org", shown.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SimpleSAMLphp_signs_out_at_samlp_and_is_signed_out_by_it()
    {
        await using var sp = await SimpleSaml.Start();
        await using var idp = await SamlpIdp.Start(validate: true);
        await sp.Trust(idp.Metadata);
        await idp.Trust(sp.ServiceProviderMetadata);
        sp.Set(s => s with { SignInAt = idp.EntityId });
        using var browser = new ScriptedBrowser(People.Bob);
        await browser.Visit(sp.ServiceProviderStart);

        var there = await browser.Visit(sp.ServiceProviderSignOut);

        Assert.True(there.Address.Authority == sp.Address.Authority, $"{there}\n{sp.Log}\n{idp.Log}");
        Assert.Contains("signed-out bob", idp.Log, StringComparison.Ordinal);
        await AsksForPassword();

        var here = await browser.Visit(idp.SignOut());

        Assert.True(here.Body.Contains("Signed out", StringComparison.Ordinal), $"{here}\n{sp.Log}\n{idp.Log}");
        Assert.Contains("the last answer was urn:oasis:names:tc:SAML:2.0:status:Success", idp.Log, StringComparison.Ordinal);
        await AsksForPassword();

        async Task AsksForPassword()
        {
            browser.ForgetTrail();
            Assert.Contains("bob@example.org", (await browser.Visit(sp.ServiceProviderStart)).Body, StringComparison.Ordinal);
            Assert.Contains(browser.Trail, to => to.Authority == idp.Address.Authority && to.AbsolutePath == "/login");
        }
    }
}
