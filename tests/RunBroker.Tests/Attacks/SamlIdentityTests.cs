using RunBroker.Storage;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;
using RunBroker.Tests.Upstream;
using RunBroker.Tests.Upstream.Saml;

namespace RunBroker.Tests.Attacks;

/// <summary>Whom a provider can make people be: only its own people, of its own connection and tenant.</summary>
public sealed class SamlIdentityTests(SharedScene shared) : IClassFixture<SharedScene>
{
    [Fact]
    [Spec("S-128")]
    public async Task Two_connections_to_one_provider_are_told_apart_by_their_address_and_never_by_the_issuer()
    {
        await using var first = await SamlStage.On(shared.Scene, tenant: t => t with { ConnectionPolicy = "multiple" });
        var row = await SamlStage.Connect(shared.Scene, first.Tenant, first.Idp);
        var second = first with { Connection = row, Browser = shared.Scene.NewBrowser() };

        var (one, _) = await first.SignIn(p => p["connection"] = first.Connection.Id);
        var (two, _) = await second.SignIn(p => p["connection"] = row.Id);
        Assert.Equal((first.Connection.Id, row.Id), ((string?)one["idp"], (string?)two["idp"]));

        // An answer for the one, at the other's address, with that one's sign-in under way.
        var held = await first.InAnotherBrowser().Held(p => p["connection"] = first.Connection.Id);
        var thief = second with { Browser = shared.Scene.NewBrowser() };
        held["RelayState"] = (await thief.Held(p => p["connection"] = row.Id))["RelayState"];
        await thief.RefusedOnAPage(await thief.Answer(held), "upstream.WrongDestination");

        // The other one's being off is nothing to this one, and this one's answer does not come in by it.
        await shared.Scene.Change(first.Connection, c => c with { Enabled = false });
        var (again, _) = await (second with { Browser = shared.Scene.NewBrowser() }).SignIn(p => p["connection"] = row.Id);
        Assert.Equal((string?)two["sub"], (string?)again["sub"]);
    }

    [Fact]
    [Spec("S-143")]
    public async Task Apps_see_a_subject_of_ours_that_says_nothing_of_the_person()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        stage.Idp.Break(d => d with { NameId = new("maria@acme.example", SamlUris.EmailFormat) });

        var (claims, _) = await stage.SignIn();

        var subject = (string?)claims["sub"] ?? "";
        Assert.Equal((await stage.Users()).Single().Id, subject);
        Assert.DoesNotContain("maria", subject, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("acme", subject, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(stage.Tenant.Slug, (string?)claims["tenant"]);
    }

    [Theory]
    [Spec("S-144")]
    [InlineData(SamlUris.EmailFormat)]
    [InlineData(SamlUris.Persistent)]
    public async Task Another_provider_that_says_the_same_of_somebody_links_to_nobody(string format)
    {
        await using var trusted = await SamlStage.On(shared.Scene, tenant: t => t with { ConnectionPolicy = "multiple" });
        await using var evil = await TestSamlIdp.Start(new() { HostName = "localhost", AcceptAnySp = true, Clock = shared.Scene.Clock });
        evil.Users.Add(TestUser.Person("maria", "Maria", "Souza", "maria@acme.example", "staff"));
        evil.SignInAs = "maria";
        var row = await SamlStage.Connect(shared.Scene, trusted.Tenant, evil);
        foreach (var idp in (TestSamlIdp[])[trusted.Idp, evil])
            idp.Break(d => d with { NameId = new("maria@acme.example", format) });

        var (victim, _) = await trusted.SignIn(p => p["connection"] = trusted.Connection.Id);
        var (other, _) = await (trusted with { Connection = row, Idp = evil, Browser = shared.Scene.NewBrowser() }).SignIn(p => p["connection"] = row.Id);

        Assert.Equal((string?)victim["email"], (string?)other["email"]);
        Assert.NotEqual((string?)victim["sub"], (string?)other["sub"]);
        // In the browser of the victim's session neither: one signs in there, and is that other one.
        var (stillOther, _) = await (trusted with { Connection = row, Idp = evil }).SignIn(p => (p["connection"], p["prompt"]) = (row.Id, "login"));
        Assert.Equal((string?)other["sub"], (string?)stillOther["sub"]);
    }

    [Fact]
    [Spec("S-145"), Spec("S-142")]
    public async Task An_address_of_another_tenants_domain_makes_a_person_of_this_tenant_with_an_unverified_address()
    {
        await using var victim = await SamlStage.On(shared.Scene);
        await using var evil = await SamlStage.On(shared.Scene);
        var domain = victim.Tenant.Slug + ".example";
        await shared.Scene.Db.Write(
            tx => DomainStore.Insert(tx, new() { TenantId = victim.Tenant.Id, Name = domain, Verified = true, DnsTxt = "txt", Version = 1 }),
            CancellationToken.None);
        evil.Newcomer("Ceo").Claims["email"] = "ceo@" + domain;
        evil.Idp.Break(d => d with { Attributes = [.. d.Attributes, new("email_verified", "true"), new("urn:oid:1.3.6.1.4.1.5923.1.1.1.6", "ceo@" + domain)] });

        var (claims, _) = await evil.SignIn(p => p["scope"] = "openid profile email");

        Assert.Equal(("ceo@" + domain, evil.Tenant.Slug), ((string?)claims["email"], (string?)claims["tenant"]));
        Assert.False((bool?)claims["email_verified"]);
        Assert.Empty(await victim.Users());
    }

    [Fact]
    [Spec("S-104")]
    public async Task The_page_that_posts_a_request_goes_to_the_provider_alone_and_runs_no_script_but_ours()
    {
        await using var stage = await SamlStage.On(shared.Scene, s => s with { SsoBinding = "post", SsoUrl = s.SsoUrl + "?a='x'&b=1" });
        stage.Browser.Options = stage.Browser.Options with { SubmitsAutoForms = false };

        var page = await stage.Go(p => p["login_hint"] = "\"><script>alert(1)</script>");

        var form = Assert.Single(page.Forms);
        Assert.StartsWith(stage.Idp.SsoUrl + "?a='x'&b=1", form.GetAttribute("action"), StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert(1)", page.Body, StringComparison.Ordinal);
        Assert.Empty(page.Html.QuerySelectorAll("[onload], [onclick], [onsubmit], iframe, object, base"));
        var policy = page.Header("Content-Security-Policy") ?? "";
        Assert.Contains($"form-action {stage.Idp.Origin};", policy, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.All(page.Html.Scripts, s => Assert.Contains($"'nonce-{s.GetAttribute("nonce")}'", policy, StringComparison.Ordinal));
        // Where no script runs there is a button.
        Assert.NotEmpty(page.Html.QuerySelectorAll("form button, form input[type=submit]"));
        var values = form.QuerySelectorAll("input[type=hidden]").Select(i => i.GetAttribute("name")).Order(StringComparer.Ordinal);
        Assert.Equal(["RelayState", "SAMLRequest"], values);
    }
}
