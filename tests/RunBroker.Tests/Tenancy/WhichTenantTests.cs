using RunBroker.TestIdps;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.Tenancy;

/// <summary>Whose sign-in it is: what the app says, what a hint tells, and what is refused.</summary>
public sealed class WhichTenantTests(TwoTenants stage) : IClassFixture<TwoTenants>
{
    private Scene Scene => stage.Scene;

    [Theory]
    [InlineData("organization", "other", "other")]
    [InlineData("organization", "acme", "acme")]
    [InlineData("acr_values", "tenant:other", "other")]
    [InlineData("acr_values", "urn:x tenant:other", "other")]
    [InlineData("login_hint", "somebody@other.example", "other")]
    [InlineData("login_hint", "Somebody@OTHER.Example", "other")]
    [InlineData("domain_hint", "other.example", "other")]
    [Spec("contract-4")]
    public async Task A_shared_app_gets_the_tenant_that_the_request_names(string name, string value, string tenant)
    {
        Scene.NewBrowser();

        var (claims, _) = await Scene.SignIn(stage.Shared, p => p[name] = value);

        Assert.Equal(tenant, (string?)claims["tenant"]);
    }

    [Fact]
    [Spec("contract-4")]
    public async Task A_connection_names_its_tenant()
    {
        Scene.NewBrowser();

        var (claims, _) = await Scene.SignIn(stage.Shared, p => p["connection"] = stage.OtherConnection.Id);

        Assert.Equal("other", (string?)claims["tenant"]);
        Assert.Equal(stage.OtherConnection.Id, (string?)claims["idp"]);
    }

    [Theory]
    [InlineData("organization", "foreign")]
    [InlineData("organization", "nobody")]
    [InlineData("organization", "../acme")]
    [InlineData("acr_values", "tenant:foreign")]
    [Spec("contract-4")]
    public async Task An_organization_that_is_not_the_apps_is_an_error_and_reads_like_an_unknown_one(string name, string value)
    {
        Scene.NewBrowser();
        Scene.Op.ForgetRequests();

        await Scene.Browser.Get(stage.Shared.Begin(p => p[name] = value).Url);

        Assert.Equal("invalid_request", stage.Shared.LastCallback.Error);
        Assert.StartsWith("no tenant of this app is named ", stage.Shared.LastCallback.Fields["error_description"], StringComparison.Ordinal);
        Assert.Empty(Scene.Op.RequestsTo("/authorize"));
    }

    [Theory]
    [InlineData("organization", "other")]
    [InlineData("connection", null)]
    [Spec("contract-4")]
    public async Task An_app_of_one_tenant_reaches_no_other(string name, string? value)
    {
        Scene.NewBrowser();

        await Scene.Browser.Get(Scene.App.Begin(p => p[name] = value ?? stage.OtherConnection.Id).Url);

        Assert.Equal("invalid_request", Scene.App.LastCallback.Error);
    }

    [Theory]
    [InlineData("login_hint", "somebody@unproven.example")]
    [InlineData("domain_hint", "unproven.example")]
    [InlineData("login_hint", "somebody@foreign.example")]
    [InlineData("login_hint", "somebody@nowhere.example")]
    [InlineData("login_hint", "not an address")]
    [Spec("O-127")]
    public async Task A_domain_that_is_not_proven_for_a_tenant_of_the_app_leads_to_the_page(string name, string value)
    {
        Scene.NewBrowser();
        Scene.Op.ForgetRequests();

        var page = await Scene.Browser.Get(stage.Shared.Begin(p => p[name] = value).Url);

        Assert.Equal(200, page.Status);
        Assert.Contains("Work e-mail", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Foreign", page.Text, StringComparison.Ordinal);
        Assert.Empty(Scene.Op.RequestsTo("/authorize"));
        Assert.Equal("login_required", await Scene.Silent(stage.Shared, p => p[name] = value));
    }

    [Fact]
    [Spec("TG-15")]
    public async Task A_tenant_without_the_plan_gets_a_page_and_silently_an_error()
    {
        await using var scene = await Scene.Start();
        await scene.SignIn();
        await scene.Change(scene.Tenant, t => t with { Plan = "growth" });
        scene.Clock.Advance(TimeSpan.FromSeconds(1));

        var page = await scene.Browser.Get(scene.App.Begin().Url);

        Assert.Equal(403, page.Status);
        Assert.Contains("plan does not include", page.Text, StringComparison.Ordinal);
        Assert.Equal("tenant.PlanWithoutSso", (await scene.LastCase()).Error);
        Assert.Equal("access_denied", await scene.Silent());
    }

    [Fact]
    [Spec("contract-4")]
    public async Task A_tenant_without_an_enabled_connection_gets_a_page()
    {
        await using var scene = await Scene.Start();
        await scene.Change(scene.Connection, c => c with { Enabled = false });

        var page = await scene.Browser.Get(scene.App.Begin().Url);

        Assert.Equal(403, page.Status);
        Assert.Contains("has no sign-in page yet", page.Text, StringComparison.Ordinal);
        await scene.Browser.ClickLink("Back to");
        Assert.Equal("access_denied", scene.App.LastCallback.Error);
    }

    [Fact]
    [Spec("CO-06")]
    public async Task Of_several_connections_the_person_chooses_one()
    {
        await using var scene = await Scene.Start();
        await using var partners = await TestOp.Start(new TestOpOptions { AcceptAnyClient = true, Clock = scene.Clock });
        partners.Users.Add(TestUser.Person("carol", "Carol", "Reed", "carol@partner.example"));
        partners.SignInAs = "carol";
        await scene.Change(scene.Tenant, t => t with { ConnectionPolicy = "multiple" });
        var second = await scene.AddConnection(scene.Tenant, partners);
        await scene.Change(second, c => c with { Name = "Partner <b>login</b>" });
        var page = await scene.Browser.Get(scene.App.Begin().Url);
        Assert.Contains("Choose how to sign in", page.Text, StringComparison.Ordinal);
        Assert.Contains("Partner <b>login</b>", page.Text, StringComparison.Ordinal);

        await scene.Browser.ClickLink("Partner");

        var (claims, _) = await scene.App.Finish();
        Assert.Equal(second.Id, (string?)claims["idp"]);
        Assert.Equal("carol@partner.example", (string?)claims["email"]);
        var again = await scene.Browser.Get(scene.App.Begin(p => p["prompt"] = "login").Url);
        Assert.Contains("used last time", again.Text, StringComparison.Ordinal);
        // A connection that was turned off after the page was shown is not used.
        await scene.Change(second, c => c with { Enabled = false });
        partners.ForgetRequests();
        await scene.Browser.ClickLink("Partner");
        Assert.Empty(partners.Requests);
    }
}
