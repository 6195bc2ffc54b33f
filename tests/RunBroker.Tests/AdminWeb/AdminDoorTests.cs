using System.Collections.Immutable;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using RunBroker.Admin;
using RunBroker.Admin.Api;
using RunBroker.Storage;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.AdminWeb;

/// <summary>Who is let in to the admin pages, how, and until when.</summary>
public sealed class AdminDoorTests
{
    private static readonly ImmutableArray<string> Open =
        ["/admin/sign-in", "/admin/sign-in/token", "/admin/signed-in", "/admin/sign-out"];

    [Fact, Spec("P-012")]
    public async Task Every_page_has_a_policy_but_those_by_which_people_come_in()
    {
        await using var scene = await Scene.Start();
        var pages = Pages(scene);
        Assert.NotEmpty(pages);
        Assert.All(pages.Where(e => !Open.Contains(e.RoutePattern.RawText!)), e => Assert.NotNull(e.Metadata.GetMetadata<PolicyMetadata>()));
        Assert.Equal(Open.Order(), pages.Select(e => e.RoutePattern.RawText!).Where(Open.Contains).Distinct().Order());
    }

    [Fact, Spec("P-012")]
    public async Task Nobody_sees_a_page_without_signing_in_and_comes_back_to_it_afterwards()
    {
        await using var scene = await Scene.Start();
        foreach (var page in Pages(scene).Where(e => !Open.Contains(e.RoutePattern.RawText!)))
        {
            scene.NewBrowser();
            var path = page.RoutePattern.RawText!.Replace("{slug}", "acme", StringComparison.Ordinal).Replace("{id}", "x", StringComparison.Ordinal);
            var answer = Method(page) == "POST" ? await scene.Browser.Post(scene.Broker.Url + path, new Fields()) : await scene.Open(path);
            Assert.StartsWith(scene.Broker.Url + "/admin/sign-in", answer.Url.AbsoluteUri, StringComparison.Ordinal);
        }

        await scene.Open("/admin/tenants/new");
        Assert.Equal("/admin/tenants/new", (await scene.Browser.Press("Open with this token", ("token", TestBroker.BootstrapToken))).Url.AbsolutePath);
    }

    [Theory, Spec("P-016")]
    [InlineData("//evil.example/")]
    [InlineData("https://evil.example/admin")]
    [InlineData("/admin\\..\\x")]
    [InlineData("/administrator")]
    [InlineData("/connect/endsession")]
    [InlineData("/admin/../v2/logout?client_id=x")]
    [InlineData("/admin/%2e%2e/v2/logout")]
    [InlineData("/admin/./x")]
    public async Task The_way_back_is_always_an_admin_page(string to)
    {
        await using var scene = await Scene.Start();
        await scene.Open("/admin/sign-in?to=" + Uri.EscapeDataString(to));
        Assert.Equal("/admin", (await scene.Browser.Press("Open with this token", ("token", TestBroker.BootstrapToken))).Url.AbsolutePath);
    }

    [Fact, Spec("P-014")]
    public async Task A_wrong_token_opens_nothing_and_the_page_says_so()
    {
        await using var scene = await Scene.Start();
        var page = await scene.AsToken("rbt_0000000000.wrong");
        Assert.Equal(403, page.Status);
        Assert.Contains("unknown, expired or revoked", page.Text, StringComparison.Ordinal);
        Assert.Equal("/admin/sign-in", (await scene.Open("/admin")).Url.AbsolutePath);
    }

    [Fact, Spec("P-014")]
    public async Task A_revoked_token_closes_the_pages_that_it_opened()
    {
        await using var scene = await Scene.Start();
        var (row, token) = ManagementTokens.Create(["operator"], null, scene.Clock.GetUtcNow(), null);
        await scene.Db.Write(tx => ApiTokenStore.Insert(tx, row), CancellationToken.None);
        Assert.Equal("/admin", (await scene.AsToken(token)).Url.AbsolutePath);
        await scene.Db.Write(tx => ApiTokenStore.Delete(tx, null, row.Id), CancellationToken.None);
        Assert.Equal("/admin/sign-in", (await scene.Open("/admin")).Url.AbsolutePath);
    }

    [Theory, Spec("P-012")]
    [InlineData(2, 1)]
    [InlineData(10, 60)]
    public async Task The_pages_close_after_two_hours_without_a_click_and_after_ten_in_any_case(int hours, int every)
    {
        await using var scene = await Scene.Start();
        await scene.AsOperator();
        var end = scene.Clock.GetUtcNow().AddHours(hours);
        while (every > 1 && scene.Clock.GetUtcNow() < end.AddMinutes(-every))
        {
            scene.Clock.Advance(TimeSpan.FromMinutes(every));
            Assert.Equal("/admin", (await scene.Open("/admin")).Url.AbsolutePath);
        }

        scene.Clock.Advance(end - scene.Clock.GetUtcNow());
        Assert.Equal("/admin/sign-in", (await scene.Open("/admin")).Url.AbsolutePath);
    }

    [Fact, Spec("P-016")]
    public async Task A_form_without_the_proof_of_this_admin_session_changes_nothing()
    {
        await using var scene = await Scene.Start();
        await scene.AsOperator();
        var fields = new Fields { ["name"] = "Evil", ["slug"] = "evil", ["plan"] = "scale", ["_proof"] = "x" };
        var page = await scene.Browser.Post(scene.Broker.Url + "/admin/tenants/new", fields);
        Assert.Equal(403, page.Status);
        Assert.Null(await scene.Db.Read(tx => TenantStore.FindBySlug(tx, "evil"), CancellationToken.None));
    }

    [Fact, Spec("P-012")]
    public async Task Somebody_with_a_role_comes_through_the_broker_and_is_out_when_the_session_ends()
    {
        await using var scene = await Scene.Start();
        var page = await scene.AsAlice();
        Assert.StartsWith("/admin/tenants/acme", page.Url.AbsolutePath, StringComparison.Ordinal);
        await scene.Db.Write(async tx => await Logout.EndSessions.Do(
            tx, await SessionStore.LiveOfTenant(tx, scene.Tenant.Id), new("admin", "token:bootstrap", null, scene.Clock.GetUtcNow())), CancellationToken.None);
        Assert.Equal("/admin/sign-in", (await scene.Open("/admin/tenants/acme")).Url.AbsolutePath);
    }

    [Fact, Spec("P-013")]
    public async Task Somebody_without_a_role_is_told_so_whatever_roles_the_provider_gives()
    {
        await using var scene = await Scene.Start();
        await scene.AsAlice();
        scene.NewBrowser();
        scene.Op.SignInAs = "bob";
        await scene.Open("/admin/sign-in");
        var page = await scene.Through("Continue", ("email", "bob@acme.example"));
        Assert.Equal(403, page.Status);
        Assert.Contains("You have no role here yet", page.Text, StringComparison.Ordinal);
        Assert.Equal("/admin/sign-in", (await scene.Open("/admin")).Url.AbsolutePath);
    }

    [Fact, Spec("P-012")]
    public async Task A_role_that_is_taken_away_is_gone_at_the_next_click()
    {
        await using var scene = await Scene.Start();
        await scene.AsAlice();
        var grant = (await scene.Db.Read(tx => AdminWebStore.Grants(tx, scene.Tenant.Id), CancellationToken.None)).Single();
        await scene.Db.Write(tx => AdminWebStore.DeleteGrant(tx, scene.Tenant.Id, grant.UserId), CancellationToken.None);
        Assert.Equal("/admin/sign-in", (await scene.Open("/admin/tenants/acme")).Url.AbsolutePath);
    }

    [Fact, Spec("P-010")]
    public async Task Another_tenants_pages_are_the_404_of_what_does_not_exist()
    {
        await using var scene = await Scene.Start();
        await scene.AddTenant("globex");
        await scene.AsAlice();
        foreach (var page in Pages(scene).Where(e => Method(e) == "GET" && e.RoutePattern.RawText!.Contains("{slug}", StringComparison.Ordinal)))
        {
            var path = page.RoutePattern.RawText!.Replace("{id}", "x", StringComparison.Ordinal);
            var theirs = await scene.Open(path.Replace("{slug}", "globex", StringComparison.Ordinal));
            var nobodys = await scene.Open(path.Replace("{slug}", "nowhere", StringComparison.Ordinal));
            Assert.Equal((404, nobodys.Text), (theirs.Status, theirs.Text));
        }
    }

    [Theory, Spec("P-012")]
    [InlineData(AdminRoles.TenantAuditor)]
    [InlineData(AdminRoles.TenantAdmin)]
    public async Task A_role_reaches_what_its_policy_says_and_nothing_more(string role)
    {
        await using var scene = await Scene.Start();
        await scene.AsAlice(role);
        var proof = (await scene.Open("/admin/tenants/acme")).Html.QuerySelector("input[name=_proof]")!.GetAttribute("value")!;
        foreach (var page in Pages(scene).Where(e => !Open.Contains(e.RoutePattern.RawText!)))
        {
            var path = page.RoutePattern.RawText!.Replace("{slug}", "acme", StringComparison.Ordinal).Replace("{id}", "x", StringComparison.Ordinal);
            var policy = page.Metadata.GetMetadata<PolicyMetadata>()!.Policy;
            var within = policy == ApiPolicy.Read || (policy == ApiPolicy.Write && role == AdminRoles.TenantAdmin);
            if (within && Method(page) == "POST")
                continue;
            var answer = Method(page) == "POST"
                ? await scene.Browser.Post(scene.Broker.Url + path, new Fields { ["_proof"] = proof }) : await scene.Open(path);
            Assert.True(within ? answer.Status is 200 or 404 : answer.Status == 403, $"{Method(page)} {path} ({policy}) answered {answer.Status}");
        }
    }

    [Fact]
    public async Task Signing_out_of_the_pages_signs_out_of_everything_as_from_any_app()
    {
        await using var scene = await Scene.Start();
        await scene.AsAlice();
        var page = await scene.Through("Sign out");
        Assert.Equal("/admin/sign-in", page.Url.AbsolutePath);
        Assert.Equal("login_required", await scene.Silent());
        Assert.Equal("/admin/sign-in", (await scene.Open("/admin/tenants/acme")).Url.AbsolutePath);
    }

    private static ImmutableArray<RouteEndpoint> Pages(Scene scene) =>
        [.. scene.Broker.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText!.StartsWith("/admin", StringComparison.Ordinal))];

    private static string Method(RouteEndpoint page) => page.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0];
}
