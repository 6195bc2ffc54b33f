using RunBroker.Storage;
using RunBroker.TestIdps;

namespace RunBroker.Tests.Upstream;

/// <summary>What of the app's request goes on to the upstream (TG-12), and what never does (O-130).</summary>
public sealed class ForwardingTests(SharedScene shared) : IClassFixture<SharedScene>
{
    [Fact]
    [Spec("TG-12")]
    public async Task Any_parameter_of_the_login_url_arrives_upstream()
    {
        var stage = await Stage.On(shared.Scene);
        var sent = await Asked(stage, p =>
        {
            (p["invite"], p["login_hint"], p["domain_hint"], p["ui_locales"]) = ("INVITE CODE/ü&=", "alice@acme.example", "acme.example", "pt-BR en");
            (p["acr_values"], p["organization"]) = ($"tenant:{stage.Tenant.Slug} urn:mfa", stage.Tenant.Slug);
        });

        Assert.Equal(("INVITE CODE/ü&=", "alice@acme.example", "acme.example"), (sent["invite"], sent["login_hint"], sent["domain_hint"]));
        Assert.Equal(("pt-BR en", "urn:mfa"), (sent["ui_locales"], sent["acr_values"]));
        Assert.False(sent.Has("organization"));
        Assert.Equal(sent.Pairs.Count, sent.Pairs.Select(p => p.Key).Distinct().Count());
    }

    [Fact]
    [Spec("TG-12")]
    public async Task A_parameter_of_the_connections_login_url_goes_by_the_app_to_the_provider()
    {
        var stage = await Stage.On(shared.Scene, app: a => a with { InitiateLoginUri = a.RedirectUris[0] });
        await stage.Db.Write(
            tx => TenantStore.Update(tx, stage.Tenant with { DefaultClientId = stage.App.Options.ClientId, Version = 2 }, 1), CancellationToken.None);

        await stage.Browser.Get($"{shared.Scene.Broker.Url}/login/{stage.Connection.LoginSlug}?invite=INVITECODE&iss=https://evil.example&connection=con_evil");
        var told = stage.App.LastCallback.Fields;

        Assert.Equal((stage.App.Issuer, stage.Tenant.Slug, stage.Connection.Id), (told["iss"], told["organization"], told["connection"]));
        Assert.Single(told.All("iss"));
        var sent = await Asked(stage, p =>
        {
            foreach (var (name, value) in told.Pairs)
                p[name] = value;
        });
        Assert.Equal("INVITECODE", sent["invite"]);
        Assert.False(sent.Has("iss") || sent.Has("connection") || sent.Has("organization"));
    }

    [Theory]
    [Spec("O-130")]
    [InlineData("dpop_jkt")]
    [InlineData("resource")]
    [InlineData("audience")]
    [InlineData("code")]
    [InlineData("iss")]
    [InlineData("client_assertion")]
    [InlineData("client_assertion_type")]
    [InlineData("client_assertion_x")]
    [InlineData("client_secret")]
    [InlineData("authorization_details")]
    [InlineData("SAMLRequest")]
    [InlineData("SAMLResponse")]
    [InlineData("RelayState")]
    [InlineData("SigAlg")]
    [InlineData("Signature")]
    [InlineData("STATE")]
    [InlineData("redirect_uri[]")]
    [InlineData(" nonce")]
    [InlineData("client.id")]
    public async Task A_protected_name_never_arrives(string name)
    {
        var stage = await Stage.On(shared.Scene);
        var sent = await Asked(stage, p => p.And(name, "evil-value"));

        Assert.DoesNotContain("evil-value", sent.ToString(), StringComparison.Ordinal);
        Assert.Contains("not forwarded", (await stage.LastCase()).Steps, StringComparison.Ordinal);
        Assert.DoesNotContain("evil-value", (await stage.LastCase()).Steps, StringComparison.Ordinal);
    }

    [Fact]
    [Spec("O-130")]
    public async Task Of_a_name_sent_twice_the_first_arrives_and_too_long_ones_do_not()
    {
        var stage = await Stage.On(shared.Scene);
        var sent = await Asked(stage, p =>
        {
            p.And("invite", "one").And("invite", "two").And("long", new string('x', 513)).And("fits", new string('y', 512));
            p.And("ctl", "a\u0001b");
            for (var i = 0; i < 10; i++)
                p.And($"more{i}", new string('z', 400));
        });

        Assert.Equal(["one"], sent.All("invite"));
        Assert.False(sent.Has("long") || sent.Has("ctl"));
        Assert.Equal(512, sent["fits"]!.Length);
        Assert.InRange(sent.Pairs.Count(p => p.Key.StartsWith("more", StringComparison.Ordinal)), 1, 4);
    }

    [Fact]
    [Spec("RFC6749-3.1")]
    public async Task Our_own_parameter_sent_twice_is_refused_even_behind_a_foreign_one_sent_twice()
    {
        var stage = await Stage.On(shared.Scene);
        stage.Op.ForgetRequests();

        await stage.Go(p => p.And("invite", "one").And("invite", "two").And("nonce", "another"));

        Assert.Equal("invalid_request", stage.App.LastCallback.Error);
        Assert.Empty(stage.Op.RequestsTo("/authorize"));
    }

    private static async Task<Fields> Asked(Stage stage, Action<Fields> edit)
    {
        stage.Op.ForgetRequests();
        await stage.SignIn(edit);
        return Assert.Single(stage.Op.RequestsTo("/authorize")).Query;
    }
}
