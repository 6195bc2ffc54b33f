using System.Text.Json;
using System.Text.Json.Nodes;
using RunBroker.Tests.Upstream;

namespace RunBroker.Tests.Users;

/// <summary>Deactivated users, and access rules of tenant and app: at the upstream's answer and at silent SSO alike (TG-29).</summary>
public sealed class AccessTests(SharedScene shared) : IClassFixture<SharedScene>
{
    private const string DenyStaff = """[{"effect":"deny","targets":[{"type":"tag","tag":"team","value":"red"}]}]""";
    private const string AllowAll = """[{"effect":"allow","targets":[{"type":"any"}]}]""";
    private const string DenyBeatsAllow = """[{"effect":"allow","targets":[{"type":"any"}]},{"effect":"deny","targets":[{"type":"tag","tag":"team","value":"red"}]}]""";
    private const string OnlyBlue = """[{"effect":"allow","targets":[{"type":"tag","tag":"team","value":"blue"}]}]""";

    [Fact]
    [Spec("TG-33")]
    public async Task A_deactivated_user_is_refused_upstream_and_silently()
    {
        var stage = await Stage.On(shared.Scene);
        stage.Newcomer();
        var (_, tokens) = await stage.SignIn();
        await stage.Edit(u => u with { Active = false });

        await stage.Go(p => p["prompt"] = "none");
        Assert.Equal("login_required", stage.App.LastCallback.Error);
        await stage.Refused(await stage.Go(), "user.Deactivated", "access_denied");
        Assert.Equal("invalid_grant", (await stage.App.Refresh(tokens.RefreshToken)).Error);
        Assert.False((await stage.OnlyUser()).Active);
        Assert.Empty(await stage.Events("user.updated"));
    }

    [Theory]
    [Spec("TG-29")]
    [InlineData(DenyStaff, null, false)]
    [InlineData(AllowAll, null, true)]
    [InlineData(DenyBeatsAllow, null, false)]
    [InlineData(OnlyBlue, null, false)]
    [InlineData(AllowAll, DenyStaff, false)]
    [InlineData(DenyStaff, AllowAll, false)]
    [InlineData(AllowAll, AllowAll, true)]
    [InlineData("[]", OnlyBlue, false)]
    public async Task Tenant_and_app_must_both_allow(string ofTenant, string? ofApp, bool allowed)
    {
        var stage = await Stage.On(
            shared.Scene, s => s with { OtherClaimMappings = [new("team", "team")] }, tenant: t => t with { AccessRules = ofTenant },
            app: a => ofApp is null ? a : a with { AccessRules = JsonSerializer.Deserialize<JsonElement>(ofApp) });
        stage.Newcomer().Claims["team"] = "red";

        var page = await stage.Go();

        if (allowed)
        {
            await stage.App.Finish();
            return;
        }

        Assert.Contains("do not have access to this app", page.Text, StringComparison.Ordinal);
        await stage.Refused(page, "access.Denied", "access_denied");
        Assert.Empty(await stage.Events("session.created"));
    }

    [Fact]
    [Spec("TG-29")]
    public async Task Rules_that_change_hold_for_sessions_that_are_there()
    {
        var stage = await Stage.On(shared.Scene, s => s with { OtherClaimMappings = [new("team", "team")] });
        stage.Newcomer().Claims["team"] = "red";
        await stage.SignIn();
        await stage.SignIn(p => p["prompt"] = "none");

        await stage.Change(t => t with { AccessRules = DenyStaff });

        await stage.Go(p => p["prompt"] = "none");
        Assert.Equal(("login_required", stage.Begun.State), (stage.App.LastCallback.Error, stage.App.LastCallback.Fields["state"]));
        await stage.Refused(await stage.Go(), "access.Denied", "access_denied");
    }

    [Fact]
    [Spec("TG-29")]
    public async Task A_person_refused_at_one_app_may_use_another_of_the_same_tenant()
    {
        var stage = await Stage.On(
            shared.Scene, s => s with { OtherClaimMappings = [new("team", "team")] }, app: a => a with { AccessRules = JsonSerializer.Deserialize<JsonElement>(DenyStaff) });
        stage.Newcomer().Claims["team"] = "red";
        var open = stage with { App = await shared.Scene.AddApp("open-" + stage.Tenant.Slug, tenant: stage.Tenant) };

        await stage.Refused(await stage.Go(), "access.Denied", "access_denied");
        await open.SignIn();
        await stage.Go(p => p["prompt"] = "none");

        Assert.Equal("login_required", stage.App.LastCallback.Error);
        Assert.Single(await stage.Users());
    }

    [Fact]
    [Spec("TG-29")]
    public async Task A_rule_by_user_id_meets_that_user_alone()
    {
        var stage = await Stage.On(shared.Scene);
        stage.Newcomer();
        var (claims, _) = await stage.SignIn();
        await stage.Change(t => t with { AccessRules = $$"""[{"effect":"deny","targets":[{"type":"user","user_id":"{{(string?)claims["sub"]}}"}]},{"effect":"allow","targets":[{"type":"any"}]}]""" });
        var again = stage.InAnotherBrowser();
        await again.Refused(await again.Go(), "access.Denied", "access_denied");
        stage.Newcomer("Other");
        await stage.InAnotherBrowser().SignIn();
    }

    [Fact]
    [Spec("TG-15")]
    public async Task Without_the_plan_no_session_serves_either()
    {
        var stage = await Stage.On(shared.Scene);
        await stage.SignIn();
        await stage.Change(t => t with { Plan = "growth" });
        stage.Op.ForgetRequests();

        await stage.Go(p => p["prompt"] = "none");
        Assert.Equal("access_denied", stage.App.LastCallback.Error);
        await stage.Refused(await stage.Go(), "tenant.PlanWithoutSso", "access_denied");
        Assert.Empty(stage.Op.RequestsTo("/authorize"));
    }

    [Fact]
    [Spec("contract-6")]
    public async Task Events_tell_of_what_was_written_and_of_nothing_else()
    {
        var stage = await Stage.On(shared.Scene, s => s with { RoleRules = [new("groups", "contains", "admins", "admin")] });
        var person = stage.Newcomer("Nora", "staff");

        await stage.SignIn();
        var created = Assert.Single(await stage.Events("user.created"));
        Assert.Equal("sso", (string?)JsonNode.Parse(created.Data)!["tags"]!["source"]);
        Assert.Equal($"upstream:{stage.Connection.Id}", created.Actor);

        await stage.InAnotherBrowser().SignIn();
        Assert.Empty(await stage.Events("user.updated"));

        person.Claims["groups"] = new JsonArray("admins");
        await stage.InAnotherBrowser().SignIn();
        Assert.Single(await stage.Events("user.updated"));
        Assert.Equal("admin", (string?)JsonNode.Parse(Assert.Single(await stage.Events("user.role_changed")).Data)!["role"]);
        Assert.Single(await stage.Events("user.created"));
        Assert.Equal(3, (await stage.Events("session.created")).Length);
    }

    [Fact]
    [Spec("contract-6")]
    public async Task A_user_that_cannot_be_written_leaves_no_event_and_no_session()
    {
        var stage = await Stage.On(shared.Scene);
        stage.Newcomer();
        var callback = await stage.GoUpToTheCallback();
        // Stored rules that do not read throw inside of the transaction: everything of it must be gone.
        await stage.Change(t => t with { AccessRules = """[{"effect":"perhaps"}]""" });

        var page = await stage.Browser.Get(callback);

        Assert.Equal(500, page.Status);
        Assert.DoesNotContain("Exception", page.Body, StringComparison.Ordinal);
        Assert.Empty(await stage.Users());
        Assert.Empty(await stage.Events("user.created"));
        Assert.Empty(await stage.Events("session.created"));
        Assert.Null(stage.Browser.Cookies.Find("__Host-rb_sso"));
    }
}
